"""Who works when (Q37): shifts, patterns of any cycle, a rota per group from a day on, and days that differ.

A shift or a pattern that somebody works by is never changed: other hours are another shift, from a day on.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import Exact

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


TICK = 5
"""Minutes of one claim."""
LONGEST_SLOT = 12 * 60


class Machine(models.Model):
    """A machine or a post of a group: `room` says in words where it stands, `position` in which order on the floor."""

    uid = UidField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    room = models.CharField(max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    in_use = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="machine_named_once_in_unit"),
            models.CheckConstraint(condition=~Q(name=""), name="machine_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Neighbours(models.Model):
    """Two machines so near that who minds one sees the other; kept once, the lesser id first."""

    first = models.ForeignKey(Machine, models.CASCADE, related_name="+")
    second = models.ForeignKey(Machine, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="neighbours_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="neighbours_in_order"),
        ]


class Series(models.Model):
    """Weekly slots made from a template for the same people until `ended`; `until`: slots are made up to that day."""

    uid = UidField()
    kind = models.CharField(max_length=20)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    template = models.CharField(max_length=20)
    minutes = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=60, blank=True)
    machine = models.ForeignKey(Machine, models.PROTECT, null=True, related_name="+")
    until = models.DateField()
    ended = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["until"], name="series_running", condition=Q(ended=None))]


class SeriesPerson(models.Model):
    """Who takes part in each slot of a series, and as what."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="people")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    part = models.CharField(max_length=12)
    covers = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "person"], name="series_person_once")]


class Slot(models.Model):
    """Anchor row of people × time × place; `kind` names the room that gives it its meaning (calendar.kinds)."""

    uid = UidField()
    kind = models.CharField(max_length=20)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    starts = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=60, blank=True)
    machine = models.ForeignKey(Machine, models.PROTECT, null=True, related_name="+")
    template = models.CharField(max_length=20, blank=True)
    series = models.ForeignKey(Series, models.PROTECT, null=True, related_name="slots")
    booked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    cancelled = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=TICK, minutes__lte=LONGEST_SLOT), name="slot_lasts"),
            models.CheckConstraint(condition=Exact(F("minutes") % TICK, 0), name="slot_in_ticks"),
        ]
        indexes = [
            models.Index(fields=["starts"], name="slot_ahead", condition=Q(cancelled=None)),
            models.Index(fields=["unit", "starts"], name="slot_of_unit"),
        ]

    @property
    def ends(self) -> datetime:
        return self.starts + timedelta(minutes=self.minutes)


class SlotPerson(models.Model):
    """Somebody's seat in a slot. `covers`: whom a relief stands in for. `outside`: the slot lies outside this person's
    known work, or in a rest or meal; then `agreed` says when he himself said that it suits (null: he is still asked).
    """

    slot = models.ForeignKey(Slot, models.CASCADE, related_name="people")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    part = models.CharField(max_length=12)
    covers = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    outside = models.BooleanField(default=False)
    agreed = models.DateTimeField(null=True)
    attended = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slot", "person"], name="slot_person_once"),
            models.CheckConstraint(condition=~Q(person=F("covers")), name="relief_covers_another"),
        ]
        indexes = [models.Index(fields=["person", "slot"], name="slots_of_person")]


class Claim(models.Model):
    """Five minutes of a person or of a machine that a slot has taken: `tick` = minutes since 1970 in UTC // 5.

    Unique on both databases, so that nobody, no machine and no relief is anywhere twice at once.
    """

    tick = models.IntegerField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    machine = models.ForeignKey(Machine, models.PROTECT, null=True, related_name="+", db_index=False)
    slot = models.ForeignKey(Slot, models.CASCADE, related_name="claims")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "tick"], name="claim_person_once"),
            models.UniqueConstraint(fields=["machine", "tick"], name="claim_machine_once"),
            models.CheckConstraint(
                condition=Q(person=None, machine__isnull=False) | Q(person__isnull=False, machine=None),
                name="claim_of_one",
            ),
        ]
        indexes = [models.Index(fields=["tick"], name="claim_tick")]


class OwnTimes(models.Model):
    """Times, places and forms of learning that don't suit somebody, said by himself and sealed (S138, Q34).

    One row per person who has ever said any, of one length however much it says; rewritten in place.
    """

    uid = UidField()
    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    words = models.BinaryField()


class Feed(models.Model):
    """The secret address of somebody's calendar: only what the token is hashed to is kept, so it is shown once."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    token = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField()
