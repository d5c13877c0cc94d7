from django.db import models

from huzhu.base.people.models import Person


class Notice(models.Model):
    """Where somebody should look, never what stands there: one per person, matter and state.

    `kind` is a declared `NoticeKind`; `subject` the public id in the address it points to.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    due = models.DateTimeField(null=True)
    seen = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "subject", "state"], name="notice_once_per_state")
        ]
        indexes = [models.Index(fields=["person", "-at"], name="notice_of_person")]


class Delivery(models.Model):
    """One notice on its way by one channel."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=20)
    sent = models.DateTimeField(null=True)
    tried = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once_per_channel")]
        indexes = [models.Index(fields=["tried"], condition=models.Q(sent=None), name="delivery_to_try_again")]
