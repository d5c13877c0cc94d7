from __future__ import annotations

from django.db import models

from huzhu.base.db import UidField
from huzhu.base.jobs.models import Job
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit


class Upload(models.Model):
    """A workbook on its way in. Its content is wiped when it has been saved or put away: who imports sees the values
    until then, not after (Q31)."""

    class State(models.TextChoices):
        READ = "read"
        SAVING = "saving"
        SAVED = "saved"
        PUT_AWAY = "put away"

    uid = UidField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, default=State.READ)
    content = models.BinaryField(null=True)
    mapping = models.JSONField(default=dict)
    unticked = models.JSONField(default=list)  # [sheet, row]
    repairs = models.JSONField(default=list)  # [sheet, row, column, text]
    same = models.JSONField(default=list)  # roll numbers whose other name is the same person's
    as_meant = models.JSONField(default=list)  # [sheet, row, column] of far-off values that are right
    trade = models.CharField(max_length=80, blank=True)
    take = models.JSONField(default=list)  # conflicts to be overwritten: [person, technique, month]
    taken_in = models.DateTimeField()
    counts = models.JSONField(default=dict)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")


class Remembered(models.Model):
    """How a unit's workbooks are read, by header: next month nothing is asked again."""

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="+")
    words = models.JSONField(default=dict)
