"""What goes out: people, skills and measurements of a unit, in a form that comes in again unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from huzhu.base.access import Scope
from huzhu.base.people.models import Person, Posting
from huzhu.base.people.queries import members_under, sees_group
from huzhu.base.units.queries import UnitLine, at_level, subtree
from huzhu.rooms.skills.access import IMPORTERS
from huzhu.rooms.skills.queries import curves, techniques_for
from huzhu.spreadsheets.reading import Cell
from huzhu.spreadsheets.writing import write_sheets

Row = list[Cell | None]


def export(unit: UnitLine, by: Scope) -> bytes:
    """People and, for the groups whose scores `by` gives or closes, their measurements; sealed values never.

    The sheets come in again through the importer and change nothing.
    """
    day = by.day
    groups = {line.id: line for line in subtree(unit.path, day, level="group")}
    belongs = {person: group for person, group in members_under(unit.path, day) if group in groups}
    rows = {row.id: row for row in Person.objects.filter(id__in=belongs).order_by("roll")}
    posts = dict(Posting.objects.on(day).filter(person_id__in=belongs).values_list("person_id", "post__name"))
    workshops = {group.id: (at_level(group.path, "workshop", day) or group).name for group in groups.values()}
    people: list[Row] = [
        [row.roll, row.name, groups[belongs[row.id]].name, workshops[belongs[row.id]], posts.get(row.id, ""), row.hired]
        for row in rows.values()
    ]
    sheets = [
        (_("people"), [_("roll number"), _("name"), _("group"), _("workshop"), _("post"), _("hire date")], people)
    ]
    allowed = {person for person, group in belongs.items() if sees_scores_of(by, groups[group])}
    if allowed:
        heads = [_("roll number"), _("technique"), _("score"), _("month")]
        sheets.append((_("measurements"), heads, list(_measurements(rows, allowed, unit, day))))
    return write_sheets(sheets)


def sees_scores_of(by: Scope, group: UnitLine) -> bool:
    """Scores go out to those who give and close them, at that very group (Q1, Q35)."""
    return by.is_system or (sees_group(by, group.id) and by.holds_exactly(*IMPORTERS, unit_id=group.id))


def _measurements(rows: dict[int, Person], allowed: set[int], unit: UnitLine, day: date) -> Iterator[Row]:
    names = {line.id: line.name_zh or line.name for line in techniques_for(unit.path)}
    for (person, technique), course in curves(sorted(allowed), day).items():
        for standing in course:
            if technique in names:
                yield [rows[person].roll, names[technique], standing.score, f"{standing.month:%Y-%m}"]
