"""Operations that somebody may choose here, in the catalogue's order."""

from __future__ import annotations

from huzhu.base.access import NotFound, Scope
from huzhu.base.units.queries import ids_of
from huzhu.rooms.contracts.queries.running import Pair
from huzhu.rooms.skills.queries import TechniqueLine, techniques, techniques_for, trade_of


def of_trade(scope: Scope) -> list[TechniqueLine]:
    """Those of the reader's trade; without a trade all that his group uses."""
    trade = trade_of([scope.person_id or 0], scope.day).get(scope.person_id or 0)
    return techniques_for(scope.group_path, trade_ids=[trade] if trade else None, on=scope.day)


def of_pair(pair: Pair, scope: Scope) -> list[TechniqueLine]:
    """Those that a contract is about."""
    return list(techniques({aim.technique for aim in pair.aims if aim.technique}, scope.group_path).values())


def technique_here(technique_id: int, scope: Scope, pair: Pair | None = None) -> TechniqueLine:
    """One that the reader's group uses, or that his contract is about; else NotFound."""
    found = techniques([technique_id]).get(technique_id)
    known = {aim.technique for aim in pair.aims} if pair else set()
    if found is None or (technique_id not in known and found.unit_id not in ids_of(scope.group_path)):
        raise NotFound
    return found
