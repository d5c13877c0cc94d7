"""The two ask to work at neighbouring machines (S36): asked, approved, done; or declined with a reason."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from huzhu.base.access import NotAllowed, Overtaken, Refused, Role, Scope
from huzhu.base.calendar.models import Machine, Neighbours
from huzhu.base.db import insert_once
from huzhu.base.journal import deed, happened, record
from huzhu.rooms.contracts.access import STEP, contract_for
from huzhu.rooms.contracts.moves import SIGNED
from huzhu.rooms.practice.access import CONFIRM, DECIDE, DENY, adjacency_for
from huzhu.rooms.practice.models import Adjacency
from huzhu.rooms.practice.moves import ADJACENCY, APPROVED, ASKED

WORDS = 200


@deed("practice.ask-neighbours")
def ask_neighbours(uid: str, words: str = "", *, by: Scope, now: datetime) -> str:
    """Either of the two asks that their machines stand side by side. Returns the request's public id.

    Raises Overtaken where the contract runs no more, or a request is open already.
    """
    contract = contract_for(uid, by=by, to=STEP, lock=True)
    open_ones = Adjacency.objects.filter(contract=contract, state__in=(ASKED, APPROVED))
    if contract.state != SIGNED or contract.of_units or open_ones.exists():
        raise Overtaken
    row = Adjacency.objects.create(
        contract=contract,
        state=ASKED,
        words=" ".join(words.split())[:WORDS],
        asked=by.day,
        asked_by_id=by.person_id or 0,
    )
    happened("practice.neighbours-asked", row.pk)
    return _recorded(row)


@deed("practice.approve-neighbours")
def approve_neighbours(uid: str, *, by: Scope, now: datetime) -> str:
    """A production leader says yes for the groups of the two that he leads; with the last yes it is approved.

    Raises NotAllowed for whoever leads neither and for the two themselves, Overtaken answered already.
    """
    row = adjacency_for(uid, by=by, to=CONFIRM)
    _neither(row, by)
    units = {"yes_first_id": row.contract.first_unit_id, "yes_second_id": row.contract.second_unit_id}
    said = {name: by.person_id for name, unit in units.items() if by.holds_exactly(Role.FOREMAN, unit_id=unit)}
    if not Adjacency.objects.filter(pk=row.pk, state=ASKED).update(**said):
        raise Overtaken
    row.refresh_from_db()
    if row.yes_first_id and row.yes_second_id:
        ADJACENCY.make(row, "approve", answered=by.day)
        happened("practice.neighbours-answered", row.pk)
    return _recorded(row)


@deed("practice.decline-neighbours")
def decline_neighbours(uid: str, reason: str, *, by: Scope, now: datetime) -> str:
    """A production leader of either group says no, with the reason; Refused without one."""
    row = adjacency_for(uid, by=by, to=DENY)
    _neither(row, by)
    said = " ".join(reason.split())[:WORDS]
    if not said:
        raise Refused(_("Write in a few words why it cannot be."), field="reason")
    ADJACENCY.make(row, "decline", answered=by.day, declined_by_id=by.person_id, reason=said)
    happened("practice.neighbours-answered", row.pk)
    return _recorded(row)


@deed("practice.do-neighbours")
def do_neighbours(uid: str, first: str, second: str, *, by: Scope, now: datetime) -> str:
    """A leader says that two machines of the two groups stand side by side now: they are neighbours from then on.

    `first`, `second`: public ids of the machines. Raises Refused for one that is none of these groups', or twice the same.
    """
    row = adjacency_for(uid, by=by, to=DECIDE)
    units = {row.contract.first_unit_id, row.contract.second_unit_id}
    machines = {machine.uid: machine for machine in Machine.objects.filter(unit_id__in=units, uid__in=(first, second))}
    if first == second or len(machines) != 2:
        raise Refused(_("Choose two machines."), field="second")
    low, high = sorted((machines[first], machines[second]), key=lambda machine: machine.pk)
    where = f"{machines[first].name} · {machines[second].name}"
    ADJACENCY.make(row, "do", done=by.day, done_by_id=by.person_id, where=where)
    insert_once(Neighbours, first_id=low.pk, second_id=high.pk)
    happened("practice.neighbours-answered", row.pk)
    return _recorded(row)


def _neither(row: Adjacency, by: Scope) -> None:
    if by.person_id in (row.contract.first_id, row.contract.second_id):
        raise NotAllowed


def _recorded(row: Adjacency) -> str:
    record("contract", row.contract_id, unit_id=row.contract.second_unit_id, after={"neighbours": row.state})
    return row.uid
