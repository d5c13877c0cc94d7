"""What exchange shows on a contract's page: its questions, clips and lessons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from huzhu.base.access import Scope
from huzhu.rooms.contracts.moves import SIGNED
from huzhu.rooms.contracts.sections import Contract, Section, shows
from huzhu.rooms.exchange.queries.clips import ClipLine, clips_of_contract
from huzhu.rooms.exchange.queries.questions import QuestionLine, of_contract
from huzhu.rooms.exchange.queries.sharing import lessons_of


@dataclass(frozen=True)
class Exchanged:
    """`asks`: this reader is one of the two and the contract runs."""

    uid: str
    asks: bool
    questions: list[QuestionLine]
    clips: list[ClipLine]
    lessons: list[tuple[str, date, str]]


@shows
def exchanged(contract: Contract, scope: Scope, now: datetime) -> Section | None:
    """Questions, clips and lessons of a contract of two people, once it is signed."""
    if contract.of_units or contract.signed is None:
        return None
    asks = contract.state == SIGNED and scope.person_id in (contract.first_id, contract.second_id)
    values = Exchanged(
        contract.uid,
        asks,
        of_contract(contract.pk, scope),
        clips_of_contract(contract.pk, scope),
        lessons_of(contract.pk),
    )
    if not (asks or values.questions or values.clips or values.lessons):
        return None
    return Section("exchange/section.html", values, 40)
