"""What stands on the page on which a session is logged: everything likely chosen already (S35)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from huzhu.base.access import NotAllowed, Overtaken, Scope
from huzhu.base.calendar.queries.slots import SlotLine, slot_lines
from huzhu.base.people.queries import people
from huzhu.rooms.contracts.access import contract_for
from huzhu.rooms.contracts.queries.couples import Couple, couples_of
from huzhu.rooms.practice.kinds import CATALOGUE, half_day_of
from huzhu.rooms.practice.models import Session
from huzhu.rooms.practice.moves import BOOKED, CONFIRMED, LOGGED
from huzhu.rooms.practice.queries.lines import relief_of

RECENT = 3
"""Words of the pair's latest sessions that are offered again."""


@dataclass(frozen=True)
class LogPage:
    """`what`: (value, words) of what one practises here; `noted`: public id of what the other has logged of this half."""

    contract: str
    title: str
    booked: str
    slot: SlotLine | None
    what: list[tuple[str, str]]
    chosen: str
    kind: str
    minutes: int
    words: list[str]
    learns: bool
    noted: str
    relief: list[str]


def log_page(uid: str, booked: str, scope: Scope, now: datetime) -> LogPage:
    """For one of those who practise under the contract; raises NotAllowed for others, Overtaken where it does not run."""
    contract = contract_for(uid, by=scope)
    mine = [couple for couple in couples_of(contract, scope.day) if scope.person_id in couple.two]
    if not mine:
        raise NotAllowed
    if contract.signed is None or contract.state == "void":
        raise Overtaken
    rows = Session.objects.filter(contract=contract)
    row = rows.filter(uid=booked, state=BOOKED, slot__cancelled=None).first() or _begun(contract.pk, scope, now)
    if row is not None and scope.person_id not in row.two:
        row = None
    slot = slot_lines([row.slot_id]).get(row.slot_id) if row and row.slot_id else None
    names = {line.id: line.name for line in people({person for couple in mine for person in couple.two}).values()}
    chosen = next((c for c in mine if row and c.term == row.term_id and set(c.two) == set(row.two)), mine[0])
    other = chosen.learner if chosen.teacher == scope.person_id else chosen.teacher
    day, half = half_day_of(now)
    noted = rows.filter(day=day, half=half, state=LOGGED).exclude(logged_by_id=scope.person_id)
    noted_uid = next((line.uid for line in noted if scope.person_id in line.two), "")
    said = rows.filter(state__in=(LOGGED, CONFIRMED)).exclude(decision="").order_by("-day", "-pk")
    return LogPage(
        contract.uid, _("with %(who)s") % {"who": names[other]}, row.uid if row else "", slot,
        what_of(mine, names, scope), value_of(chosen, scope),
        row.kind if row and row.kind in CATALOGUE else "practice", slot.minutes if slot else 30,
        list(dict.fromkeys(said.values_list("decision", flat=True)[: 3 * RECENT]))[:RECENT],
        chosen.learner == scope.person_id, noted_uid, relief_of(slot),
    )  # fmt: skip


def what_of(couples: Sequence[Couple], names: Mapping[int, str], scope: Scope) -> list[tuple[str, str]]:
    """(value, words) of couples in a form."""
    return [(value_of(couple, scope), _what(couple, names, scope)) for couple in couples]


def value_of(couple: Couple, scope: Scope) -> str:
    """A couple in a form: its term and the other one."""
    return f"{couple.term_uid}.{couple.learner if couple.teacher == scope.person_id else couple.teacher}"


def _begun(contract_id: int, scope: Scope, now: datetime) -> Session | None:
    """What was booked for this half of the day and has begun."""
    day, half = half_day_of(now)
    rows = Session.objects.filter(contract_id=contract_id, state=BOOKED, slot__cancelled=None, slot__starts__lte=now)
    rows = rows.filter(day=day, half=half)
    return next((row for row in rows.order_by("pk") if scope.person_id in row.two), None)


def _what(couple: Couple, names: Mapping[int, str], scope: Scope) -> str:
    words = {"what": couple.subject, "who": names[couple.teacher]}
    if not couple.subject:
        return _("what comes up")
    return (
        _("%(what)s, you show it") % words
        if couple.teacher == scope.person_id
        else _("%(what)s, %(who)s shows it") % words
    )
