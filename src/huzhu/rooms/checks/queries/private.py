"""What stands sealed, for the very two who may read it (Q34, S137)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huzhu.base.access import LEADERS, Role, Scope
from huzhu.base.access.errors import NotFound
from huzhu.base.followup.halves import end_of, half_of
from huzhu.base.people.queries import leaders_of, people
from huzhu.base.units.models import Unit
from huzhu.base.units.queries import UnitLine
from huzhu.rooms.checks.access import leads, sitting_group
from huzhu.rooms.checks.actions.private import COLUMNS, own_row
from huzhu.rooms.checks.kinds import OBSTACLES
from huzhu.rooms.checks.models import PartnerWord
from huzhu.rooms.checks.queries.sitting import title_of
from huzhu.rooms.checks.sealing import KEY, Answers, Obstacle, answers_in, obstacle_in
from huzhu.rooms.contracts.queries.kept import Kept, counted, kept_by
from huzhu.rooms.contracts.queries.lists import title_of as own_title


@dataclass(frozen=True)
class Talk:
    """A talk about an obstacle between a person of a contract and a leader; `times` it was filed with this leader."""

    contract: str
    title: str
    who: str
    side: str
    role: str
    obstacle: str
    times: int
    day: date
    open: bool


@dataclass(frozen=True)
class OwnPage:
    """What one of the two finds: his answers of this half month, talks of his, and the leaders he may choose."""

    uid: str
    title: str
    answers: Answers
    talks: list[Talk]
    leaders: list[tuple[str, str]]


@dataclass(frozen=True)
class Needs:
    """What a keeping leader finds of a contract: whether help is wanted, and the talks that are his."""

    uid: str
    title: str
    subject: str
    wanted: bool
    sides: list[tuple[str, str]]
    talks: list[Talk]


def own_page(contract_uid: str, scope: Scope) -> OwnPage:
    """For one of the two alone; else NotFound."""
    row, kept = own_row(contract_uid, scope)
    leaders = {role: person for role, person in leaders_of(kept.keeper, scope.day).items() if person not in kept.two}
    known = people(set(leaders.values()))
    talks = [
        talk
        for role, column in COLUMNS.items()
        if (talk := _talk(kept, row, role.value, column, scope))
        and (talk.open or leaders.get(role.value) == obstacle_in(row, column).leader)
    ]
    named = [(role, f"{known[person].name} · {Role(role).label}") for role, person in sorted(leaders.items())]
    return OwnPage(kept.uid, own_title(kept.row, scope), answers_in(row, half_of(scope.day)), talks, named)


def needs_page(unit_uid: str, scope: Scope) -> tuple[UnitLine, list[Needs]]:
    """For a leader of the keeping group: contracts that he is not in; of the two's answers only that help is wanted."""
    unit = sitting_group(unit_uid, scope)
    if not leads(scope, unit.id):
        raise NotFound
    found = []
    kept, rows = _rows((unit.id,), scope)
    for one in kept:
        mine = rows.get(one.id, [])
        sides = [(one.row.first.uid, one.row.first.name), (one.row.second.uid, one.row.second.name)]
        wanted = any(answers_in(row, half_of(scope.day)).wants_help for row in mine)
        talks = [talk for row in mine for talk in _mine(one, row, scope)]
        found.append(Needs(one.uid, title_of(one), one.subject, wanted, sides, talks))
    return unit, found


def group_led(scope: Scope) -> str | None:
    """Public id of the first group that somebody leads."""
    return Unit.objects.filter(id__in=scope.units(*LEADERS)).order_by("id").values_list("uid", flat=True).first()


@dataclass(frozen=True)
class Ahead:
    """A talk that somebody has before him; `contract` where it is about himself, else it stands on his leader's page."""

    day: date
    contract: str = ""


def private_ahead(scope: Scope) -> tuple[list[Ahead], list[str]]:
    """(open talks of this person, contracts whose two questions he has not answered in this half month); at most three
    statements."""
    talks, unanswered = [], []
    half, led = half_of(scope.day), scope.units(*LEADERS)
    if led:
        ids = [ran.id for ran in counted(led, half, end_of(half))]
        rows = PartnerWord.objects.filter(contract_id__in=ids).exclude(person_id=scope.person_id or 0)
        for row in rows.annotate(wrapped=KEY):
            held = [obstacle_in(row, column) for column in COLUMNS.values()]
            talks += [Ahead(one.day) for one in held if one.open and one.day and one.leader == scope.person_id]
    own = PartnerWord.objects.filter(person_id=scope.person_id or 0, contract__state="signed").annotate(wrapped=KEY)
    for row in own.select_related("contract").order_by("pk"):
        held = [obstacle_in(row, column) for column in COLUMNS.values()]
        talks += [Ahead(one.day, row.contract.uid) for one in held if one.open and one.day]
        if not answers_in(row, half).going:
            unanswered.append(row.contract.uid)
    return talks, unanswered


def _rows(unit_ids: tuple[int, ...], scope: Scope) -> tuple[list[Kept], dict[int, list[PartnerWord]]]:
    half = half_of(scope.day)
    kept = [
        one for one in kept_by(unit_ids, half, end_of(half)) if not one.row.of_units and scope.person_id not in one.two
    ]
    rows: dict[int, list[PartnerWord]] = {}
    for row in (
        PartnerWord.objects.filter(contract_id__in=[one.id for one in kept]).annotate(wrapped=KEY).order_by("pk")
    ):
        rows.setdefault(row.contract_id, []).append(row)
    return kept, rows


def _mine(one: Kept, row: PartnerWord, scope: Scope) -> list[Talk]:
    """Talks of a side with this very leader."""
    return [
        talk
        for role, column in COLUMNS.items()
        if (held := obstacle_in(row, column)).leader == scope.person_id
        and (talk := _talk(one, row, role.value, column, scope, held))
    ]


def _talk(
    one: Kept, row: PartnerWord, role: str, column: str, scope: Scope, held: Obstacle | None = None
) -> Talk | None:
    held = held or obstacle_in(row, column)
    if not held.code or held.day is None:
        return None
    side = one.row.first if row.person_id == one.first else one.row.second
    return Talk(
        one.uid, title_of(one), side.name, side.uid, role, str(OBSTACLES[held.code]), held.times, held.day, held.open
    )
