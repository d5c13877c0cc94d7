"""The mapping page: a workbook as the user sees it, and a posted form turned back into a mapping."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping as Dict
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import Refused, Scope
from huzhu.base.units.queries import UnitLine, at_level
from huzhu.spreadsheets.access import unit_of
from huzhu.spreadsheets.errors import SHOWN, RowError
from huzhu.spreadsheets.mapping import ROLE_NAMES, Aggregation, Column, How, Kind, Mapping, Role, Scale, SheetMapping
from huzhu.spreadsheets.models import Upload
from huzhu.spreadsheets.planning import Plan, plan
from huzhu.spreadsheets.reading import letter, read
from huzhu.spreadsheets.saving import understood
from huzhu.spreadsheets.understanding import sample

SEPARATOR = "\x1f"
AGGREGATIONS = {
    How.NONE: _("nothing: every row counts"),
    How.SHARE: _("share correct"),
    How.MEDIAN: _("median"),
    How.MEAN: _("mean"),
    How.LAST: _("the last one"),
}


@dataclass(frozen=True)
class CellView:
    text: str
    number: int = 0  # of the error in the list, 0 for none
    blank: bool = False


@dataclass(frozen=True)
class ErrorView:
    number: int
    place: str
    sheet: str
    message: str
    repair: str  # value of the repair button, '' for none
    repair_text: str
    untick: str


@dataclass(frozen=True)
class ScaleView:
    index: int
    technique: str
    kind: str
    zero: str
    full: str
    proposed: bool


@dataclass(frozen=True)
class Page:
    """Everything the mapping page prints; `ready` rows are saved, `waiting` are left out."""

    upload: Upload
    unit: UnitLine
    sheets: list[tuple[int, str, bool]]
    sheet: SheetMapping
    title_rows: int
    letters: list[str]
    columns: list[tuple[Column, str]]
    rows: list[tuple[int, list[CellView]]]
    errors: list[ErrorView]
    error_count: int
    row_count: int
    ready: int
    scales: list[ScaleView]
    aggregation: Aggregation
    long_list: bool
    plan: Plan
    empty: int
    vacant: int
    repeated: int
    unticked: int
    trade: str
    roles: list[tuple[str, str]]
    bad_places: list[tuple[str, int]]


def page(upload: Upload, sheet_number: int, by: Scope) -> Page:
    """Read, judge and compare with the roll; nothing is changed."""
    unit = unit_of(upload, by)
    book = read(bytes(upload.content or b""), upload.name)
    found, mapping = understood(upload)
    sheet = mapping.sheets[sheet_number if 0 <= sheet_number < len(mapping.sheets) else 0]
    todo = plan(found, unit, at_level(unit.path, "factory", by.day) or unit, by.day)
    errors = [*found.errors, *todo.errors]
    shown = [_error(number, error) for number, error in enumerate(errors[:SHOWN], start=1)]
    at = {(error.sheet, error.row, error.column): number for number, error in enumerate(errors[:SHOWN], start=1)}
    bad = {(error.sheet, error.row) for error in errors}
    lines = sample(book, mapping, sheet.name)
    return Page(
        upload=upload, unit=unit,
        sheets=[(index, one.name, one is sheet) for index, one in enumerate(mapping.sheets)],
        sheet=sheet, title_rows=sheet.header_row,
        letters=[letter(column.index) for column in sheet.columns],
        columns=[(column, _reads(column)) for column in sheet.columns],
        rows=[
            (line.row, [CellView(text, at.get((sheet.name, line.row, index), 0), text == "") for index, text in enumerate(line.texts)])
            for line in lines
        ],
        errors=shown, error_count=len(errors), row_count=found.rows, ready=max(0, found.rows - len(bad)),
        scales=_scales(mapping, found.techniques), aggregation=mapping.aggregation, long_list=not sheet.cross,
        plan=todo, empty=found.empty, vacant=found.vacant, repeated=found.repeated, unticked=found.unticked,
        trade=upload.trade, roles=[(role.value, str(name)) for role, name in ROLE_NAMES.items()],
        bad_places=sorted(bad),
    )  # fmt: skip


def mapping_from(post: Dict[str, str], mapping: Mapping, sheet_number: int) -> Mapping:
    """The mapping with what a posted form says of one sheet. Raises Refused where a field cannot be read."""
    sheet = mapping.sheets[sheet_number if 0 <= sheet_number < len(mapping.sheets) else 0]
    columns = tuple(
        dataclasses.replace(
            column, role=_role(post.get(f"role_{column.index}"), column.role),
            technique=post.get(f"technique_{column.index}", column.technique).strip(),
        )
        for column in sheet.columns
    )  # fmt: skip
    header = _whole(post.get("header_row", ""), sheet.header_row + 1, "header_row") - 1
    first = sheet.first_row + header - sheet.header_row
    month = post.get("month", sheet.month).strip()
    changed = dataclasses.replace(
        sheet, columns=columns, header_row=header, first_row=max(first, header + 1), month=month
    )
    sheets = tuple(changed if one is sheet else one for one in mapping.sheets)
    how = How(post["how"]) if post.get("how") in list(How) else mapping.aggregation.how
    at_least = _whole(post.get("at_least", ""), mapping.aggregation.at_least, "at_least")
    result = dataclasses.replace(mapping, sheets=sheets, aggregation=Aggregation(how, at_least))
    for index in range(1000):
        if f"scale_{index}_technique" not in post:
            break
        result = result.with_scale(_scale(post, index))
    return result


def repair_from(value: str) -> tuple[str, int, int, str] | None:
    """A repair button's value as (sheet, row, column, text)."""
    parts = value.split(SEPARATOR)
    return (
        (parts[0], int(parts[1]), int(parts[2]), parts[3])
        if len(parts) == 4 and parts[1].isdigit() and parts[2].isdigit()
        else None
    )


def row_from(value: str) -> tuple[str, int] | None:
    """An untick button's value as (sheet, row)."""
    parts = value.split(SEPARATOR)
    return (parts[0], int(parts[1])) if len(parts) == 2 and parts[1].isdigit() else None


def _scale(post: Dict[str, str], index: int) -> Scale:
    name, kind = post[f"scale_{index}_technique"], post.get(f"scale_{index}_kind", Kind.POINTS)
    zero, full = (_number(post.get(f"scale_{index}_{end}", ""), f"scale_{index}_{end}") for end in ("zero", "full"))
    if kind not in list(Kind):
        kind = Kind.POINTS
    if kind in (Kind.POINTS, Kind.QUANTITY) and zero == full:
        raise Refused(_("The value worth 0 and the value worth 1000 must differ."), field=f"scale_{index}_full")
    return Scale(name, Kind(kind), zero, full, proposed=False)


def _role(word: str | None, default: Role) -> Role:
    return Role(word) if word in list(Role) else default


def _whole(text: str, default: int, field: str) -> int:
    if not text.strip():
        return default
    if not text.strip().isdigit() or int(text) < 1:
        raise Refused(_("“%(text)s” is not a whole number from 1.") % {"text": text}, field=field)
    return int(text)


def _number(text: str, field: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise Refused(_("“%(text)s” is not a number.") % {"text": text}, field=field) from None


def _reads(column: Column) -> str:
    return str(ROLE_NAMES[column.role])


def _scales(mapping: Mapping, techniques: list[str]) -> list[ScaleView]:
    names = list(dict.fromkeys([scale.technique for scale in mapping.scales] or techniques[:1]))
    views = []
    for index, name in enumerate(names[:60]):
        scale = mapping.scale(name)
        views.append(ScaleView(index, name, scale.kind.value, f"{scale.zero:g}", f"{scale.full:g}", scale.proposed))
    return views


def _error(number: int, error: RowError) -> ErrorView:
    repair = (
        SEPARATOR.join([error.sheet, str(error.row), str(error.column), error.repair])
        if error.repair and error.column >= 0
        else ""
    )
    return ErrorView(
        number, error.place, error.sheet, error.message, repair, error.repair or "",
        SEPARATOR.join([error.sheet, str(error.row)]),
    )  # fmt: skip
