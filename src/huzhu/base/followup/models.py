from django.db import models
from django.db.models import F, Q

from huzhu.base.db import UidField
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit


class Matter(models.Model):
    """Anchor of whatever is checked, promised on or escalated; the room's row uses it as its primary key.

    `unit` is the group that keeps it; `kind` names the room's door and address. Stamped by deeds: `new_until`, the last
    day on which it need show no sign of life yet, and `quiet_after`, the last day on which that or a sign keeps it from
    being quiet; it is only the index of these rows (Q23).
    """

    kind = models.CharField(max_length=30)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    opened = models.DateField()
    new_until = models.DateField(null=True)
    quiet_after = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(new_until=None) | Q(quiet_after__gte=F("new_until")), name="matter_not_quiet_while_new"
            )
        ]
        indexes = [models.Index(fields=["unit", "kind"], name="matter_of_unit")]


class Commitment(models.Model):
    """A promise with owner and date, e.g. a first measurement owed (Q20)."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="commitments")
    kind = models.CharField(max_length=30)
    owner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    due = models.DateField()
    done = models.DateField(null=True)
    about = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "due"], name="commitment_due", condition=Q(done=None))]


class LifeSign(models.Model):
    """Something real happened to a matter on a day (Q23): a session held, a measurement ordered for it, a check that
    names something observed; it keeps the matter from being quiet `until` then, stamped when it was written. Any past day
    is recomputed from these rows. `source` = id of the row that bears witness, in the room that knows the kind.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="signs")
    day = models.DateField()
    until = models.DateField()
    kind = models.CharField(max_length=12)
    source = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "kind", "source"], name="life_sign_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["session", "measurement", "check"]), name="life_sign_of_three"
            ),
            models.CheckConstraint(condition=Q(day__lte=F("until")), name="life_sign_keeps_awake"),
        ]
        indexes = [models.Index(fields=["matter", "until", "day"], name="life_sign_of_matter")]


class Check(models.Model):
    """One look at a matter in a half month (S44, Q25): facts proposed a rating, the group confirmed or changed it.

    `unit` keeps the matter, `half` is the first day of the half month. The row carries both parties' ids, so that the
    database itself refuses a check by either. `proposed` differs from `rating` only with a `reason`. `observed`: what kind
    of thing was seen (a step done, a fault, a changed figure), `going` its words; without words there is nothing. One is
    current; a second version is kept beside it until a leader decides. `seconds`: how long the page was open for each line
    that was saved with it (Q27).
    """

    uid = UidField()
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="checks")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    half = models.DateField()
    state = models.CharField(max_length=10)  # see moves.py
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    first = models.ForeignKey(Person, models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, models.PROTECT, related_name="+")
    rating = models.CharField(max_length=4)
    proposed = models.CharField(max_length=4)
    reason = models.CharField(max_length=200, blank=True)
    observed = models.CharField(max_length=10, blank=True)
    going = models.CharField(max_length=200, blank=True)
    difficulty = models.CharField(max_length=20, blank=True)
    cause = models.CharField(max_length=20, blank=True)
    help = models.CharField(max_length=10, blank=True)
    done_at = models.DateTimeField()
    received = models.DateTimeField()
    seconds = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "half"], condition=Q(state="current"), name="check_current_once_a_half"
            ),
            models.CheckConstraint(condition=~Q(by=F("first")) & ~Q(by=F("second")), name="check_of_nobody_himself"),
            models.CheckConstraint(
                condition=Q(rating__in=["good", "fair", "poor"], proposed__in=["good", "fair", "poor"]),
                name="check_of_three_classes",
            ),
            models.CheckConstraint(
                condition=Q(rating=F("proposed")) | ~Q(reason=""), name="check_changed_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(difficulty="", help="") | Q(rating="poor") | ~Q(rating=F("proposed")),
                name="check_asks_only_where_something_is_wrong",
            ),
            models.CheckConstraint(condition=Q(half__day__in=[1, 16]), name="check_of_a_half_month"),
            models.CheckConstraint(condition=Q(received__gte=F("done_at")), name="check_done_before_received"),
        ]
        indexes = [
            models.Index(fields=["unit", "half"], name="check_of_unit"),
            models.Index(fields=["matter"], name="check_beside", condition=Q(state="beside")),
        ]


class Finding(models.Model):
    """Something found that has to be done, at exactly one level, with an owner and a date (S46).

    `unit` acts, its level is `level`; `raised_by` is the group that found it, whose leaders see the answer.
    `due` is `days` after it was raised; `grace` days more unanswered and it goes one level up, which `from_level` and
    `escalated` tell. Closed only with the result of a check, by somebody else than its owner.
    """

    uid = UidField()
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="findings")
    raised_by = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    raised = models.DateField()
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    about = models.CharField(max_length=20, blank=True)
    text = models.CharField(max_length=200)
    level = models.CharField(max_length=10)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    due = models.DateField()
    days = models.PositiveSmallIntegerField()
    grace = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10)  # see moves.py
    from_level = models.CharField(max_length=10, blank=True)
    escalated = models.DateField(null=True)
    escalate_after = models.DateField(null=True)
    answer = models.CharField(max_length=200, blank=True)
    answered = models.DateField(null=True)
    result = models.CharField(max_length=200, blank=True)
    checked = models.DateField(null=True)
    checked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=["group", "workshop", "factory"]), name="finding_of_one_of_three_levels"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | ~Q(result="") & Q(checked__isnull=False, checked_by__isnull=False),
                name="finding_closed_by_a_check",
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("owner")), name="finding_checked_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | ~Q(answer="") & Q(answered__isnull=False),
                name="finding_has_its_answer",
            ),
            models.UniqueConstraint(
                fields=["matter", "about"],
                condition=Q(matter__isnull=False) & ~Q(state="closed"),
                name="finding_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "level"], name="finding_open", condition=~Q(state="closed")),
            models.Index(fields=["owner"], name="finding_of_owner", condition=Q(state="open")),
            models.Index(fields=["escalate_after"], name="finding_overdue", condition=Q(state="open")),
        ]
