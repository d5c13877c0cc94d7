"""Words that several pages and deeds of this room share."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.engine.matching import Why

SMALLEST = 5
"""From here upward a count is said, below it is 'a few' (Q7)."""

WHY: dict[int, str | Promise] = {
    Why.HAS_EDGES: gettext_lazy("Somebody can be found, and places are few."),
    Why.NOBODY_OFFERS: gettext_lazy("Nobody offers this yet."),
    Why.NOBODY_STRONG_ENOUGH: gettext_lazy("Nobody who offers this is measured as clearly stronger."),
    Why.OTHER_TRADE: gettext_lazy("Only people of another trade offer this."),
    Why.OUT_OF_REACH: gettext_lazy("Whoever offers this works beyond the reach of one of the two wishes."),
    Why.NEVER_TOGETHER: gettext_lazy("Whoever offers this is hardly ever at work at the same time."),
    Why.NOBODY_AVAILABLE: gettext_lazy("Nobody who offers this is available just now."),
    Why.OWN_PLACES_FULL: gettext_lazy("The own places for learning are full."),
}
"""Why a request finds nobody; one sentence for full, paused, flagged and met before, so that it betrays none."""


def how_many(count: int) -> str:
    """A number of people who ask or offer, in words where it is small."""
    if count == 0:
        return _("nobody")
    return str(count) if count >= SMALLEST else _("a few")
