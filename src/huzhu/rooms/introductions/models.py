from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from huzhu.base.db import UidField
from huzhu.base.jobs.models import Job
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit
from huzhu.rooms.skills.models import KeyProblem, Technique


class Wish(models.Model):
    """Somebody wants to learn or offers to teach one technique (Q7). `named` is sealed: whom the person would like.

    `group_due` / `workshop_due`: by when the group, then the workshop, has to find somebody (S27).
    """

    class Kind(models.TextChoices):
        REQUEST = "request"
        OFFER = "offer"

    class State(models.TextChoices):
        OPEN = "open"
        WITHDRAWN = "withdrawn"
        FULFILLED = "fulfilled"
        LAPSED = "lapsed"

    uid = UidField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="wishes")
    technique = models.ForeignKey(Technique, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)
    reach = models.CharField(max_length=20, default="workshop")
    state = models.CharField(max_length=10, default=State.OPEN)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    opened = models.DateField()
    lapses = models.DateField()
    group_due = models.DateField(null=True)
    workshop_due = models.DateField(null=True)
    show_name = models.BooleanField(default=False)
    other_trade_reason = models.CharField(max_length=200, blank=True)
    named = models.BinaryField(null=True)
    key_problem = models.ForeignKey(KeyProblem, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "technique", "kind"], condition=Q(state="open"), name="wish_one_open_of_each"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state"], name="wish_of_group"),
            models.Index(fields=["technique", "kind"], name="wish_open_of_technique", condition=Q(state="open")),
        ]


class SuggestedWish(models.Model):
    """What an imported list says somebody would like; it becomes a wish only when the person taps it (Q7)."""

    uid = UidField()
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    technique = models.ForeignKey(Technique, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)
    made = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "technique", "kind"], name="suggested_wish_once")]


class PrivateWord(models.Model):
    """What a person tells the system alone (S26, Q7): readiness, whom to talk with first, with whom not. All sealed."""

    uid = UidField()
    person = models.OneToOneField(Person, models.PROTECT, related_name="+")
    readiness = models.BinaryField(null=True)  # yes, not-now, talk
    talk_with = models.BinaryField(null=True)
    not_with = models.BinaryField(null=True)  # person ids, at most eight


class Load(models.Model):
    """What a person carries (Q12): two counters, each rising only by a conditional UPDATE; own limits and pause."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="load")
    teaching = models.PositiveSmallIntegerField(default=0)
    learning = models.PositiveSmallIntegerField(default=0)
    own_teaching = models.PositiveSmallIntegerField(null=True)
    own_learning = models.PositiveSmallIntegerField(null=True)
    paused_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(teaching__gte=0, teaching__lte=20), name="load_teaching_0_to_20"),
            models.CheckConstraint(condition=Q(learning__gte=0, learning__lte=20), name="load_learning_0_to_20"),
        ]


class Round(models.Model):
    """One round of introductions of a unit (Q14), a round of one, or an introduction by hand.

    `limits`: the clause values frozen with it. `seed` (hex) stands in the certificate (Q11). `job`: the last computing
    of a large round, with its totals.
    """

    class Kind(models.TextChoices):
        FULL = "full"
        ONE = "one"
        HAND = "hand"
        FOUND = "found"

    class State(models.TextChoices):
        GATHERING = "gathering"
        COMPUTED = "computed"
        SENT = "sent"
        CLOSED = "closed"

    uid = UidField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, default=Kind.FULL)
    state = models.CharField(max_length=10, default=State.GATHERING)
    rule = models.CharField(max_length=14, blank=True)  # the engine's word: stable, greatest-gain, mutual
    request = models.ForeignKey(Wish, models.PROTECT, null=True, related_name="+")  # of a round of one
    seed = models.CharField(max_length=32)
    limits = models.JSONField(default=dict)
    opened_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    opened = models.DateTimeField()
    gather_until = models.DateTimeField()
    ended_early_because = models.CharField(max_length=200, blank=True)
    closed = models.DateTimeField(null=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(kind="full") & ~Q(state="closed"), name="round_one_open_per_unit"
            ),
        ]


class Wave(models.Model):
    """One sending of a round: all its introductions share the deadline (Q15)."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="waves")
    number = models.PositiveSmallIntegerField()
    opened = models.DateTimeField(null=True)
    deadline = models.DateTimeField(null=True)
    closed = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="wave_numbered_once")]
        indexes = [models.Index(fields=["deadline"], name="wave_due", condition=Q(closed=None))]


class Certificate(models.Model):
    """The engine's two files that prove a computed wave, given out after the round (Q16); megabytes for a city.

    `edges` is null for waves of the first release, whose `statement` holds everything.
    """

    wave = models.OneToOneField(Wave, models.PROTECT, related_name="+")
    statement = models.TextField()
    edges = models.BinaryField(null=True)


class Introduction(models.Model):
    """Two people are told of each other for one technique; nothing is agreed (S21).

    `facts`: codes and values of the reason sentence (Q18): never a score, a name wish or another candidate.
    `teacher_load`, `teacher_limit`, `learner_load`: as they stood when the wave opened, for showing. `signed`, `to_key`:
    a contract that grew from it was signed, and was about a key problem current that day (S20).
    """

    class State(models.TextChoices):
        PREPARED = "prepared"
        SENT = "sent"
        CONCLUDED = "concluded"
        NOT_CONCLUDED = "not concluded"
        HELD_BACK = "held back"

    uid = UidField()
    wave = models.ForeignKey(Wave, models.PROTECT, related_name="introductions")
    teacher = models.ForeignKey(Person, models.PROTECT, related_name="+")
    learner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    technique = models.ForeignKey(Technique, models.PROTECT, related_name="+")
    request = models.ForeignKey(Wish, models.PROTECT, null=True, related_name="+")
    offer = models.ForeignKey(Wish, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=14, default=State.PREPARED)
    mode = models.CharField(max_length=12, default="introduced")  # introduced, found
    deadline = models.DateTimeField(null=True)
    concluded_at = models.DateTimeField(null=True)
    gain = models.PositiveIntegerField(default=1)
    teacher_load = models.PositiveSmallIntegerField(default=0)
    teacher_limit = models.PositiveSmallIntegerField(default=0)
    learner_load = models.PositiveSmallIntegerField(default=0)
    held_back_because = models.CharField(max_length=200, blank=True)
    facts = models.JSONField(default=dict)
    signed = models.BooleanField(default=False)
    to_key = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(teacher=F("learner")), name="introduction_of_two"),
            models.CheckConstraint(condition=Q(signed=True) | Q(to_key=False), name="introduction_key_when_signed"),
            models.UniqueConstraint(
                fields=["wave", "teacher", "learner", "technique"], name="introduction_once_per_wave"
            ),
        ]
        indexes = [
            models.Index(fields=["teacher", "state"], name="introduction_of_teacher"),
            models.Index(fields=["learner", "state"], name="introduction_of_learner"),
        ]


class Answer(models.Model):
    """One party's answer, sealed; the row exists from sending on and is rewritten in place (Q34)."""

    uid = UidField()
    introduction = models.ForeignKey(Introduction, models.PROTECT, related_name="answers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    word = models.BinaryField()  # silent, yes, no; hidden where it is shown to neither (Q14)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["introduction", "person"], name="answer_one_per_party")]


class Hold(models.Model):
    """One unit of load of one side (Q12): moved from introduction to contract, never remade; freed once."""

    class Side(models.TextChoices):
        TEACH = "teach"
        LEARN = "learn"

    person = models.ForeignKey(Person, models.PROTECT, related_name="holds")
    side = models.CharField(max_length=5)
    technique = models.ForeignKey(Technique, models.PROTECT, related_name="+")
    introduction = models.ForeignKey(Introduction, models.PROTECT, null=True, related_name="holds")
    contract_id = models.BigIntegerField(null=True)
    taken = models.DateTimeField()
    freed = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "technique"],
                condition=Q(side="learn", freed=None),
                name="hold_one_teacher_per_technique",
            ),
            models.UniqueConstraint(fields=["introduction", "side"], name="hold_once_per_side"),
        ]
        indexes = [models.Index(fields=["person", "side"], name="hold_open", condition=Q(freed=None))]


class Ending(models.Model):
    """Where a request that a round could not serve ended (Q17): visibly, with an owner and a date."""

    class Way(models.TextChoices):
        INTRODUCED = "introduced"
        OWNED = "owned"  # the group, then the workshop, looks for somebody until `due`
        COLLECTIVE = "collective"  # a dated place on the star's demonstration list

    round = models.ForeignKey(Round, models.PROTECT, related_name="endings")
    wish = models.ForeignKey(Wish, models.PROTECT, related_name="+")
    way = models.CharField(max_length=10)
    owner_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    star = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    due = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "wish"], name="ending_one_per_wish")]
        indexes = [models.Index(fields=["owner_unit", "due"], name="ending_owned")]
