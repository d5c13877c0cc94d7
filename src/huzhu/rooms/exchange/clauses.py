"""Limits of exchange; their values are examples without source (N22)."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.charter import Clause

CALL_MINUTES = Clause(
    "exchange.call_minutes",
    default=20,
    low=5,
    high=240,
    source="S40, N22",
    name=_("a call for help ends by itself after"),
    unit=_("minutes"),
    touches=_("Applies to calls made from then on; a call that is out keeps its end."),
)
WAVE_MINUTES = Clause(
    "exchange.wave_minutes",
    default=3,
    low=1,
    high=60,
    source="S40, N22",
    name=_("further people are asked for help after"),
    unit=_("minutes"),
    touches=_("Applies to calls made from then on; a call that is out asks on as it began."),
)
CALLS_SUGGEST = Clause(
    "exchange.calls_suggest",
    default=3,
    low=2,
    high=20,
    source="S40, N22",
    name=_("calls about one technique that suggest a wish"),
    unit=_("calls"),
    touches=_("Applies to what is suggested from then on."),
)
CALLS_DAYS = Clause(
    "exchange.calls_days",
    default=14,
    low=2,
    high=90,
    source="S40, N22",
    name=_("calls are counted over"),
    unit=_("days"),
    touches=_("Applies to what is suggested from then on."),
)
CLIP_DAYS = Clause(
    "exchange.clip_days",
    default=90,
    low=7,
    high=365,
    source="S40, N22",
    name=_("a clip is kept for"),
    unit=_("days"),
    touches=_("Applies to clips brought from then on; a clip keeps its last day."),
)
