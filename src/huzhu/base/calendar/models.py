from django.db import models

from huzhu.base.units.models import Unit


class DayException(models.Model):
    """A weekday off or a weekend day worked, at a unit and below."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    day = models.DateField()
    working = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "day"], name="day_exception_once")]
