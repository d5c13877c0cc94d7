from django.db import models
from django.db.models import F, Q

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
