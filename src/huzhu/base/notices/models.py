from datetime import time

from django.db import models
from django.db.models import Q

from huzhu.base.people.models import Person

MORNING, EVENING = time(7), time(20)


class Manner(models.Model):
    """How somebody wants to be told beside the app; without a row at once, and nothing in the night.

    `daily` = one message a day, at this time, instead of one each. Between `quiet_from` and `quiet_to`, over midnight
    where it begins later than it ends, nothing is sent; both equal = no quiet hours.
    """

    person = models.OneToOneField(Person, models.PROTECT, primary_key=True, related_name="+")
    daily = models.TimeField(null=True)
    quiet_from = models.TimeField(default=EVENING)
    quiet_to = models.TimeField(default=MORNING)


class Notice(models.Model):
    """Where somebody should look, never what stands there: one per person, matter and state.

    `kind` is a declared `NoticeKind`; `subject` the public id in the address it points to. `held`: it stands in the app,
    and goes out by the other channels then, in the morning or with the day's message.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    due = models.DateTimeField(null=True)
    seen = models.DateTimeField(null=True)
    held = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "subject", "state"], name="notice_once_per_state")
        ]
        indexes = [
            models.Index(fields=["person", "-at"], name="notice_of_person"),
            models.Index(fields=["held"], name="notice_held", condition=Q(held__isnull=False)),
        ]


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
