"""Is a round healthy: begun by the two themselves, and supported (S143, Q24)?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from huzhu.base.charter import Rule, rules
from huzhu.base.drawing.words import figure_words
from huzhu.base.units.queries import path_of
from huzhu.engine.evidence.rates import per_mille
from huzhu.rooms.checks.queries.support import supported
from huzhu.rooms.contracts.clauses import HEALTHY_OWN, HEALTHY_SUPPORTED
from huzhu.rooms.contracts.queries.modes import SMALLEST
from huzhu.rooms.contracts.queries.rounds import grown_from

SHOWN_AFTER = timedelta(days=30)


@dataclass(frozen=True)
class Healthy:
    """`shown`: from which day on, None while nothing is signed. Before it, and under five contracts, `word` says so and the
    shares are ''. `healthy` None = no word yet."""

    signed: int
    shown: date | None
    word: str
    healthy: bool | None
    own: str
    supported: str
    path: str
    rules: tuple[Rule, Rule]


def healthy_round(round_id: int, unit_id: int, day: date) -> Healthy:
    """At most nine statements."""
    grown, path = grown_from(round_id, day), path_of(unit_id, day)
    limits = rules(HEALTHY_OWN, HEALTHY_SUPPORTED, path=path, day=day)
    least = limits[HEALTHY_OWN], limits[HEALTHY_SUPPORTED]
    n = len(grown.signed)
    shown = max(grown.signed.values()) + SHOWN_AFTER if n else None
    if shown is None or day < shown:
        word = _("not yet") if n else _("nothing is signed yet")
        return Healthy(n, shown, word, None, "", "", path, least)
    helped = len(supported(grown.signed))
    helped_words = figure_words(per_mille(helped, n) / 10, "%", places=1)
    if n < SMALLEST:
        return Healthy(n, shown, _("too few to say"), None, "", helped_words, path, least)
    whole = 100 * grown.own >= least[0].value * n and 100 * helped >= least[1].value * n
    word = _("healthy") if whole else _("not healthy")
    return Healthy(n, shown, word, whole, _share(grown.own, n), helped_words, path, least)


def _share(part: int, whole: int) -> str:
    """A share of sealed answers: none and all are told as 'few' and 'most' (Q31)."""
    if 0 < part < whole:
        return figure_words(per_mille(part, whole) / 10, "%", places=1)
    return _("most") if part else _("few")
