"""What a campaign's page prints: before and after, the contracts, who reached the plan (S43, S57, Q31)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from huzhu.base.access import LEADERS, Scope
from huzhu.base.db import under
from huzhu.base.drawing.words import figure_words, month_words
from huzhu.base.people.queries import people as people_of
from huzhu.base.units.models import Place
from huzhu.base.units.queries import path_of
from huzhu.rooms.campaigns.access import organises, visible_to
from huzhu.rooms.campaigns.kinds import NEW_WORKERS, REASONS, STATES
from huzhu.rooms.campaigns.models import Campaign, Effect
from huzhu.rooms.campaigns.queries.surges import FEWEST, new_since
from huzhu.rooms.contracts.access import sees_names
from huzhu.rooms.contracts.queries.running import Pair, pairs_signed
from huzhu.rooms.production.queries.effect import at_plan, last_month
from huzhu.rooms.production.queries.indicators import indicator_line
from huzhu.rooms.skills.months import first_of, later

MONTHS = 12
"""So many months are offered to compare with."""


@dataclass(frozen=True)
class CampaignLine:
    """A campaign in a unit's list."""

    uid: str
    unit: str
    reason: str
    state: str
    seen: date


@dataclass(frozen=True)
class EffectLine:
    """One figure before and after, in words; missing is said and never 0. `change` with its sign, '' where one is missing."""

    name: str
    before: str
    after: str
    change: str


@dataclass(frozen=True)
class ContractLine:
    """A contract of the campaign; above the group without names. `reached`: did the learner reach the plan, None = not
    counted or not for this reader."""

    uid: str
    title: str
    starts: date
    reached: bool | None
    parties: tuple[int, int]


@dataclass(frozen=True)
class Norm:
    """How many contracts' learners reached the plan in `month`, of those with plan and actual; `said` in words."""

    month: date | None
    said: str


@dataclass(frozen=True)
class CampaignPage:
    uid: str
    unit_uid: str
    unit: str
    path: str
    reason: str
    share: str
    product: str
    state: str
    state_word: str
    seen: date
    opened: date | None
    closed: date | None
    words: str
    before: str
    after: str
    effects: list[EffectLine]
    contracts: list[ContractLine]
    unnamed: int
    norm: Norm
    leads: bool
    months: list[date]


def campaigns_of(path: str, scope: Scope) -> list[CampaignLine]:
    """Campaigns at and below a unit that somebody sees, newest first; one statement."""
    inside = Place.objects.on(scope.day).filter(under(path)).values("unit_id")
    rows = visible_to(scope).filter(unit_id__in=inside).select_related("unit").order_by("-seen", "-pk")
    return [
        CampaignLine(row.uid, row.unit.said, str(REASONS[row.reason]), str(STATES[row.state]), row.seen) for row in rows
    ]


def campaign_page(row: Campaign, scope: Scope) -> CampaignPage:
    """Everything the page prints; a constant number of statements. The door is the caller's."""
    path = path_of(row.unit_id, scope.day)
    effects = list(row.effects.select_related("indicator"))
    after = next((effect.after for effect in effects if effect.after), None)
    pairs = _pairs(row, path, scope.day)
    month = after or (last_month(path, row.closed or scope.day) if pairs else None)
    count, reached = at_plan({pair.second for pair in pairs}, month) if month else (None, {})
    named = {unit: sees_names(scope, unit) for unit in {pair.second_unit for pair in pairs}}
    lines = [_contract(pair, reached, scope) for pair in pairs if named[pair.second_unit]]
    said = _norm(count.reached, count.counted, len(pairs)) if count else ""
    return CampaignPage(
        row.uid, row.unit.uid, row.unit.said, path, str(REASONS[row.reason]),
        _percent(row.share) if row.share is not None else "", row.product,
        row.state, str(STATES[row.state]), row.seen, row.opened, row.closed, row.words,
        month_words(row.before) if row.before else "", month_words(after) if after else "",
        [_effect(effect) for effect in effects], lines, len(pairs) - len(lines), Norm(month, said),
        organises(scope, path), [later(first_of(scope.day), -n) for n in range(MONTHS)],
    )  # fmt: skip


def _pairs(row: Campaign, path: str, day: date) -> list[Pair]:
    """Contracts signed while it goes on; of a surge those in which a new worker learns."""
    if row.opened is None:
        return []
    inside = Place.objects.on(day).filter(under(path)).values("unit_id")
    pairs = pairs_signed(inside, row.opened, row.closed or day)
    if row.reason != NEW_WORKERS:
        return pairs
    hired = {person: line.hired for person, line in people_of({aim.learner for p in pairs for aim in p.aims}).items()}

    def new(pair: Pair) -> bool:
        return any(
            (day_of := hired.get(aim.learner)) is not None and day_of > new_since(pair.starts) for aim in pair.aims
        )

    return [pair for pair in pairs if new(pair)]


def _contract(pair: Pair, reached: dict[int, bool], scope: Scope) -> ContractLine:
    """Whether somebody reached the plan is for himself and his group's two leaders (S19)."""
    own = pair.second == scope.person_id or scope.holds_exactly(*LEADERS, unit_id=pair.second_unit)
    return ContractLine(
        pair.uid, pair.title, pair.starts, reached.get(pair.second) if own or scope.is_system else None, pair.two
    )


def _norm(reached: int, counted: int, contracts: int) -> str:
    if not counted:
        return _("no plan and actual of the learners yet")
    if counted < FEWEST:
        return _("too few to be counted: fewer than %(n)s learners with plan and actual") % {"n": FEWEST}
    words = {"reached": _few(reached, counted), "counted": counted, "contracts": contracts}
    return (
        _("%(reached)s of %(counted)s learners with plan and actual reached the plan; %(contracts)s contracts") % words
    )


def _few(reached: int, counted: int) -> str:
    """A cell of none or all is 'few' or 'most' (Q31)."""
    return _("few") if reached == 0 else _("most") if reached == counted else str(reached)


def _effect(effect: Effect) -> EffectLine:
    if effect.indicator is not None:
        name = _("%(indicator)s, percent of plan") % {"indicator": indicator_line(effect.indicator).name}
        before, after = effect.baseline, effect.result
        if before is None or after is None:
            return EffectLine(name, _percent(before), _percent(after), "")
        points = (after - before) / 10
        return EffectLine(
            name, _percent(before), _percent(after), _("%(n)s points") % {"n": f"{points:+.1f}".replace("-", "−")}
        )
    reached = _persons(effect.baseline, effect.counted_before), _persons(effect.result, effect.counted_after)
    return EffectLine(_("persons at plan"), *reached, "")


def _percent(tenths: int | None) -> str:
    return _("missing") if tenths is None else figure_words(tenths / 10, "%", places=1)


def _persons(reached: int | None, counted: int | None) -> str:
    if reached is None or not counted:
        return _("missing")
    if counted < FEWEST:
        return _("too few")
    return _("%(n)s of %(all)s") % {"n": _few(reached, counted), "all": counted}
