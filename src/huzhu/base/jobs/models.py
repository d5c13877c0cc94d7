from django.db import models

from huzhu.base.db import UidField


class Job(models.Model):
    """One piece of long work that somebody waits for; `done` is written in the transaction of its chunk."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    uid = UidField()
    kind = models.CharField(max_length=40)
    person_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=12, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    cancel = models.BooleanField(default=False)
    note = models.JSONField(default=dict)
    created = models.DateTimeField()
    ended = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(done__lte=models.F("total")), name="job_done_within_total")
        ]
