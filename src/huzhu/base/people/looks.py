"""'Who looked at my data' (Q35): one row per viewer, person, kind of page and day; how often is not counted.

Recorded is who opens somebody else's levels, scores, records, roll page or contract, on a page or in a table taken
along. Not recorded: introductions, boards, private words and talks, for whether and when somebody opened one is nobody's
to know (UI.md, 'no seen'); what a person posts himself, as an offer; and the two of a contract, whose own it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import Scope
from huzhu.base.people.models import Look

GROUP_SHEET, RECORDS, GRID, EXPORT = "group-sheet", "records", "grid", "export"
CONTRACT, CONTRACTS, IMPORT, ROLL, PARTS = "contract", "contracts", "import", "roll", "parts"

KINDS: dict[str, Promise] = {
    GROUP_SHEET: _("the group's sheet, with your levels"),
    RECORDS: _("the records behind one of your levels"),
    GRID: _("the grid in which levels are given"),
    EXPORT: _("a table taken along, with your measurements"),
    CONTRACT: _("a contract of yours"),
    CONTRACTS: _("the group's list of contracts"),
    IMPORT: _("a workbook, compared with your levels"),
    ROLL: _("your page in the roll"),
    PARTS: _("what was said of your levels, one beside the other"),
}
"""Kinds of page in the words of the person who was looked at; a room adds its own here."""

SHOWN = 200


def looked(by: Scope, kind: str, person_ids: Iterable[int | None]) -> None:
    """Write down that `by` saw the data of these people; oneself and what stands there of today are left out.

    One statement asks, and only a first look of the day writes: one INSERT … ON CONFLICT DO NOTHING, of its own.
    """
    others = {person_id for person_id in person_ids if person_id} - {by.person_id}
    if by.is_system or not others:
        return
    day = by.read_on or by.day
    today = Look.objects.filter(viewer_id=by.person_id, kind=kind, day=day)
    fresh = sorted(others - set(today.values_list("person_id", flat=True)))
    if fresh:
        rows = [Look(viewer_id=by.person_id or 0, person_id=person, kind=kind, day=day) for person in fresh]
        Look.objects.bulk_create(rows, ignore_conflicts=True)


@dataclass(frozen=True)
class LookLine:
    """Somebody looked on a day; `what` in the words of `KINDS`."""

    day: date
    name: str
    roll: str
    what: str


def looks_at(person_id: int) -> list[LookLine]:
    """Who looked at somebody's data, newest day first; at most 200 lines. One statement."""
    rows = Look.objects.filter(person_id=person_id).select_related("viewer").order_by("-day", "viewer__roll", "kind")
    return [
        LookLine(row.day, row.viewer.name, row.viewer.roll, str(KINDS.get(row.kind, row.kind))) for row in rows[:SHOWN]
    ]
