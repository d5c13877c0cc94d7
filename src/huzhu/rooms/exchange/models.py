"""What exchange keeps: questions, calls for help, clips, meetings at which pairs share."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from huzhu.base.calendar.models import Machine, Slot
from huzhu.base.db import UidField
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.skills.models import Technique


class Question(models.Model):
    """Somebody's question about an operation (S40); `asked`, `answered`, `accepted`: when it was done, by the phone.

    `unit`: the asker's group, where it stands. Answered and not clear, it is asked again by a new row that `follows`.
    """

    uid = UidField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    asker = models.ForeignKey(Person, models.PROTECT, related_name="+")
    technique = models.ForeignKey(Technique, models.PROTECT, related_name="+")
    contract = models.ForeignKey(Contract, models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=300)
    asked = models.DateTimeField()
    state = models.CharField(max_length=10, default="open")  # see moves.py
    answerer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=600, blank=True)
    answered = models.DateTimeField(null=True)
    accepted = models.DateTimeField(null=True)
    follows = models.OneToOneField("self", models.PROTECT, null=True, related_name="followed_by")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="question_has_words"),
            models.CheckConstraint(
                condition=Q(answerer=None) | ~Q(asker=F("answerer")), name="question_answered_by_another"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "withdrawn"], answerer=None, answered=None, answer="")
                | Q(state__in=["answered", "accepted", "unclear"], answerer__isnull=False, answered__isnull=False)
                & ~Q(answer=""),
                name="question_answer_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", accepted__isnull=False) | ~Q(state="accepted") & Q(accepted=None),
                name="question_accepted_has_date",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "-asked"], name="question_of_group"),
            models.Index(
                fields=["contract", "state"], name="question_of_contract", condition=Q(contract__isnull=False)
            ),
        ]


class HelpCall(models.Model):
    """'Help now': somebody is stuck at an operation and asks those at work who can, until one takes it.

    `next_wave`: when further people are asked; `expires`: when it ends by itself. Who was asked and did not come is
    shown to nobody.
    """

    uid = UidField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    caller = models.ForeignKey(Person, models.PROTECT, related_name="+")
    technique = models.ForeignKey(Technique, models.PROTECT, related_name="+")
    machine = models.ForeignKey(Machine, models.PROTECT, null=True, related_name="+")
    called = models.DateTimeField()
    next_wave = models.DateTimeField()
    expires = models.DateTimeField()
    state = models.CharField(max_length=10, default="calling")  # see moves.py
    helper = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    taken = models.DateTimeField(null=True)
    helped = models.BooleanField(null=True)
    closed = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(helper=None) | ~Q(caller=F("helper")), name="help_by_another"),
            models.CheckConstraint(
                condition=Q(helper=None, taken=None) | Q(helper__isnull=False, taken__isnull=False),
                name="help_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["taken", "done"]) | Q(helper__isnull=False), name="help_taken_has_helper"
            ),
            models.CheckConstraint(
                condition=Q(state="done", helped__isnull=False, closed__isnull=False)
                | ~Q(state="done") & Q(helped=None),
                name="help_done_says_whether",
            ),
            models.UniqueConstraint(
                fields=["caller", "technique"], condition=Q(state__in=["calling", "taken"]), name="help_called_once"
            ),
        ]
        indexes = [
            models.Index(fields=["expires"], name="help_running", condition=Q(state__in=["calling", "taken"])),
            models.Index(fields=["caller", "technique", "called"], name="help_of_caller"),
            models.Index(fields=["helper", "taken"], name="help_of_helper", condition=Q(helper__isnull=False)),
            models.Index(fields=["unit", "called"], name="help_of_group"),
        ]


class HelpAsked(models.Model):
    """Somebody whom a call asks; no word of refusal is kept, and silence is none."""

    call = models.ForeignKey(HelpCall, models.CASCADE, related_name="asked")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "person"], name="help_asked_once")]


class Clip(models.Model):
    """A short film of an operation (S40). `file`: a random name below the home's folder, '' once it is deleted.

    `keep_until`: stamped when it was brought; a lesson, which a leader marks with everybody's consent, is kept longer.
    """

    uid = UidField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    technique = models.ForeignKey(Technique, models.PROTECT, related_name="+")
    contract = models.ForeignKey(Contract, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=80)
    brought = models.DateTimeField()
    keep_until = models.DateField()
    state = models.CharField(max_length=10, default="coming")  # see moves.py
    file = models.CharField(max_length=40, blank=True)
    bytes = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)
    trouble = models.CharField(max_length=10, blank=True)
    lesson_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["refused", "deleted"], file="")
                | Q(state__in=["coming", "asking", "shown"]) & ~Q(file=""),
                name="clip_has_a_file_while_it_is_kept",
            )
        ]
        indexes = [
            models.Index(fields=["unit", "state", "-brought"], name="clip_of_group"),
            models.Index(fields=["keep_until"], name="clip_to_delete", condition=~Q(file="")),
            models.Index(fields=["contract"], name="clip_of_contract", condition=Q(contract__isnull=False)),
        ]


class Filmed(models.Model):
    """Somebody seen in a clip. `yes`: when he agreed, from his own sign-in; `lesson`: also beyond its time."""

    clip = models.ForeignKey(Clip, models.CASCADE, related_name="filmed")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    yes = models.DateTimeField(null=True)
    lesson = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clip", "person"], name="filmed_once"),
            models.CheckConstraint(condition=Q(lesson=False) | Q(yes__isnull=False), name="filmed_lesson_needs_yes"),
        ]


class StepMark(models.Model):
    """What happens at a moment of a clip, in thousandths of a second from its start."""

    clip = models.ForeignKey(Clip, models.CASCADE, related_name="marks")
    at = models.PositiveIntegerField()
    words = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clip", "at"], name="step_mark_once")]
        ordering = ("at",)


class Sharing(models.Model):
    """A meeting at which pairs share what they learned (S42). Held means: with a lesson of a contract; `proof` is one."""

    uid = UidField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    day = models.DateField()
    slot = models.OneToOneField(Slot, models.PROTECT, null=True, related_name="+")
    about = models.CharField(max_length=120)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="planned")  # see moves.py
    proof = models.ForeignKey("LessonOf", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(state="held") | Q(proof__isnull=False), name="sharing_left_a_lesson")
        ]
        indexes = [models.Index(fields=["unit", "day"], name="sharing_of_unit")]


class Present(models.Model):
    """Somebody who was at a sharing meeting."""

    sharing = models.ForeignKey(Sharing, models.CASCADE, related_name="present")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sharing", "person"], name="present_once")]


class Lesson(models.Model):
    """What a sharing meeting leaves in writing."""

    sharing = models.ForeignKey(Sharing, models.PROTECT, related_name="lessons")
    text = models.CharField(max_length=600)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="lesson_has_words")]
        ordering = ("id",)


class LessonOf(models.Model):
    """A contract that a lesson comes from."""

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="contracts")
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lesson", "contract"], name="lesson_of_contract_once")]
