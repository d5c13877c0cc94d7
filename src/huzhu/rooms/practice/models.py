"""What practice keeps."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from huzhu.base.calendar.models import Series, Slot
from huzhu.base.db import UidField
from huzhu.base.followup.models import Commitment
from huzhu.base.people.models import Person
from huzhu.rooms.contracts.models import Contract, Term
from huzhu.rooms.skills.models import Measurement, Technique

# --- sessions -------------------------------------------------------------------------------------------------------


class Session(models.Model):
    """A time of practice of two people of a contract, booked or held (S35, S37, Q23).

    `day`, `half`: two logs of one pair and half are one session. `form`: in the shift with relief, before it, weekly, or
    free; 'in-shift' is what counts as supported (Q24), and has somebody who minds the machine of whoever is not at it. `minutes`, of them `learner_minutes` run by the learner: the
    lesser of what both said. `done_at`: when it was, by the logger's word; `received`: when the log arrived. Confirmed in
    time by somebody else it is a session and a life sign; else it stands as one-sided.
    """

    uid = UidField()
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+")
    slot = models.OneToOneField(Slot, models.PROTECT, null=True, related_name="session")
    kind = models.CharField(max_length=20)
    form = models.CharField(max_length=12, default="free")
    at = models.CharField(max_length=10, default="elsewhere")  # whose machine: teacher, learner, elsewhere
    state = models.CharField(max_length=10)  # see moves.py
    term = models.ForeignKey(Term, models.PROTECT, null=True, related_name="+")
    teacher = models.ForeignKey(Person, models.PROTECT, related_name="+")
    learner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    relief_of_teacher = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    relief_of_learner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    day = models.DateField()
    half = models.CharField(max_length=5)
    minutes = models.PositiveSmallIntegerField(null=True)
    learner_minutes = models.PositiveSmallIntegerField(null=True)
    decision = models.CharField(max_length=200, blank=True)
    works_alone = models.BooleanField(null=True)
    logged_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    received = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(teacher=F("learner")), name="session_of_two"),
            models.CheckConstraint(
                condition=~Q(form="in-shift")
                | (Q(at="teacher") | Q(relief_of_teacher__isnull=False))
                & (Q(at="learner") | Q(relief_of_learner__isnull=False)),
                name="session_in_shift_has_relief_for_each_absent_post",
            ),
            models.CheckConstraint(
                condition=Q(relief_of_teacher=None)
                | Q(relief_of_learner=None)
                | ~Q(relief_of_teacher=F("relief_of_learner")),
                name="session_each_post_its_own_relief",
            ),
            models.CheckConstraint(condition=~Q(state="booked") | Q(slot__isnull=False), name="session_booked_has_slot"),
            models.CheckConstraint(
                condition=Q(logged_by=None) | Q(logged_by=F("teacher")) | Q(logged_by=F("learner")),
                name="session_logged_by_one_of_two",
            ),
            models.CheckConstraint(
                condition=Q(minutes=None, learner_minutes=None)
                | Q(minutes__gte=1, minutes__lte=600, learner_minutes__isnull=False, learner_minutes__lte=F("minutes")),
                name="session_minutes_hold_the_learners",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["logged", "confirmed"])
                | Q(
                    logged_by__isnull=False, minutes__isnull=False, done_at__isnull=False,
                    received__isnull=False, done_at__lte=F("received"),
                ),
                name="session_logged_has_minutes_and_times",
            ),
            models.CheckConstraint(
                condition=Q(state="confirmed", confirmed_by__isnull=False, confirmed_at__isnull=False)
                | Q(~Q(state="confirmed"), confirmed_by=None, confirmed_at=None),
                name="session_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("logged_by")), name="session_confirmed_by_another"
            ),
            models.UniqueConstraint(
                F("contract"), Least("teacher", "learner"), Greatest("teacher", "learner"), F("day"), F("half"),
                condition=Q(state__in=["logged", "confirmed"]),
                name="session_once_per_pair_and_half",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["contract", "day"], name="session_of_contract"),
            models.Index(fields=["teacher", "state"], name="session_of_teacher"),
            models.Index(fields=["learner", "state"], name="session_of_learner"),
        ]

    @property
    def two(self) -> tuple[int, int]:
        return self.teacher_id, self.learner_id

    def other(self, person_id: int | None) -> int:
        return self.learner_id if person_id == self.teacher_id else self.teacher_id


class Weekly(models.Model):
    """A series of slots by which two of a contract practise the same thing every week (S39)."""

    series = models.OneToOneField(Series, models.PROTECT, primary_key=True, related_name="+")
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    form = models.CharField(max_length=12)
    at = models.CharField(max_length=10)
    term = models.ForeignKey(Term, models.PROTECT, null=True, related_name="+")
    teacher = models.ForeignKey(Person, models.PROTECT, related_name="+")
    learner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    relief_of_teacher = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    relief_of_learner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(teacher=F("learner")), name="weekly_of_two")]


class SessionWord(models.Model):
    """What one person said of a session: it happened, with these minutes, or it did not. Every version is kept (Q23)."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="words")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    happened = models.BooleanField()
    minutes = models.PositiveSmallIntegerField(null=True)
    learner_minutes = models.PositiveSmallIntegerField(null=True)
    decision = models.CharField(max_length=200, blank=True)
    works_alone = models.BooleanField(null=True)
    done_at = models.DateTimeField()
    received = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "by"], name="session_word_once"),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(happened=True, learner_minutes__lte=F("minutes")),
                name="session_word_minutes_hold_the_learners",
            ),
        ]
        ordering = ("id",)


# --- cycles, faults, stalls, adjacency ------------------------------------------------------------------------------


class Cycle(models.Model):
    """One turn of a term from watching to mastery (S37). `number` counts the turns; 'not yet' begins the next one.

    `ready`: the two ask for the check. `decision`: what the two decided after watching. Both of the two stand in the
    row, so that the database itself refuses a check by either.
    """

    uid = UidField()
    term = models.ForeignKey(Term, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    teacher = models.ForeignKey(Person, models.PROTECT, related_name="+")
    learner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="begun")  # see moves.py
    begun = models.DateField()
    observed = models.DateField(null=True)
    debriefed = models.DateField(null=True)
    decision = models.CharField(max_length=200, blank=True)
    practising = models.DateField(null=True)
    ready = models.DateField(null=True)
    checked = models.DateField(null=True)
    checked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["term", "number"], name="cycle_number_once"),
            models.UniqueConstraint(
                fields=["term"], condition=~Q(state__in=["mastered", "not-yet"]), name="cycle_open_once"
            ),
            models.CheckConstraint(condition=~Q(teacher=F("learner")), name="cycle_of_two"),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("learner")) & ~Q(checked_by=F("teacher")),
                name="cycle_checked_by_a_third",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["mastered", "not-yet"])
                | Q(checked__isnull=False, checked_by__isnull=False) & ~Q(words=""),
                name="cycle_ends_with_a_check",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["debriefed", "practising", "mastered", "not-yet"]) | ~Q(decision=""),
                name="cycle_debriefed_with_decision",
            ),
        ]
        indexes = [models.Index(fields=["learner"], name="cycle_ready", condition=Q(state="practising"))]
        ordering = ("number",)


class WorksAlone(models.Model):
    """From this day on the learner does the term's work alone: said once, by somebody who is neither of the two."""

    term = models.OneToOneField(Term, models.PROTECT, related_name="+")
    teacher = models.ForeignKey(Person, models.PROTECT, related_name="+")
    learner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    day = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(by=F("learner")) & ~Q(by=F("teacher")), name="works_alone_said_by_a_third"
            )
        ]


class StallReview(models.Model):
    """Progress that stands still is looked at by a third person (S38, Q6): what he finds, what is to be done otherwise.

    `gain` over `measurements` measurements up to `measured`, below `least`: as the charter had it on the day of opening.
    `reviewer` None: neither leader is a third person; the sweeper looks again.
    """

    uid = UidField()
    term = models.ForeignKey(Term, models.PROTECT, related_name="+")
    teacher = models.ForeignKey(Person, models.PROTECT, related_name="+")
    learner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="open")  # see moves.py
    opened = models.DateField()
    due = models.DateField()
    measured = models.DateField()
    gain = models.SmallIntegerField()
    least = models.PositiveSmallIntegerField()
    measurements = models.PositiveSmallIntegerField()
    commitment = models.OneToOneField(Commitment, models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reviewed = models.DateField(null=True)
    finding = models.CharField(max_length=400, blank=True)
    change = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["term"], condition=Q(state="open"), name="stall_review_open_once"),
            models.CheckConstraint(
                condition=Q(reviewer=None) | ~Q(reviewer=F("learner")) & ~Q(reviewer=F("teacher")),
                name="stall_reviewed_by_a_third",
            ),
            models.CheckConstraint(
                condition=~Q(state="reviewed")
                | Q(reviewer__isnull=False, reviewed__isnull=False) & ~Q(finding="") & ~Q(change=""),
                name="stall_reviewed_with_finding_and_change",
            ),
        ]
        indexes = [models.Index(fields=["reviewer"], name="stall_review_waiting", condition=Q(state="open"))]


class Fault(models.Model):
    """One of the two names a fault in the other's work and what is done against it (S41): symptom → fault →
    countermeasure → measured again. It closes with a measurement taken after the day on which it was found, and with
    nothing else; `score` = how `about` stood in the technique that day."""

    uid = UidField()
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+")
    technique = models.ForeignKey(Technique, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    about = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="open")  # see moves.py
    found = models.DateField()
    symptom = models.CharField(max_length=200)
    fault = models.CharField(max_length=200)
    countermeasure = models.CharField(max_length=200)
    score = models.PositiveSmallIntegerField(null=True)
    closed = models.DateField(null=True)
    measurement = models.ForeignKey(Measurement, models.PROTECT, null=True, related_name="+")
    measured = models.DateField(null=True)
    score_after = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(by=F("about")), name="fault_of_the_other"),
            models.CheckConstraint(
                condition=~Q(symptom="") & ~Q(fault="") & ~Q(countermeasure=""), name="fault_is_a_whole_sentence"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed=None, measurement=None, measured=None)
                | Q(state="closed", closed__isnull=False, measurement__isnull=False, measured__gt=F("found")),
                name="fault_closed_by_a_later_measurement",
            ),
        ]
        ordering = ("-found", "-id")


class Adjacency(models.Model):
    """The two ask to work at neighbouring machines (S36): approved by the production leader of each group, done by a
    leader who names the two machines that stand side by side now (`where`, by their names of that day)."""

    uid = UidField()
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="asked")  # see moves.py
    words = models.CharField(max_length=200, blank=True)
    asked = models.DateField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    yes_first = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    yes_second = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered = models.DateField(null=True)
    declined_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    done = models.DateField(null=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    where = models.CharField(max_length=140, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract"], condition=Q(state__in=["asked", "approved"]), name="adjacency_asked_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "done"]) | Q(yes_first__isnull=False, yes_second__isnull=False),
                name="adjacency_approved_for_both_groups",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | Q(declined_by__isnull=False) & ~Q(reason=""),
                name="adjacency_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done__isnull=False, done_by__isnull=False) & ~Q(where=""),
                name="adjacency_done_at_two_machines",
            ),
        ]
