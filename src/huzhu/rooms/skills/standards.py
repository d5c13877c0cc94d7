"""What is stored about published standards; part of `models`."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.db.models import F, Q

from huzhu.base.db import UidField
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit


class Standard(models.Model):
    """What a unit expects of a technique, written down (S17): a draft, then published from a day on and never changed.

    What comes later is the next version. `by`: who published it.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"

    uid = UidField()
    technique = models.ForeignKey("skills.Technique", models.PROTECT, related_name="standards")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default=State.DRAFT)
    published = models.DateField(null=True)
    method_text = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["technique", "unit", "version"], name="standard_version_once"),
            models.UniqueConstraint(fields=["technique", "unit", "published"], name="standard_one_from_a_day"),
            models.UniqueConstraint(
                fields=["technique", "unit"], condition=Q(state="draft"), name="standard_one_draft"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="standard_version_from_1"),
            models.CheckConstraint(
                condition=Q(state="draft", published=None) | Q(state="published", published__isnull=False),
                name="standard_published_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.technique_id} v{self.version}"


class StandardItemQuerySet(models.QuerySet[Any]):
    """Items are replaced while their standard is a draft, and never change afterwards."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("items of a standard are replaced in a draft, never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        if self.filter(standard__state=Standard.State.PUBLISHED).exists():
            raise TypeError("items of a published standard stay")
        return super().delete()


class StandardItem(models.Model):
    """One thing an assessor can see or measure, and what it is worth among the others (0–1000).

    yes-no: seen or not. quantity: by two anchors of its own, as a technique's (Q1).
    """

    class Kind(models.TextChoices):
        YES_NO = "yes-no"
        QUANTITY = "quantity"

    uid = UidField()
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, default=Kind.YES_NO)
    worth = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=20, blank=True)
    worth_0 = models.FloatField(null=True)
    worth_1000 = models.FloatField(null=True)

    objects = StandardItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["standard", "position"], name="standard_item_place_once"),
            models.CheckConstraint(condition=Q(worth__gte=1, worth__lte=1000), name="standard_item_worth_1_to_1000"),
            models.CheckConstraint(
                condition=Q(kind="yes-no", worth_0=None, worth_1000=None)
                | (Q(kind="quantity", worth_0__isnull=False, worth_1000__isnull=False) & ~Q(worth_0=F("worth_1000"))),
                name="standard_item_two_anchors_of_a_quantity",
            ),
        ]
        ordering = ("position",)

    def __str__(self) -> str:
        return self.text
