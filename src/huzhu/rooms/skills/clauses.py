"""Limits that the sources do not give (S13): each an example with its range, set by no source (N22)."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.charter import Clause

WANTED = Clause(
    "skills.wanted",
    default=800,
    low=100,
    high=1000,
    source="S18, N22",
    name=_("wanted level where a post asks for none"),
    settable=False,
    touches=_("Every list compares by it on the day when it is opened; no unit sets its own."),
)
CAN_HELP = Clause(
    "skills.can_help",
    default=600,
    low=200,
    high=1000,
    source="S18, N22",
    name=_("score from which somebody can help"),
    settable=False,
    touches=_("Every list compares by it on the day when it is opened; no unit sets its own."),
)
CLOSE_BY = Clause(
    "skills.close_by",
    default=10,
    low=1,
    high=27,
    source="S16, N22",
    name=_("day of the next month by which the leaders close a month"),
    touches=_("Applies to months first measured from then on; an open month keeps its last day."),
)
STALL = Clause(
    "skills.stall",
    default=20,
    low=1,
    high=200,
    source="S48, N22",
    name=_("gain over three measurements below which somebody stands still"),
    settable=False,
    touches=_("Every list compares by it on the day when it is opened; no unit sets its own."),
)
SMALLEST_BASE = Clause(
    "skills.smallest_base",
    default=5,
    low=5,
    high=50,
    source="S18, N22",
    name=_("fewest people under a figure about skills"),
    unit=_("people"),
    touches=_("Applies to every figure opened from then on; what was printed before stays."),
)
BASELINE_AGE = Clause(
    "skills.baseline_age",
    default=3,
    low=1,
    high=12,
    source="S28, N22",
    name=_("oldest measurement that may be a baseline"),
    unit=_("months"),
    touches=_("Applies to baselines taken from then on; one that stands under a signature stays."),
)
