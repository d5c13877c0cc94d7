"""What checks keeps besides the checks and findings of `base.followup`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from huzhu.base.db import UidField
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit
from huzhu.rooms.contracts.models import Contract


class Sitting(models.Model):
    """A group's half month with the limits of its first day (Q25): from how many active days on a contract is due, how many
    sessions make a good half, the last day in time, and how long help that is asked for may take."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    half = models.DateField()
    least_days = models.PositiveSmallIntegerField()
    good_sessions = models.PositiveSmallIntegerField()
    due = models.DateField()
    finding_days = models.PositiveSmallIntegerField()
    escalate_days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "half"], name="sitting_once_a_half"),
            models.CheckConstraint(condition=Q(half__day__in=[1, 16]), name="sitting_of_a_half_month"),
        ]


class Condition(models.Model):
    """What a group has set itself in the competition: text, measure, target (S44). `ended`: struck from that day on."""

    uid = UidField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    text = models.CharField(max_length=120)
    measure = models.CharField(max_length=60, blank=True)
    target = models.CharField(max_length=40)
    added = models.DateField()
    ended = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(target=""), name="condition_has_text_and_target"),
        ]
        indexes = [models.Index(fields=["unit"], name="condition_of_unit")]
        ordering = ("id",)


class ConditionTick(models.Model):
    """Was a condition kept in a half month, by one leader's word; where two say different things both stand."""

    condition = models.ForeignKey(Condition, models.PROTECT, related_name="ticks")
    half = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kept = models.BooleanField()
    done_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["condition", "half", "by"], name="condition_tick_once_each"),
            models.CheckConstraint(condition=Q(half__day__in=[1, 16]), name="condition_tick_of_a_half_month"),
        ]


class PartnerWord(models.Model):
    """What stands sealed of one of the two in a contract (Q34): one row for each, from the first day on, rewritten in
    place, so that no row tells that somebody has spoken.

    `words`: his two answers before a sitting. `with_leader`, `with_foreman`: an obstacle on his side and the talk about it
    (S137), between him and that one leader.
    """

    uid = UidField()
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    words = models.BinaryField()
    with_leader = models.BinaryField()
    with_foreman = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contract", "person"], name="partner_word_one_row_each")]


class Report(models.Model):
    """A workshop's report of a month, posted by its sponsor (S45, N4); without one the month is shown as missing."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    month = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    posted = models.DateTimeField()
    obstacles = models.TextField(max_length=1000)
    lessons = models.TextField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "month"], name="report_once_a_month"),
            models.CheckConstraint(
                condition=Q(month__day=1) & ~Q(obstacles=""), name="report_of_a_month_says_something"
            ),
        ]
