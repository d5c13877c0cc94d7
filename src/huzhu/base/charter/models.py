from django.db import models
from django.db.models import F, Q

from huzhu.base.units.models import Unit


class Ruling(models.Model):
    """One version of a clause at a unit; the nearest unit and the latest first day win.

    A draft has no days and binds nobody. A trial binds from `starts` and, unless it is kept before, ends by itself on
    `ends`, the first day after it; kept, it is in force from `ends` on. Days that have begun keep their rule: `decided`
    lies before `starts`, `kept` before `ends`. `value` None: from `starts` on the unit is back to what it inherits.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        TRIAL = "trial"
        FORCE = "force"
        DROPPED = "dropped"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    clause = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    value = models.IntegerField(null=True)
    cited = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.FORCE)
    shown = models.BooleanField(default=False)
    decided = models.DateField(null=True)
    starts = models.DateField(null=True)
    kept = models.DateField(null=True)
    ends = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "clause", "version"], name="ruling_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="ruling_version_from_one"),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "dropped"), starts=None, ends=None)
                | Q(state__in=("trial", "force"), starts__isnull=False),
                name="ruling_binds_from_a_day",
            ),
            models.CheckConstraint(condition=Q(decided=None) | Q(starts__gt=F("decided")), name="ruling_begins_later"),
            models.CheckConstraint(
                condition=Q(state="trial", ends__isnull=False, ends__gt=F("starts"), kept=None)
                | Q(state="force", kept__isnull=False, ends__gt=F("starts"), kept__lt=F("ends"))
                | Q(state__in=("draft", "dropped", "force"), ends=None, kept=None),
                name="ruling_trial_ends_or_is_kept_before",
            ),
            models.CheckConstraint(condition=Q(value__isnull=False) | Q(state="force"), name="ruling_tries_a_value"),
        ]
