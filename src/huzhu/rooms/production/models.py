"""What is stored about plan and actual, and what must always hold of it."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

from huzhu.base.db import UidField
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit
from huzhu.rooms.production.kinds import CAUSES


class Indicator(models.Model):
    """What is planned and counted, owned by a unit and used by the units below it."""

    uid = UidField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    measure = models.CharField(max_length=20, blank=True)
    less_is_better = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="indicator_named_once")]
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name


class Figure(models.Model):
    """Plan and actual of one party, a person or a unit, in one day or one whole month (then `day` is its first).

    Missing is missing, never 0.
    """

    class Span(models.TextChoices):
        DAY = "day"
        MONTH = "month"

    class Source(models.TextChoices):
        ENTERED = "entered"
        IMPORTED = "imported"

    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    day = models.DateField()
    span = models.CharField(max_length=5, choices=Span.choices)
    plan = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    actual = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    source = models.CharField(max_length=8, choices=Source.choices)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, unit__isnull=False) | Q(person__isnull=False, unit=None),
                name="figure_of_one_party",
            ),
            models.CheckConstraint(condition=Q(span__in=["day", "month"]), name="figure_of_a_day_or_month"),
            models.CheckConstraint(
                condition=Q(plan__isnull=False) | Q(actual__isnull=False), name="figure_says_something"
            ),
            models.CheckConstraint(condition=Q(plan=None) | Q(plan__gte=0), name="figure_plan_not_negative"),
            models.CheckConstraint(condition=Q(actual=None) | Q(actual__gte=0), name="figure_actual_not_negative"),
            models.UniqueConstraint(
                fields=["person", "indicator", "day", "span"], condition=Q(unit=None), name="figure_of_person_once"
            ),
            models.UniqueConstraint(
                fields=["unit", "indicator", "day", "span"], condition=Q(person=None), name="figure_of_unit_once"
            ),
        ]
        indexes = [models.Index(fields=["unit", "day"], name="figure_unit_day")]


_REMEDIES = reduce(
    or_, (Q(cause=cause.code, remedy__in=[remedy.code for remedy in cause.remedies]) for cause in CAUSES.values())
)


class Finding(models.Model):
    """Why a person was below plan in a month, dated, with the remedy chosen for that cause; a later row follows it.

    `words`: the person's own, sealed under his key. An attitude is never found without them.
    """

    uid = UidField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    month = models.DateField()
    cause = models.CharField(max_length=10)
    remedy = models.CharField(max_length=10)
    words = models.BinaryField(null=True)
    found = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_REMEDIES, name="finding_remedy_of_its_cause"),
            models.CheckConstraint(
                condition=~Q(cause__in=[cause.code for cause in CAUSES.values() if cause.needs_word])
                | Q(words__isnull=False),
                name="finding_attitude_in_own_words",
            ),
            models.CheckConstraint(condition=Q(found__gte=models.F("month")), name="finding_not_before_its_month"),
        ]
        indexes = [models.Index(fields=["person", "month"], name="finding_person_month")]


class OwnView(models.Model):
    """What a person says himself about a month, sealed; the last word counts, and he alone writes it."""

    uid = UidField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    month = models.DateField()
    words = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "indicator", "month"], name="own_view_once")]


class OwnFigure(models.Model):
    """A figure that only the person himself writes and reads, sealed: his wage of a month in yuan (S57, F14)."""

    uid = UidField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)
    month = models.DateField()
    value = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "month"], name="own_figure_once"),
            models.CheckConstraint(condition=Q(kind="wage"), name="own_figure_is_a_wage"),
        ]
