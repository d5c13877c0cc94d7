"""What is stored of an assessor's round; part of `models`."""

from __future__ import annotations

from django.db import models

from huzhu.base.db import UidField
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit


class Sitting(models.Model):
    """An assessor's round from machine to machine: people and techniques picked once, in the order of the cards.

    `people`, `techniques`: lists of ids. `marks`: items said of cards that are not finished yet,
    {"person.technique": {"item": true, false or the measured value}}.
    """

    uid = UidField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by_technique = models.BooleanField(default=False)
    people = models.JSONField()
    techniques = models.JSONField()
    marks = models.JSONField(default=dict)
