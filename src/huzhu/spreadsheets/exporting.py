"""What goes out: people, skills, measurements and contracts of a unit, in a form that comes in again unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from huzhu.base.access import Scope
from huzhu.base.people.models import Person, Posting
from huzhu.base.people.queries import members_under
from huzhu.base.units.queries import UnitLine, at_level, subtree
from huzhu.rooms.contracts.queries.export import columns, contract_rows
from huzhu.rooms.skills.access import MEASURERS
from huzhu.rooms.skills.queries import curves, techniques_for, trade_of
from huzhu.spreadsheets.mapping import ROLE_NAMES, Role
from huzhu.spreadsheets.reading import Cell
from huzhu.spreadsheets.recording import FIRST, SECOND
from huzhu.spreadsheets.writing import write_sheets

Row = list[Cell | None]
PEOPLE = (Role.NUMBER, Role.NAME, Role.GROUP, Role.WORKSHOP, Role.POST, Role.TRADE, Role.HIRED)


def export(unit: UnitLine, by: Scope) -> bytes:
    """People and, of the groups whose scores `by` gives or closes, measurements; sealed values never (Q34, Q35).

    The sheets come in again through the importer and change nothing. As many statements for many people as for few.
    """
    day = by.day
    lines = subtree(unit.path, day)
    groups = {line.id: line for line in lines if line.level == "group"}
    belongs = {person: group for person, group in members_under(unit.path, day) if group in groups}
    rows = {row.id: row for row in Person.objects.filter(id__in=belongs).order_by("roll")}
    sheets: list[tuple[str, list[str], list[Row]]] = [
        (_("people"), [str(ROLE_NAMES[role]) for role in PEOPLE], _people(rows, belongs, groups, unit, day))
    ]
    allowed = {person for person, group in belongs.items() if sees_scores_of(by, group)}
    if allowed:
        heads = [str(ROLE_NAMES[role]) for role in (Role.NUMBER, Role.TECHNIQUE)]
        heads += [_("score (0-1000)"), str(ROLE_NAMES[Role.MONTH])]
        sheets.append((_("measurements"), heads, list(_measurements(rows, allowed, unit, day))))
    rolls = {row.roll for row in rows.values()}
    contracts: list[Row] = [[*line] for line in contract_rows(by) if {line[FIRST], line[SECOND]} & rolls]
    if contracts:
        sheets.append((_("contracts"), columns(), contracts))
    return write_sheets(sheets)


def sees_scores_of(by: Scope, group_id: int) -> bool:
    """Scores go out to those who give and close them, at that very group (Q1, Q35)."""
    return by.is_system or by.holds_exactly(*MEASURERS, unit_id=group_id)


def _people(
    rows: dict[int, Person], belongs: dict[int, int], groups: dict[int, UnitLine], unit: UnitLine, day: date
) -> list[Row]:
    posts = dict(Posting.objects.on(day).filter(person_id__in=belongs).values_list("person_id", "post__name"))
    trades = {line.trade_id: line.trade for line in techniques_for(unit.path)}
    of_person = trade_of(rows, day)
    factory = at_level(unit.path, "factory", day) or unit
    shops = {line.path: line.name for line in subtree(factory.path, day, level="workshop")}
    shop_of = {
        group.id: next((name for path, name in shops.items() if group.path.startswith(path)), "")
        for group in groups.values()
    }
    return [
        [
            row.roll, row.name, groups[belongs[row.id]].name, shop_of[belongs[row.id]], posts.get(row.id, ""),
            trades.get(of_person.get(row.id, 0), ""), row.hired,
        ]
        for row in rows.values()
    ]  # fmt: skip


def _measurements(rows: dict[int, Person], allowed: set[int], unit: UnitLine, day: date) -> Iterator[Row]:
    names = {line.id: line.name_zh or line.name for line in techniques_for(unit.path)}
    for (person, technique), course in curves(sorted(allowed), day).items():
        for standing in course:
            if technique in names:
                yield [rows[person].roll, names[technique], standing.score, f"{standing.month:%Y-%m}"]
