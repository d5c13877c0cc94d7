"""Operations that somebody may choose here, in the catalogue's order."""

from __future__ import annotations

from huzhu.base.access import Scope
from huzhu.rooms.contracts.queries.running import Pair
from huzhu.rooms.skills.queries import TechniqueLine, techniques, techniques_for, trade_of


def of_trade(scope: Scope) -> list[TechniqueLine]:
    """Those of the reader's trade; without a trade all that his group uses."""
    trade = trade_of([scope.person_id or 0], scope.day).get(scope.person_id or 0)
    return techniques_for(scope.group_path, trade_ids=[trade] if trade else None, on=scope.day)


def of_pair(pair: Pair, scope: Scope) -> list[TechniqueLine]:
    """Those that a contract is about."""
    return list(techniques({aim.technique for aim in pair.aims if aim.technique}, scope.group_path).values())
