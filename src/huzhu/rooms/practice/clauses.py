"""Limits of practice; their values are examples without source unless a row gives one (N22)."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.charter import Clause
from huzhu.rooms.skills.clauses import STALL

# --- stalls ---
STALL_GAIN = Clause(
    "practice.stall_gain",
    default=STALL.default,
    low=1,
    high=200,
    source="S38, Q6, N22",
    name=_("progress stands still below a gain of"),
    unit=_("points of 1000"),
    touches=_("Applies to measurements made from then on; a review that is open keeps its figures."),
)
STALL_MEASUREMENTS = Clause(
    "practice.stall_measurements",
    default=3,
    low=2,
    high=12,
    source="S38, Q6, N22",
    name=_("progress is judged over"),
    unit=_("times measured"),
    touches=_("Applies to measurements made from then on; a review that is open keeps its figures."),
)
STALL_REVIEW_DAYS = Clause(
    "practice.stall_review_days",
    default=7,
    low=1,
    high=60,
    source="S38, N22",
    name=_("progress that stands still is looked at within"),
    unit=_("days"),
    touches=_("Applies to reviews opened from then on; a review that is open keeps its day."),
)
