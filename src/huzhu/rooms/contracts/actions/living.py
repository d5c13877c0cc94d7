"""What keeps a contract living (Q23): called by the deeds of every room that saw something real happen."""

from __future__ import annotations

from datetime import date

from huzhu.base.charter import rule
from huzhu.base.followup.signs import begin, sign_of_life, take_back
from huzhu.base.units.queries import path_of
from huzhu.rooms.contracts.clauses import PAPER_DAYS
from huzhu.rooms.contracts.models import Contract


def alive(contract: Contract, day: date, kind: str, source: int) -> None:
    """A sign of life of `day`; only while the contract is signed and not before it began."""
    if contract.signed is None or contract.starts is None or day < contract.starts:
        return
    if contract.closed is not None and day > contract.closed:
        return
    sign_of_life(contract.pk, day, kind, source, days=_days(contract, day))


def not_alive(contract: Contract, kind: str, source: int) -> None:
    """The sign was none after all: the two disagree, or the words were taken back."""
    take_back(contract.pk, kind, source)


def begin_living(contract: Contract, day: date) -> None:
    """Signed by all on `day`: the charter's days begin, after which it is paper only without a sign (Q24)."""
    begin(contract.pk, day, days=_days(contract, day))


def _days(contract: Contract, day: date) -> int:
    return rule(PAPER_DAYS, path=path_of(contract.second_unit_id, day), day=day).value
