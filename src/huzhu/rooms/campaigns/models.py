"""A campaign of help, and what was measured before and after it (S43, S57)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from huzhu.base.db import UidField
from huzhu.base.followup.models import Matter
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit
from huzhu.rooms.campaigns.kinds import REASONS
from huzhu.rooms.production.models import Indicator


class Campaign(models.Model):
    """Help for a unit into which many new workers came, or whose product changed; proposed by the system or by hand.

    `share`: new workers in tenths of a percent when it was proposed. `seen` = the day on which it was. `before`: the
    month that it is compared with, chosen at the opening.
    """

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="+")
    uid = UidField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12)
    share = models.PositiveSmallIntegerField(null=True)
    product = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, default="proposed")  # see moves.py
    seen = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    before = models.DateField(null=True)
    opened = models.DateField(null=True)
    closed = models.DateField(null=True)
    words = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reason__in=list(REASONS)), name="campaign_of_known_reason"),
            models.CheckConstraint(
                condition=~Q(state__in=["open", "closed"]) | Q(opened__isnull=False, before__isnull=False),
                name="campaign_open_has_day_and_month_before",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["closed", "declined"]) | (Q(closed__isnull=False) & ~Q(words="")),
                name="campaign_ends_with_words",
            ),
            models.CheckConstraint(
                condition=Q(before=None) | Q(before__lte=F("opened")), name="campaign_before_is_before"
            ),
            models.CheckConstraint(condition=Q(share=None) | Q(share__lte=1000), name="campaign_share_of_a_whole"),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(state__in=["proposed", "open"]), name="campaign_one_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["unit", "seen"], name="campaign_of_unit")]


class Effect(models.Model):
    """One figure before and after: the plan's percent by an indicator, or the persons at plan where `indicator` is None.

    Percent in tenths; None is missing and never 0. `counted_…`: how many persons the figure rests on.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="effects")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, related_name="+")
    baseline = models.PositiveIntegerField(null=True)
    counted_before = models.PositiveIntegerField(null=True)
    result = models.PositiveIntegerField(null=True)
    counted_after = models.PositiveIntegerField(null=True)
    after = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "indicator"], name="effect_once_per_indicator"),
            models.UniqueConstraint(fields=["campaign"], condition=Q(indicator=None), name="effect_of_persons_once"),
            models.CheckConstraint(
                condition=Q(result=None) | Q(after__isnull=False), name="effect_result_has_its_month"
            ),
        ]
        ordering = ("id",)
