"""What stands sealed between one of the two and a leader (Q34, S137): the two questions, an obstacle, the talk about it.

Every deed here is sealed: it leaves no journal row, and rewrites one row that stands from the contract's first day on.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from huzhu.base.access import NotAllowed, NotFound, Refused, Role, Scope
from huzhu.base.charter import rule
from huzhu.base.db import insert_once, new_uid
from huzhu.base.followup.halves import end_of, half_of
from huzhu.base.journal import deed
from huzhu.base.people.queries import leaders_of
from huzhu.base.units.queries import path_of
from huzhu.rooms.checks.clauses import TALK_DAYS
from huzhu.rooms.checks.kinds import GOING, MISSING, OBSTACLES
from huzhu.rooms.checks.models import PartnerWord
from huzhu.rooms.checks.sealing import KEY, keys_of, obstacle_in, said_in, seal_of, write
from huzhu.rooms.contracts.queries.kept import Kept, kept_one

COLUMNS = {Role.GROUP_LEADER: "with_leader", Role.FOREMAN: "with_foreman"}


@deed("checks.say", sealed=True)
def say(contract_uid: str, going: str, missing: str, *, by: Scope, now: datetime) -> None:
    """One of the two answers for himself: is it going on, and what is missing; again it replaces what he said."""
    row, _kept = own_row(contract_uid, by)
    if going not in GOING or missing not in MISSING:
        raise Refused(_("Choose one of them."), field="going")
    write(row, "words", said_in(half_of(by.day), going, missing))


@deed("checks.file-obstacle", sealed=True)
def file_obstacle(
    contract_uid: str, code: str, *, side: str = "", role: str = "", talk: date | None = None, by: Scope, now: datetime
) -> None:
    """An obstacle on a side, filed by that person himself with one of his group's leaders, or by a leader of the keeping
    group about a side (`side` = the person's public id); it opens a talk on a day. Filed again it is counted."""
    row, column, leader, kept = _place(contract_uid, side, role, by)
    if code not in OBSTACLES:
        raise Refused(_("Choose one of them."), field="code")
    days = rule(TALK_DAYS, path=path_of(kept.keeper, by.day), day=by.day).value
    last = by.day + timedelta(days=days)
    day = min(max(talk or last, by.day), last)
    write(row, column, obstacle_in(row, column).again(code, day, leader).text)


@deed("checks.talked", sealed=True)
def talked(contract_uid: str, *, side: str = "", role: str = "", by: Scope, now: datetime) -> None:
    """Either of these two says that they have talked; the talk leaves both their days. He himself also where that leader
    leads no more."""
    kept = running(contract_uid, by.day)
    if kept is not None and by.person_id in kept.two:
        if role not in COLUMNS:
            raise NotFound
        row, column = _row(kept, by.person_id), COLUMNS[Role(role)]
    else:
        row, column, leader, _kept = _place(contract_uid, side, role, by)
        if obstacle_in(row, column).leader != leader:
            raise NotFound
    write(row, column, obstacle_in(row, column).over().text)


def own_row(contract_uid: str, by: Scope) -> tuple[PartnerWord, Kept]:
    """One's own row in a contract that runs in this half month; else NotFound."""
    kept = running(contract_uid, by.day)
    if kept is None or by.person_id not in kept.two:
        raise NotFound
    return _row(kept, by.person_id), kept


def running(contract_uid: str, day: date) -> Kept | None:
    return kept_one(contract_uid, half_of(day), end_of(half_of(day)))


def rows_for(contract_id: int, two: tuple[int, ...]) -> None:
    """Both rows of a contract, sealed and saying nothing; done again it changes nothing."""
    keys = keys_of(set(two))
    for person in sorted(two):
        uid = new_uid()
        blank = {column: seal_of(person, uid, column, "", keys.get(person)) for column in ("words", *COLUMNS.values())}
        insert_once(PartnerWord, uid=uid, contract_id=contract_id, person_id=person, **blank)


def _row(kept: Kept, person_id: int | None) -> PartnerWord:
    rows = PartnerWord.objects.filter(contract_id=kept.id, person_id=person_id or 0).annotate(wrapped=KEY)
    found = rows.first()
    if found is None:
        rows_for(kept.id, kept.two)
        found = rows.get()
    return found


def _place(contract_uid: str, side: str, role: str, by: Scope) -> tuple[PartnerWord, str, int, Kept]:
    """(row, column, leader, contract): the person's own row with the leader in `role`, or a side's row with oneself."""
    kept = running(contract_uid, by.day)
    if kept is None:
        raise NotFound
    leaders = leaders_of(kept.keeper, by.day)
    if by.person_id in kept.two:
        leader = leaders.get(role)
        if leader is None or leader in kept.two:
            raise Refused(_("Choose one of your group's leaders."), field="role")
        return _row(kept, by.person_id), COLUMNS[Role(role)], leader, kept
    mine = next((Role(name) for name, person in leaders.items() if person == by.person_id), None)
    sides = {kept.row.first.uid: kept.first, kept.row.second.uid: kept.second}
    if mine is None:
        raise NotFound
    if side not in sides:
        raise NotAllowed
    return _row(kept, sides[side]), COLUMNS[mine], by.person_id or 0, kept
