from django.db import models
from django.db.models import F, Q

from huzhu.base.db import PathField, UidField
from huzhu.base.units.periods import OPEN_END, Period


class Unit(models.Model):
    """A node of the tree (S2). Where it hangs is a dated `Place`; what never changes stands here."""

    uid = UidField()
    level = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    time_zone = models.CharField(max_length=40, default="Asia/Shanghai")
    product = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return self.name


class Place(Period):
    """Where a unit hangs from a day on; `path` = '/1/5/12/' ids from the root down to the unit itself."""

    owner_fields = ("unit",)

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="places")
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    path = PathField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "starts"], name="place_unique_start"),
            models.UniqueConstraint(fields=["unit", "ends"], name="place_unique_end"),
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="place_has_days"),
        ]
        indexes = [models.Index(fields=["path", "ends"], name="place_path")]


__all__ = ["OPEN_END", "Place", "Unit"]
