from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from huzhu.base.db import PathField, UidField
from huzhu.base.units.kinds import said
from huzhu.base.units.moves import FORMING, STATES
from huzhu.base.units.periods import OPEN_END, Period


class Unit(models.Model):
    """A node of the tree (S2). Where it hangs is a dated `Place`, how it stands a dated `Standing`.

    `name`: what it is called now. `predecessor`: the dissolved unit that this one was rebuilt from (S14).
    """

    uid = UidField()
    level = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    time_zone = models.CharField(max_length=40, default="Asia/Shanghai")
    predecessor = models.ForeignKey("self", models.PROTECT, null=True, related_name="successors")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(predecessor=None) | ~Q(predecessor=F("id")), name="unit_not_after_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def said(self) -> str:
        """Its name in the reader's language."""
        return said(self.name, self.name_en)


class Place(Period):
    """Where a unit hangs from a day on; `path` = '/1/5/12/' ids from the root down to the unit itself.

    `name`, `name_en`: what it was called then, where it is called otherwise now.
    """

    owner_fields = ("unit",)

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="places")
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    path = PathField()
    name = models.CharField(max_length=80, blank=True)
    name_en = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "starts"], name="place_unique_start"),
            models.UniqueConstraint(fields=["unit", "ends"], name="place_unique_end"),
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="place_has_days"),
        ]
        indexes = [
            models.Index(fields=["path", "ends"], name="place_path"),
            models.Index(fields=["parent", "ends"], name="place_parent"),
        ]


class Standing(Period):
    """How a unit stands from a day on, and why (S14). No row: active. A dissolved unit has no place any more."""

    owner_fields = ("unit",)

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="standings")
    state = models.CharField(max_length=20)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "starts"], name="standing_unique_start"),
            models.UniqueConstraint(fields=["unit", "ends"], name="standing_unique_end"),
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="standing_has_days"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="standing_is_known"),
            models.CheckConstraint(condition=Q(state=FORMING) | ~Q(reason=""), name="standing_has_reason"),
        ]


class Label(Period):
    """What binds units across the tree, or how to reach one: a trade, a line, a product, a contact; dated (S2)."""

    owner_fields = ("unit", "kind", "text")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="labels")
    kind = models.CharField(max_length=20)
    text = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "text", "starts"], name="label_unique_start"),
            models.UniqueConstraint(fields=["unit", "kind", "text", "ends"], name="label_unique_end"),
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="label_has_days"),
            models.CheckConstraint(condition=~Q(text=""), name="label_says_something"),
        ]
        indexes = [models.Index(fields=["kind", "text"], name="label_found")]


__all__ = ["OPEN_END", "Label", "Place", "Standing", "Unit"]
