"""What is stored about skills, and what must always hold of it."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.db.models import F, Q

from huzhu.base.db import UidField
from huzhu.base.people.models import Person, Post
from huzhu.base.units.models import Unit
from huzhu.base.units.periods import Period
from huzhu.rooms.skills.sittings import Sitting as Sitting
from huzhu.rooms.skills.standards import Standard as Standard
from huzhu.rooms.skills.standards import StandardItem as StandardItem


class WrittenOnceQuerySet(models.QuerySet[Any]):
    """Rows that are inserted and read, never changed: what comes later is a new row."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError(f"{self.model.__name__} is written once")

    def delete(self) -> NoReturn:
        raise TypeError(f"{self.model.__name__} is written once")


class WrittenOnce(models.Model):
    """Base of a row that no code path changes (Q3)."""

    objects = WrittenOnceQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is written once")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is written once")


class Trade(models.Model):
    """A trade, owned by a unit and used by the units below it."""

    uid = UidField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="trade_named_once")]

    def __str__(self) -> str:
        return self.name


class Technique(models.Model):
    """An operation of a trade. `worth_0` and `worth_1000` are a quantity's two anchors (Q1; may descend).

    `common`: the technique of a unit above that this one is called by between factories. `same_as`: it was merged into
    another; what was written under it stays and is read under that one. Both are one step long. `retired`: from that
    day nobody wishes or measures it anew.
    """

    uid = UidField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    trade = models.ForeignKey(Trade, models.PROTECT, related_name="techniques")
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    measure = models.CharField(max_length=20, blank=True)
    worth_0 = models.FloatField(null=True)
    worth_1000 = models.FloatField(null=True)
    position = models.PositiveIntegerField(default=0)
    common = models.ForeignKey("self", models.PROTECT, null=True, related_name="local_ones")
    same_as = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged_ones")
    retired = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "trade", "name"], name="technique_named_once"),
            models.CheckConstraint(condition=Q(common=None) | ~Q(common=F("id")), name="technique_common_is_another"),
            models.CheckConstraint(
                condition=Q(same_as=None) | (Q(common=None) & ~Q(same_as=F("id"))), name="technique_merged_into_another"
            ),
            models.CheckConstraint(
                condition=Q(worth_0=None, worth_1000=None)
                | (Q(worth_0__isnull=False, worth_1000__isnull=False) & ~Q(worth_0=F("worth_1000"))),
                name="technique_two_anchors_or_none",
            ),
        ]
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.name


class LocalName(models.Model):
    """What a unit and those below it call a technique of a unit above."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    technique = models.ForeignKey(Technique, models.PROTECT, related_name="local_names")
    name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "technique"], name="local_name_once")]

    def __str__(self) -> str:
        return self.name


class Prerequisite(models.Model):
    """Before `technique` one should reach `score` in `needs`: a hint, never a bar."""

    technique = models.ForeignKey(Technique, models.PROTECT, related_name="prerequisites")
    needs = models.ForeignKey(Technique, models.PROTECT, related_name="+")
    score = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["technique", "needs"], name="prerequisite_once"),
            models.CheckConstraint(condition=~Q(technique=F("needs")), name="prerequisite_is_another"),
            models.CheckConstraint(condition=Q(score__lte=1000), name="prerequisite_at_most_1000"),
        ]


class PostTrade(models.Model):
    """The trade of a post: a person's trade is that of his post (Q6)."""

    post = models.OneToOneField(Post, models.PROTECT, related_name="trade_of_post")
    trade = models.ForeignKey(Trade, models.PROTECT, related_name="+")


class WantedLevel(models.Model):
    """What a post asks of a technique, 0–1000 (Q4); without a row 800."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    technique = models.ForeignKey(Technique, models.PROTECT, related_name="+")
    score = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "technique"], name="wanted_once"),
            models.CheckConstraint(condition=Q(score__lte=1000), name="wanted_at_most_1000"),
        ]


class ScaleLevel(models.Model):
    """One named level of a unit's own scale; a level is a band from `low` and stores its `middle` (Q1)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    quarters = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40, blank=True)
    low = models.PositiveIntegerField()
    middle = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "quarters"], name="scale_level_once"),
            models.CheckConstraint(
                condition=Q(quarters__lte=4, low__lte=F("middle"), middle__lte=1000), name="scale_level_band"
            ),
        ]


class Measurement(WrittenOnce):
    """One opinion on one day (Q1): append-only. Missing is missing: there is no row, never nought.

    It comes by the hundred thousand: no public id, and no index but the two that are asked by. `second`: of a central
    opinion whoever said the same after the assessor or the production leader. `standard`: the version that was
    published when it was said. `words`: why the group says otherwise.
    """

    class Source(models.TextChoices):
        CENTRAL = "central"  # assessor with production leader
        ASSESSOR = "assessor"  # the assessor's own word
        FOREMAN = "foreman"  # the production leader's, where it is another
        SELF = "self"
        GROUP = "group"
        IMPORT = "import"
        GRID = "grid"

    class Method(models.TextChoices):
        OBSERVED = "observed"
        TIMED = "timed"
        TESTED = "tested"
        COUNTED = "counted"

    person = models.ForeignKey(Person, models.PROTECT, related_name="measurements", db_index=False)
    technique = models.ForeignKey(Technique, models.PROTECT, related_name="+", db_index=False)
    score = models.PositiveIntegerField()
    quantity = models.FloatField(null=True)
    day = models.DateField()
    month = models.DateField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    assessor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    method = models.CharField(max_length=10, default=Method.OBSERVED)
    source = models.CharField(max_length=10)
    matter_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    second = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    standard = models.ForeignKey(Standard, models.PROTECT, null=True, related_name="+", db_index=False)
    words = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(second=None)
                | (Q(source="central", assessor__isnull=False) & ~Q(second=F("assessor")) & ~Q(second=F("person"))),
                name="measurement_central_of_two",
            ),
            models.CheckConstraint(condition=Q(score__lte=1000), name="measurement_score_at_most_1000"),
            models.CheckConstraint(
                condition=Q(assessor=None) | ~Q(assessor=F("person")) | Q(source="self"),
                name="measurement_not_of_oneself",
            ),
            models.CheckConstraint(condition=Q(month__endswith="-01"), name="measurement_month_is_first_day"),
        ]
        indexes = [
            models.Index(fields=["unit", "month"], name="measurement_of_group_month"),
            models.Index(fields=["person", "technique", "-day"], name="measurement_of_person"),
        ]


class Month(models.Model):
    """A group's month (Q3). `opening`: closed at once by the first import or grid. `proof` = HMAC over its rows.

    `by_rule`: the day from which an open month closes by rule, stamped when it was opened. `people`, `held`, `agreed`:
    how many were measured, in how many scores, how many of them agreed; stamped at closing for those above. `repeats`: an
    earlier month whose every quantity stands here again to the last digit, so nobody was measured anew.
    """

    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    month = models.DateField()
    state = models.CharField(max_length=10, default=State.OPEN)
    opening = models.BooleanField(default=False)
    by_rule = models.DateField(null=True)
    closed_how = models.CharField(max_length=20, blank=True)  # opening, leaders, alone, assessor, rule
    closed_at = models.DateTimeField(null=True)
    proof = models.CharField(max_length=64, blank=True)
    people = models.PositiveIntegerField(null=True)
    held = models.PositiveIntegerField(null=True)
    agreed = models.PositiveIntegerField(null=True)
    repeats = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "month"], name="month_once_per_group"),
            models.CheckConstraint(
                condition=Q(repeats=None) | Q(repeats__lt=models.F("month")), name="month_repeats_an_earlier_one"
            ),
        ]
        indexes = [models.Index(fields=["by_rule"], name="month_due", condition=Q(state="open"))]


class MonthVoice(WrittenOnce):
    """One of the two leaders, or the assessor, says that a month can be closed; two persons close it (Q3)."""

    month = models.ForeignKey(Month, models.PROTECT, related_name="voices")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "person"], name="month_voice_once")]


class Agreement(WrittenOnce):
    """The four parts of an agreed score (S17): published standard, central opinion, the person's, the group's; none may
    be missing."""

    standard = models.ForeignKey(Standard, models.PROTECT, related_name="+", db_index=False)
    central = models.ForeignKey(Measurement, models.PROTECT, related_name="+", db_index=False)
    own = models.ForeignKey(Measurement, models.PROTECT, related_name="+", db_index=False)
    group = models.ForeignKey(Measurement, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(central=F("own")) & ~Q(central=F("group")) & ~Q(own=F("group")),
                name="agreement_of_different_words",
            )
        ]


class MonthScore(WrittenOnce):
    """The score of one person and technique in a closed month. Inserted once; no code path updates it (Q3)."""

    month = models.ForeignKey(Month, models.PROTECT, related_name="scores", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="month_scores", db_index=False)
    technique = models.ForeignKey(Technique, models.PROTECT, related_name="+", db_index=False)
    score = models.PositiveIntegerField()
    quantity = models.FloatField(null=True)
    agreed = models.BooleanField(default=False)
    agreement = models.OneToOneField(Agreement, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "person", "technique"], name="month_score_once"),
            models.CheckConstraint(
                condition=Q(agreed=False, agreement=None) | Q(agreed=True, agreement__isnull=False),
                name="month_score_agreed_by_four_parts",
            ),
            models.CheckConstraint(condition=Q(score__lte=1000), name="month_score_at_most_1000"),
        ]
        indexes = [models.Index(fields=["person", "technique"], name="month_score_of_person")]


class Correction(WrittenOnce):
    """What came after closing: dated, beside the closed row and never over it. `by` = whoever judged; None = an import."""

    month = models.ForeignKey(Month, models.PROTECT, related_name="corrections")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    technique = models.ForeignKey(Technique, models.PROTECT, related_name="+")
    score = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(score__lte=1000), name="correction_score_at_most_1000"),
            models.CheckConstraint(condition=Q(by=None) | ~Q(by=F("person")), name="correction_not_of_oneself"),
        ]
        indexes = [models.Index(fields=["person", "technique"], name="correction_of_person")]


class KeyList(models.Model):
    """A unit's posted list of key problems, or 'none' with a reason (S20)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    posted = models.DateField()
    none_because = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "-posted"], name="key_list_of_unit")]


class KeyProblem(Period):
    """One current key problem of a unit, optionally about a technique."""

    owner_fields = ("id",)

    uid = UidField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    technique = models.ForeignKey(Technique, models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="key_problem_has_days"),
        ]


class ItemMark(WrittenOnce):
    """What was seen, or measured, of one item of the standard; a measurement by items rests on these."""

    measurement = models.ForeignKey(Measurement, models.CASCADE, related_name="marks")
    item = models.ForeignKey(StandardItem, models.PROTECT, related_name="+", db_index=False)
    value = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["measurement", "item"], name="item_mark_once")]


class Tally(models.Model):
    """Of a unit's people, as last counted: measured in a technique, can help, need help (S18). See `Counted`."""

    factory = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    technique = models.ForeignKey(Technique, models.PROTECT, related_name="+", db_index=False)
    base = models.PositiveIntegerField()
    can = models.PositiveIntegerField()
    need = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["factory", "unit", "technique"], name="tally_once"),
            models.CheckConstraint(condition=Q(can__lte=F("base"), need__lte=F("base")), name="tally_parts_of_base"),
        ]


class Counted(models.Model):
    """A factory whose tallies, its own and those of every unit in it, were counted `at`; `stale` since a month closed."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    stale = models.BooleanField(default=False)
