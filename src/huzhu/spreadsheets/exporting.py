"""What goes out: units, people, skills, measurements and contracts of a unit, in a form that comes in again unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from huzhu.base.access import Scope
from huzhu.base.people.looks import CONTRACTS, EXPORT, looked
from huzhu.base.people.models import Person, Posting
from huzhu.base.people.queries import members_under
from huzhu.base.units.queries import UnitLine, at_level, subtree
from huzhu.rooms.contracts.queries.export import columns, contract_rows
from huzhu.rooms.skills.access import MEASURERS
from huzhu.rooms.skills.arrivals import Row as Measured
from huzhu.rooms.skills.arrivals import groups_by_month
from huzhu.rooms.skills.queries import curves, techniques_for, trade_of, trades_for
from huzhu.rooms.skills.queries.export import (
    labels_of,
    post_columns,
    post_rows,
    scale_columns,
    scale_rows,
    technique_columns,
    technique_rows,
)  # fmt: skip
from huzhu.spreadsheets.founding import unit_columns, unit_rows
from huzhu.spreadsheets.mapping import ROLE_NAMES, Role
from huzhu.spreadsheets.reading import Cell
from huzhu.spreadsheets.recording import FIRST, SECOND
from huzhu.spreadsheets.writing import write_sheets

Row = list[Cell | None]
Table = tuple[str, list[str], list[Row]]
PEOPLE = (Role.NUMBER, Role.NAME, Role.GROUP, Role.WORKSHOP, Role.POST, Role.TRADE, Role.HIRED)


def export(unit: UnitLine, by: Scope) -> bytes:
    """Units, people, techniques, posts, contracts and, of the groups whose scores `by` gives or closes, measurements;
    sealed values never (Q34, Q35).

    The sheets come in again through the importer and change nothing; in an empty house they found all that is named.
    As many statements for many people as for few.
    """
    day = by.day
    lines, techniques = subtree(unit.path, day), techniques_for(unit.path)
    trades = dict(trades_for(unit.path, as_written=True))
    labels = labels_of(techniques, trades)
    groups = {line.id: line for line in lines if line.level == "group"}
    belongs = {person: group for person, group in members_under(unit.path, day) if group in groups}
    rows = {row.id: row for row in Person.objects.filter(id__in=belongs).order_by("roll")}
    sheets: list[Table] = [
        (_("people"), [str(ROLE_NAMES[role]) for role in PEOPLE], _people(rows, belongs, groups, trades, unit, day)),
        (_("units"), unit_columns(), unit_rows(unit, lines)),
        (_("techniques"), technique_columns(), [[*row] for row in technique_rows(unit.path)]),
        (_("posts"), post_columns(), [[*row] for row in post_rows(unit.path, labels)]),
    ]
    sheets.append((_("levels"), scale_columns(), [[*row] for row in scale_rows(unit.path)]))
    allowed = {person for person, group in belongs.items() if sees_scores_of(by, group)}
    if allowed:
        heads = [str(ROLE_NAMES[role]) for role in (Role.NUMBER, Role.TECHNIQUE)]
        heads += [_("score (0-1000)"), str(ROLE_NAMES[Role.MONTH])]
        sheets.append((_("measurements"), heads, list(_measurements(rows, allowed, labels, by))))
        looked(by, EXPORT, allowed)
    rolls = {row.roll for row in rows.values()}
    contracts: list[Row] = [[*line] for line in contract_rows(by) if {line[FIRST], line[SECOND]} & rolls]
    if contracts:
        sheets.append((_("contracts"), columns(), contracts))
        parties = {line[side] for line in contracts for side in (FIRST, SECOND)}
        looked(by, CONTRACTS, {row.id for row in rows.values() if row.roll in parties})
    return write_sheets([table for table in sheets if table[2]])


def sees_scores_of(by: Scope, group_id: int) -> bool:
    """Scores go out to those who give and close them, at that very group (Q1, Q35)."""
    return by.is_system or by.holds_exactly(*MEASURERS, unit_id=group_id)


def _people(
    rows: dict[int, Person], belongs: dict[int, int], groups: dict[int, UnitLine], trades: dict[int, str], unit: UnitLine,
    day: date,
) -> list[Row]:  # fmt: skip
    posts = dict(Posting.objects.on(day).filter(person_id__in=belongs).values_list("person_id", "post__name"))
    of_person = trade_of(rows, day)
    factory = at_level(unit.path, "factory", day) or unit
    shops = {line.path: line.name_zh for line in subtree(factory.path, day, level="workshop")}
    shop_of = {
        group.id: next((name for path, name in shops.items() if group.path.startswith(path)), "")
        for group in groups.values()
    }
    return [
        [
            row.roll, row.name, groups[belongs[row.id]].name_zh, shop_of[belongs[row.id]], posts.get(row.id, ""),
            trades.get(of_person.get(row.id, 0), ""), row.hired,
        ]
        for row in rows.values()
    ]  # fmt: skip


def _measurements(rows: dict[int, Person], allowed: set[int], labels: dict[int, str], by: Scope) -> Iterator[Row]:
    """Closed months that belong to groups whose scores `by` gives or closes: not those spent elsewhere before."""
    found = [
        Measured(person, technique, standing.score, standing.month)
        for (person, technique), course in curves(sorted(allowed), by.day).items()
        if technique in labels
        for standing in course
    ]
    groups = groups_by_month(found)
    for row in found:
        if sees_scores_of(by, groups[row.person_id, row.day]):
            yield [rows[row.person_id].roll, labels[row.technique_id], row.score, f"{row.day:%Y-%m}"]
