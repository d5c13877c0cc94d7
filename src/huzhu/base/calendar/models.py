"""Who works when (Q37): shifts, patterns of any cycle, a rota per group from a day on, and days that differ.

A shift or a pattern that somebody works by is never changed: other hours are another shift, from a day on.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from huzhu.base.db import UidField
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit
from huzhu.base.units.periods import Period

DAY = 24 * 60
LONGEST_CYCLE = 366


class DayException(models.Model):
    """A weekday off or a weekend day worked, at a unit and below; the nearest unit's word counts.

    `imported`: it came with a file, and goes when a later file of those days no longer names it.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    day = models.DateField()
    working = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)
    imported = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "day"], name="day_exception_once")]


class Shift(models.Model):
    """Hours with a code such as 早 at a unit and below, by the factory's clock.

    `starts` = minutes after midnight; `minutes` on the clock, so a shift may end on the next day.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    code = models.CharField(max_length=8)
    name = models.CharField(max_length=40, blank=True)
    starts = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "code"], name="shift_code_once_in_unit"),
            models.CheckConstraint(condition=~Q(code=""), name="shift_has_code"),
            models.CheckConstraint(condition=Q(starts__lt=DAY), name="shift_starts_within_day"),
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=DAY), name="shift_lasts_a_day_at_most"),
        ]

    def __str__(self) -> str:
        return self.code


class Pause(models.Model):
    """A meal or a rest within a shift: `after` minutes from its start on, for `minutes`."""

    shift = models.ForeignKey(Shift, models.CASCADE, related_name="pauses")
    after = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    meal = models.BooleanField(default=False)

    class Meta:
        ordering = ["after"]
        constraints = [
            models.UniqueConstraint(fields=["shift", "after"], name="pause_begins_once"),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="pause_has_minutes"),
        ]


class Pattern(models.Model):
    """A cycle of `days` days, e.g. early, late, night, off. `holidays`: rests on holidays, works on make-up days."""

    uid = UidField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    days = models.PositiveSmallIntegerField()
    holidays = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="pattern_named_once_in_unit"),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=LONGEST_CYCLE), name="pattern_has_days"),
        ]

    def __str__(self) -> str:
        return self.name


class CycleDay(models.Model):
    """The shift of one day of a cycle, the first being 0; a day without a row is off."""

    pattern = models.ForeignKey(Pattern, models.CASCADE, related_name="cycle")
    position = models.PositiveSmallIntegerField()
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["pattern", "position"], name="cycle_day_once"),
            models.CheckConstraint(condition=Q(position__lt=LONGEST_CYCLE), name="cycle_day_within_longest"),
        ]


class Rota(Period):
    """The pattern by which a group works from a day on; day d stands at (ordinal of d + phase) mod days of it."""

    owner_fields = ("unit",)

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rotas")
    pattern = models.ForeignKey(Pattern, models.PROTECT, related_name="+")
    phase = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "starts"], name="rota_unique_start"),
            models.UniqueConstraint(fields=["unit", "ends"], name="rota_unique_end"),
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="rota_has_days"),
            models.CheckConstraint(condition=Q(phase__lt=LONGEST_CYCLE), name="rota_phase_within_cycle"),
        ]


class GroupDay(models.Model):
    """A day on which a group works otherwise than its rota says; no shift: off."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    day = models.DateField()
    shift = models.ForeignKey(Shift, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "day"], name="group_day_once")]


class PersonDay(models.Model):
    """A day on which somebody works otherwise than the group; no shift: off. Why is kept nowhere."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    day = models.DateField()
    shift = models.ForeignKey(Shift, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="person_day_once")]
