from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from huzhu.base.db import UidField
from huzhu.base.followup.models import Matter
from huzhu.base.people.models import Person, Post
from huzhu.base.units.models import Unit
from huzhu.rooms.contracts.kinds import CONTENT, DECISIONS, OVERTAKEN
from huzhu.rooms.introductions.models import Introduction
from huzhu.rooms.skills.models import KeyProblem, Technique

PERSON = "person"
"""Level of a party that is a person; else the unit's level."""


class Contract(models.Model):
    """A mutual-aid contract between two people, or two units of one level (S28, S30): `first` is 甲, `second` 乙; both
    answer for the result.

    Two people: `first_unit`, `second_unit` are their groups and both levels 'person'. Two units: these are the parties,
    `first` and `first_beside` the two who sign for the first, `second` and `second_beside` for the second (Q19).
    `version` rises with every edit that voids a signature. State 'recorded': imported, counts apart from signed until
    both confirm it (Q18). `lapses`: a draft not signed by both by then lapses (Q19). `ends` = its last term's date, or
    what a joint review extended it to; then `extended_from` is the date before, and there is no second time (Q21).
    `revise_since`, `revise_because`: the facts have overtaken it (S51), a stamp and no state. `follows`: the contract of
    the same two that this one revises, or goes on from (S52); a draft that lapses or is dropped lets go of it.
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
    first_level = models.CharField(max_length=20, default=PERSON)
    second_level = models.CharField(max_length=20, default=PERSON)
    first_beside = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    second_beside = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    content = models.CharField(max_length=12, default="operations")  # S31
    occupation = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")  # 乙's post on the first day
    key_problem = models.ForeignKey(KeyProblem, models.PROTECT, null=True, related_name="+")
    key_at_signing = models.BooleanField(default=False)  # S20: was it current on the day of signing
    revise_since = models.DateField(null=True)
    revise_because = models.CharField(max_length=12, blank=True)
    extended_from = models.DateField(null=True)
    follows = models.OneToOneField("self", models.PROTECT, null=True, related_name="followed_by")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(revise_since=None, revise_because="")
                | Q(revise_since__isnull=False, revise_because__in=list(OVERTAKEN)),
                name="contract_revised_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(extended_from=None) | Q(extended_from__lt=F("ends"), ends__isnull=False),
                name="contract_extended_to_a_later_day",
            ),
            models.CheckConstraint(condition=~Q(follows=F("matter")), name="contract_follows_another"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="contract_of_two"),
            models.CheckConstraint(condition=Q(first_level=F("second_level")), name="contract_of_one_level"),
            models.CheckConstraint(
                condition=Q(first_level=PERSON, first_beside=None, second_beside=None)
                | (
                    ~Q(first_level=PERSON)
                    & Q(first_beside__isnull=False, second_beside__isnull=False)
                    & ~Q(first_unit=F("second_unit"))
                ),
                name="contract_two_people_or_two_units",
            ),
            models.CheckConstraint(
                condition=~Q(first=F("first_beside"))
                & ~Q(first=F("second_beside"))
                & ~Q(second=F("first_beside"))
                & ~Q(second=F("second_beside"))
                & ~Q(first_beside=F("second_beside")),
                name="contract_four_persons",
            ),
            models.CheckConstraint(condition=Q(content__in=list(CONTENT)), name="contract_content_of_four"),
            models.CheckConstraint(
                condition=Q(key_at_signing=False) | Q(key_problem__isnull=False), name="contract_key_is_named"
            ),
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
            models.Index(fields=["first_unit", "state"], name="contract_of_first_unit"),
            models.Index(  # all that is counted, so that a count reads no row
                fields=[
                    "second_unit",
                    "state",
                    "starts",
                    "signed",
                    "kind",
                    "first_level",
                    "content",
                    "mode",
                    "occupation",
                    "key_at_signing",
                ],
                name="contract_counted",
            ),
        ]

    @property
    def of_units(self) -> bool:
        return self.first_level != PERSON

    @property
    def seats(self) -> tuple[int | None, ...]:
        """Who signs: 甲 and 乙; of two units also whoever leads beside them."""
        return self.first_id, self.second_id, self.first_beside_id, self.second_beside_id

    @property
    def signers(self) -> list[int]:
        return [person for person in self.seats if person]


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


class TermPerson(models.Model):
    """Somebody asked to carry out a term of two units; he is named in it from his own acceptance on (Q19)."""

    uid = UidField()
    term = models.ForeignKey(Term, models.CASCADE, related_name="people")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked = models.DateTimeField()
    accepted = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["term", "person"], name="term_person_once")]
        ordering = ("id",)


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
    """One signer's name under one version's exact text (Q22): `proof` = HMAC over text, facts, signer, time, device.

    `facts` = what the text was made from, as JSON of ids and figures, so that a later change of the rows is found.
    The row carries the ids of the two or four who sign, so that the database itself refuses anybody else's signature.
    """

    uid = UidField()
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="signatures")
    version = models.PositiveIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    first = models.ForeignKey(Person, models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, models.PROTECT, related_name="+")
    first_beside = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    second_beside = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    device_id = models.BigIntegerField(null=True)
    text = models.TextField()
    facts = models.TextField()
    proof = models.CharField(max_length=64)
    own_wish = models.BinaryField(null=True)  # sealed: yes, not-really (Q18)
    voided = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(  # a leader who comes back signs anew beside his void name
                fields=["contract", "version", "person"], condition=Q(voided=None), name="signature_once_per_person"
            ),
            models.CheckConstraint(
                condition=Q(person=F("first"))
                | Q(person=F("second"))
                | Q(person=F("first_beside"), first_beside__isnull=False)
                | Q(person=F("second_beside"), second_beside__isnull=False),
                name="signature_of_a_signer",
            ),
            models.CheckConstraint(condition=~Q(first=F("second")), name="signature_of_two"),
        ]


class Review(models.Model):
    """The joint review of one missed date (Q21): both sides' words, each from his own sign-in, and what the leader who
    held it wrote down. It stays when the contract is closed.

    The row carries the ids of the two, so that the database itself refuses a review that one of them holds. `decision`
    '' until then; extended is a contract once.
    """

    uid = UidField()
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="reviews")
    missed = models.DateField()
    due = models.DateField()
    first = models.ForeignKey(Person, models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, models.PROTECT, related_name="+")
    words_first = models.CharField(max_length=300, blank=True)
    words_second = models.CharField(max_length=300, blank=True)
    words_leader = models.CharField(max_length=300, blank=True)
    decision = models.CharField(max_length=8, blank=True)
    extended_to = models.DateField(null=True)
    held = models.DateField(null=True)
    held_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "missed"], name="review_once_per_missed_date"),
            models.UniqueConstraint(fields=["contract"], condition=Q(decision="extend"), name="review_extends_once"),
            models.CheckConstraint(
                condition=Q(decision="", held=None, held_by=None)
                | Q(decision__in=list(DECISIONS), held__isnull=False, held_by__isnull=False),
                name="review_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(held_by=F("first")) & ~Q(held_by=F("second")), name="review_not_held_by_the_two"
            ),
            models.CheckConstraint(
                condition=Q(extended_to=None) & ~Q(decision="extend")
                | Q(decision="extend", extended_to__gt=F("missed")),
                name="review_extends_to_a_later_day",
            ),
        ]
        indexes = [
            models.Index(fields=["first"], name="review_of_first"),
            models.Index(fields=["second"], name="review_of_second"),
        ]
        ordering = ("missed",)


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


class Proposal(models.Model):
    """One unit's leader proposes a contract to the leaders of another unit of the same level (Q19); answers are open.

    `first_teaches`: the proposing unit helps the other. A counter-proposal is a new row that `counters` this one.
    """

    uid = UidField()
    first_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    second_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    first_level = models.CharField(max_length=20)
    second_level = models.CharField(max_length=20)
    first_teaches = models.BooleanField(default=False)
    indicator = models.CharField(max_length=80)
    measure = models.CharField(max_length=20)
    baseline = models.FloatField(null=True)
    target = models.FloatField()
    ends = models.DateField()
    words = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=10, default="proposed")  # see moves.py
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made = models.DateTimeField()
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    counters = models.OneToOneField("self", models.PROTECT, null=True, related_name="countered_by")
    contract = models.OneToOneField(Contract, models.PROTECT, null=True, related_name="proposal")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(first_level=F("second_level")), name="proposal_of_one_level"),
            models.CheckConstraint(condition=~Q(first_unit=F("second_unit")), name="proposal_of_two_units"),
            models.CheckConstraint(
                condition=Q(state="proposed", answered_by=None) | Q(~Q(state="proposed"), answered_by__isnull=False),
                name="proposal_answered_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["first_unit", "second_unit", "indicator"],
                condition=Q(state="proposed"),
                name="proposal_open_once",
            ),
        ]
        indexes = [models.Index(fields=["second_unit", "state"], name="proposal_to_unit")]
