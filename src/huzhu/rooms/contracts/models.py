from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from huzhu.base.db import UidField
from huzhu.base.followup.models import Matter
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit
from huzhu.rooms.introductions.models import Introduction
from huzhu.rooms.skills.models import Technique


class Contract(models.Model):
    """A mutual-aid contract between two people (S28): `first` is 甲, `second` 乙; both answer for the result.

    `version` rises with every edit that voids a signature. State 'recorded': imported, counts apart from signed until
    both confirm it (Q18). `lapses`: a draft not signed by both by then lapses (Q19). `ends` = its last term's date.
    """

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="+")
    uid = UidField()
    kind = models.CharField(max_length=30)
    state = models.CharField(max_length=10, default="draft")  # see moves.py
    mode = models.CharField(max_length=12)  # found, introduced, assigned, unknown
    first = models.ForeignKey(Person, models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, models.PROTECT, related_name="+")
    first_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    second_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    language = models.CharField(max_length=10, default="zh-hans")
    drafted = models.DateTimeField()
    lapses = models.DateField(null=True)
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    signed = models.DateTimeField(null=True)
    closed = models.DateField(null=True)
    closed_because = models.CharField(max_length=30, blank=True)
    duties_first = models.CharField(max_length=400, blank=True)
    duties_second = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(first=F("second")), name="contract_of_two"),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "settled", "revised"]) | Q(signed__isnull=False, ends__isnull=False),
                name="contract_signed_has_date_and_end",
            ),
            models.CheckConstraint(
                condition=Q(starts=None) | Q(ends=None) | Q(starts__lte=F("ends")), name="contract_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["first", "state"], name="contract_of_first"),
            models.Index(fields=["second", "state"], name="contract_of_second"),
            models.Index(fields=["lapses"], name="contract_lapsing", condition=Q(state="draft")),
        ]


class ContractIntroduction(models.Model):
    """The introductions a contract grew from; one draft per introduction."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="introductions")
    introduction = models.OneToOneField(Introduction, models.PROTECT, related_name="+")


class Term(models.Model):
    """One direction with its own measure (S32): who teaches whom what, from where, to where, until when.

    `baseline`, `target`, `result` are in `measure`; a technique without a measure has named levels and they are
    scores 0–1000 there.
    """

    uid = UidField()
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="terms")
    position = models.PositiveSmallIntegerField()
    teacher = models.ForeignKey(Person, models.PROTECT, related_name="+")
    learner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    technique = models.ForeignKey(Technique, models.PROTECT, null=True, related_name="+")
    indicator = models.CharField(max_length=80, blank=True)
    measure = models.CharField(max_length=20, blank=True)
    baseline = models.FloatField(null=True)
    baseline_month = models.DateField(null=True)
    baseline_agreed = models.BooleanField(default=False)
    first_measurement_due = models.DateField(null=True)
    target = models.FloatField(null=True)
    ends = models.DateField(null=True)
    result = models.FloatField(null=True)
    outcome = models.CharField(max_length=12, blank=True)  # met, not-met, stopped
    closed = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "position"], name="term_position_once"),
            models.CheckConstraint(condition=~Q(teacher=F("learner")), name="term_of_two"),
            models.CheckConstraint(
                condition=Q(technique__isnull=False) | ~Q(indicator=""), name="term_measures_something"
            ),
            models.CheckConstraint(condition=Q(outcome="") | Q(closed__isnull=False), name="term_outcome_has_date"),
        ]
        ordering = ("position",)


class Step(models.Model):
    """One week's step of a term (S34); the weeks are counted from signing, where their days are stamped."""

    uid = UidField()
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="steps")
    term = models.ForeignKey(Term, models.CASCADE, related_name="steps")
    week = models.PositiveSmallIntegerField()
    starts = models.DateField()
    ends = models.DateField()
    text = models.CharField(max_length=200)
    done = models.BooleanField(null=True)
    done_on = models.DateField(null=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["term", "week"], name="step_once_a_week"),
            models.CheckConstraint(condition=Q(starts__lte=F("ends")), name="step_week_has_days"),
            models.CheckConstraint(
                condition=Q(done=None) | Q(done_on__isnull=False, done_by__isnull=False), name="step_done_has_date"
            ),
        ]
        ordering = ("week", "term__position")


class Signature(models.Model):
    """One party's name under one version's exact text (Q22): `proof` = HMAC over text, facts, signer, time, device.

    `facts` = what the text was made from, as JSON of ids and figures, so that a later change of the rows is found.
    The row carries both parties' ids, so that the database itself refuses anybody else's signature.
    """

    uid = UidField()
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="signatures")
    version = models.PositiveIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    first = models.ForeignKey(Person, models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    device_id = models.BigIntegerField(null=True)
    text = models.TextField()
    facts = models.TextField()
    proof = models.CharField(max_length=64)
    own_wish = models.BinaryField(null=True)  # sealed: yes, not-really (Q18)
    voided = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "version", "person"], name="signature_once_per_person"),
            models.CheckConstraint(condition=Q(person=F("first")) | Q(person=F("second")), name="signature_of_a_party"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="signature_of_two"),
        ]


class Orientation(models.Model):
    """Somebody has read what mutual aid is about, before a first signature (S26)."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Shown(models.Model):
    """A draft that one party shows to a third person (Q19)."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="shown_to")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contract", "person"], name="draft_shown_once")]
