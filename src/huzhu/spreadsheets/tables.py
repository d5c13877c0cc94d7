"""The tables of the pages, to take along: each behind its page's own door, made by its page's own query; never a sealed value.

A new table is one entry of `TABLES`; its two addresses and the links on its page follow from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from huzhu.base.access import NotFound, Scope
from huzhu.base.people.access import group_kept
from huzhu.base.people.looks import CONTRACTS, EXPORT, looked
from huzhu.base.people.queries import roster
from huzhu.base.units.queries import unit_by_uid
from huzhu.rooms.contracts.access import sees_names
from huzhu.rooms.contracts.queries.export import columns as contract_columns
from huzhu.rooms.contracts.queries.export import contract_rows
from huzhu.rooms.contracts.queries.lists import counts, group_contracts, own_contracts
from huzhu.rooms.introductions.queries.board import board
from huzhu.rooms.introductions.queries.comparison import Column, comparison
from huzhu.rooms.introductions.queries.pages_board import board_seen
from huzhu.rooms.introductions.queries.pages_rounds import RULE_WORDS, now_at
from huzhu.rooms.introductions.queries.rounds import round_page
from huzhu.rooms.production.access import plan_seen
from huzhu.rooms.production.queries.figures import group_plan
from huzhu.rooms.production.queries.units import unit_plan
from huzhu.rooms.skills.access import catalogue_seen, group_led, group_seen, key_problems_seen, unit_above
from huzhu.rooms.skills.months import month_asked
from huzhu.rooms.skills.queries import current_key_problems, curves, techniques
from huzhu.rooms.skills.queries.export import technique_columns, technique_rows
from huzhu.rooms.skills.queries.heat import heat_of
from huzhu.rooms.skills.queries.totals import totals_of
from huzhu.spreadsheets.mapping import ROLE_NAMES, Role
from huzhu.spreadsheets.reading import Cell

Asked = Mapping[str, str]
Rows = list[list[Cell | None]]
Made = tuple[list[str], Rows]
"""Headers and rows."""

KINDS = ("xlsx", "csv")


@dataclass(frozen=True)
class Table:
    """`place`: address without ending. `make`: (public id in the address or '', reader, now, what the page was asked
    for) -> headers, rows; it raises NotFound or NotAllowed exactly where its page does."""

    name: str
    place: str
    make: Callable[[str, Scope, datetime, Asked], Made]


def people(uid: str, scope: Scope, now: datetime, asked: Asked) -> Made:
    rows: Rows = [
        [line.roll, line.name, line.post, line.hired] for line in roster(group_kept(uid, scope).id, scope.day)
    ]
    return [_("roll number"), _("name"), _("post"), _("hire date")], rows


def skills(uid: str, scope: Scope, now: datetime, asked: Asked) -> Made:
    """The heat map in words; of a posted sheet with `month`, as 2026-02."""
    month = month_asked(asked.get("month", ""))
    heat = heat_of(group_seen(uid, scope), scope.day, month=month, present=not scope.read_on)
    if month and heat.month is None:
        raise NotFound
    looked(scope, EXPORT, heat.people_ids)
    rows: Rows = [[row.name, *(cell.word if cell else "" for cell in row.cells)] for row in heat.rows]
    return [_("name"), *(column.name for column in heat.columns)], rows


def measurements(uid: str, scope: Scope, now: datetime, asked: Asked) -> Made:
    group = group_led(uid, scope)
    lines = {line.id: line for line in roster(group.id, scope.day)}
    courses = curves(sorted(lines), scope.day)
    named = techniques(technique for _person, technique in courses)
    looked(scope, EXPORT, lines)
    order = {person: at for at, person in enumerate(lines)}
    rows: Rows = [
        [lines[person].roll, lines[person].name, named[technique].name, at.score, f"{at.month:%Y-%m}"]
        for person, technique in sorted(courses, key=lambda key: (order[key[0]], key[1]))
        for at in courses[person, technique]
    ]
    return [_("roll number"), _("name"), _("technique"), _("score (0-1000)"), _("month")], rows


def key_problems(uid: str, scope: Scope, now: datetime, asked: Asked) -> Made:
    unit = key_problems_seen(uid, scope)
    lines = current_key_problems(unit.path, scope.day)
    return [_("Unit"), _("Technique"), _("Key problem"), _("Since")], [
        [line.unit, line.technique, line.text, line.since] for line in lines
    ]


def unit_totals(uid: str, scope: Scope, now: datetime, asked: Asked) -> Made:
    unit = unit_above(uid, scope)
    if unit.level == "group":
        raise NotFound
    rows: Rows = [
        [line.technique.name, figure.unit, figure.count.base, _figure(figure.can), _figure(figure.need)]
        for line in totals_of(unit, scope.day).lines
        for figure in ([line.own] if line.own else []) + line.parts
    ]
    return [_("Technique"), _("Unit"), _("Measured"), _("Can help"), _("Need help")], rows


def catalogue(uid: str, scope: Scope, now: datetime, asked: Asked) -> Made:
    return technique_columns(), [[*row] for row in technique_rows(catalogue_seen(uid, scope).path)]


def board_lines(uid: str, scope: Scope, now: datetime, asked: Asked) -> Made:
    _unit, reader = board_seen(uid, scope)
    heads = [_("Technique"), _("Asking"), _("Of another trade"), _("Offered by"), _("Level"), _("Places free")]
    rows: Rows = []
    for line in board(reader, now):
        offers: Rows = [[offer.person.name, offer.level, offer.free] for offer in line.offers]
        rows += [[line.technique, line.asking, line.other_trade, *offer] for offer in offers or [["", "", None]]]
    return heads, rows


def contracts(uid: str, scope: Scope, now: datetime, asked: Asked) -> Made:
    """With names for those who see them, every column as an export has it; counts for those above."""
    unit = unit_by_uid(uid, scope.day)
    if unit is None:
        raise NotFound
    if unit.level == "group" and sees_names(scope, unit.id):
        found = group_contracts(scope, unit.id)
        here = {line.uid for line in found}
        looked(scope, CONTRACTS, {person for line in found for person in line.parties})
        return contract_columns(), [[*row] for row in contract_rows(scope) if row[0] in here]
    if not any(unit.path.startswith(holding.path) for holding in scope.holdings):
        raise NotFound
    counted = counts(unit.path, scope.day)
    parts = ((_("Kind"), counted.by_kind), (_("Technique"), counted.by_technique), (_("Cause"), counted.by_cause))
    return [_("Counted by"), _("What"), _("State"), _("Number")], [
        [by, line.what, line.state, line.count] for by, lines in parts for line in lines
    ]


def group_figures(uid: str, scope: Scope, now: datetime, asked: Asked) -> Made:
    """A group's own plan and actual of one indicator and month; nobody's own figures."""
    found = group_plan(plan_seen(uid, scope), asked.get("indicator", ""), month_asked(asked.get("month", "")))
    head = [*(str(ROLE_NAMES[role]) for role in (Role.DATE, Role.INDICATOR, Role.PLAN, Role.ACTUAL)), "%"]
    what = found.indicator.name if found.indicator else ""
    return head, [
        [line.day, what, _number(line.plan), _number(line.actual), _number(line.percent)] for line in found.lines
    ]


def unit_figures(uid: str, scope: Scope, now: datetime, asked: Asked) -> Made:
    """Groups by month: sums of the covered days and plan %, in the order of the tree."""
    unit = plan_seen(uid, scope)
    found = unit_plan(unit, asked.get("indicator", ""), month_asked(asked.get("month", "")), scope.day)
    head = [_("Unit"), _("Group"), _("Month"), _("Plan"), _("Actual"), "%", _("Days without plan")]
    return head, [
        [
            line.above, line.group.name, cell.month, _number(cell.total.plan), _number(cell.total.actual),
            _number(cell.total.percent), cell.open_days,
        ]
        for line in found.lines
        for cell in line.cells
        if cell
    ]  # fmt: skip


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def own_contract_lines(uid: str, scope: Scope, now: datetime, asked: Asked) -> Made:
    rows: Rows = [
        [line.uid, line.title, line.sentence, line.state_word, line.ends, line.closed] for line in own_contracts(scope)
    ]
    return [_("contract"), _("Between"), _("What"), _("State"), _("Ends"), _("Closed")], rows


def round_totals(uid: str, scope: Scope, now: datetime, asked: Asked) -> Made:
    """The three rules side by side while they are compared; else what is counted of the round."""
    page = round_page(scope, uid, now)
    if page.may_freeze:
        found = comparison(
            scope, uid, teaching=_limit(asked.get("teaching", "")), learning=_limit(asked.get("learning", ""))
        )
        return ["", *(str(RULE_WORDS[column.rule][0]) for column in found.columns)], [
            [str(head), *(value(column) for column in found.columns)] for head, value in _figures() if found.columns
        ]
    facts: Rows = [[_("State"), now_at(page)], [_("Asking"), page.asking]]
    if page.sent is not None:
        facts += [[_("Sent"), page.sent], [_("Concluded"), page.concluded]]
    return [_("What"), page.line.unit], facts


def _figures() -> list[tuple[str, Callable[[Column], int]]]:
    return [
        (_("Requests introduced"), lambda column: column.served),
        (_("Nobody yet"), lambda column: column.unserved),
        (_("Room to learn"), lambda column: column.gain // 10),
        (_("Pairs who would rather have each other"), lambda column: column.rather),
        (_("Blocking requests"), lambda column: column.blocking),
        (_("Pairs who teach each other"), lambda column: column.mutual),
    ]


def _limit(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 4 else None


def _figure(words: str) -> Cell:
    """A figure as a number, 'few' and 'most' as they are."""
    return int(words) if words.isdecimal() else words


TABLES = {
    table.name: table
    for table in (
        Table("people", "groups/<str:uid>/people", people),
        Table("skills", "groups/<str:uid>/skills", skills),
        Table("measurements", "groups/<str:uid>/measurements", measurements),
        Table("board", "groups/<str:uid>/board", board_lines),
        Table("contracts", "groups/<str:uid>/contracts", contracts),
        Table("my-contracts", "contracts", own_contract_lines),
        Table("key-problems", "units/<str:uid>/key-problems", key_problems),
        Table("totals", "units/<str:uid>/totals", unit_totals),
        Table("techniques", "units/<str:uid>/techniques", catalogue),
        Table("plan", "groups/<str:uid>/plan", group_figures),
        Table("unit-plan", "units/<str:uid>/plan", unit_figures),
        Table("round", "rounds/<str:uid>/totals", round_totals),
    )
}
