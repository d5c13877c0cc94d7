from django.db import models

from huzhu.base.units.models import Unit


class Ruling(models.Model):
    """A unit's own value of a clause from a day on; append-only, the nearest unit and latest version win.

    `value` None: from that day on the unit is back to what it inherits.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    clause = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    value = models.IntegerField(null=True)
    starts = models.DateField()
    cited = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "clause", "version"], name="ruling_version_once"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="ruling_version_from_one"),
        ]
