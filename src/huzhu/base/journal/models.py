from django.db import models


class Entry(models.Model):
    """One deed: who did what to what, before and after. Append-only; never a sealed value, never a name."""

    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    deed = models.CharField(max_length=60)
    subject = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    unit_id = models.BigIntegerField(null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "subject_id", "at"], name="entry_subject"),
            models.Index(fields=["unit_id", "at"], name="entry_unit"),
        ]


class Answered(models.Model):
    """A request id that was answered once: done again, the first answer is given (ids only)."""

    actor_id = models.BigIntegerField()
    request_id = models.CharField(max_length=40)
    deed = models.CharField(max_length=60)
    answer = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor_id", "request_id"], name="answered_once")]
