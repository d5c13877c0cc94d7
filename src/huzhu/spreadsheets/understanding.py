"""A first reading of a workbook: header row, columns, month, cross table or long list, anchors; the user may change all."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import cells
from .cells import LEVEL, plain
from .gathering import gather
from .headers import anchors_in, counted_in, less_is_better, plan_role_of, role_of, split_unit
from .mapping import Aggregation, Column, How, Kind, Mapping, Only, Role, Scale, SheetMapping, spelled
from .reading import Cell, Sheet, Workbook

HEADER_WITHIN = 30  # rows
LOOKED_AT = 400  # data rows
PEOPLE = (Role.NUMBER, Role.NAME, Role.PLAN, Role.ACTUAL)
"""A sheet without any of these says nothing of people or groups."""
PARTY = (Role.NUMBER, Role.NAME, Role.GROUP, Role.WORKSHOP, Role.DATE, Role.MONTH, Role.INDICATOR)


def understand(book: Workbook, remembered: dict[str, Any] | None = None) -> Mapping:
    """Propose a mapping. remembered: what `Mapping.remembered` gave, or any part of it; it wins over the proposal.

    Keys of `remembered`: columns {header: {role, technique, unit} or role}, scales, aggregation, key, only, factor.
    Raises ValueError for words that are none of its own.
    """
    given = remembered or {}
    try:
        columns = {
            plain(k): {"role": v} if isinstance(v, str) else dict(v) for k, v in given.get("columns", {}).items()
        }
        layouts = tuple(_layout(sheet, book.name, columns) for sheet in book.sheets)
        if any(_has(layout, *PEOPLE) for layout in layouts):
            layouts = tuple(layout for layout in layouts if _has(layout, *PEOPLE))
        mapping = Mapping(
            layouts,
            aggregation=_aggregation(book, layouts),
            key=(Role.NUMBER,) if any(_has(layout, Role.NUMBER) for layout in layouts) else (Role.NAME,),
        )
        if "aggregation" in given:
            asked = given["aggregation"]
            mapping = dataclasses.replace(
                mapping, aggregation=Aggregation(How(asked["how"]), int(asked.get("at_least", 1)))
            )
        if "key" in given:
            mapping = dataclasses.replace(mapping, key=tuple(map(Role, given["key"])))
        if "only" in given:
            only = tuple(Only(o["header"], tuple(map(str, o["texts"]))) for o in given["only"])
            mapping = dataclasses.replace(mapping, only=only)
        mapping = dataclasses.replace(mapping, factor=float(given.get("factor", 1.0)))
        mapping = with_days(book, mapping, str(given.get("days", "")), str(given.get("indicator", "")))
        mapping = dataclasses.replace(mapping, spelled=spelled(given.get("spelled", ())))
        own = [Scale(**{"proposed": False, **s, "kind": Kind(s["kind"])}) for s in given.get("scales", [])]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a mapping: {error!r}") from error
    if not any(scale.technique == "" for scale in own):
        mapping = dataclasses.replace(mapping, scales=propose_scales(book, mapping))
    for scale in own:
        mapping = mapping.with_scale(scale)
    return mapping


def _has(layout: SheetMapping, *roles: Role) -> bool:
    return any(column.role in roles for column in layout.columns)


def with_header(book: Workbook, mapping: Mapping, name: str, row: int) -> Mapping:
    """The mapping with another header row (0-based) of a sheet; its columns are proposed anew."""
    sheet = book.sheet(name)
    if sheet is None or not 0 <= row < len(sheet.rows):
        return mapping
    layouts = tuple(_layout(sheet, book.name, {}, row) if old.name == name else old for old in mapping.sheets)
    key = (Role.NUMBER,) if any(_has(layout, Role.NUMBER) for layout in layouts) else (Role.NAME,)
    return with_scales(book, dataclasses.replace(mapping, sheets=layouts, key=key))


def with_scales(book: Workbook, mapping: Mapping) -> Mapping:
    """The mapping with proposals instead of whatever scale nobody has set yet."""
    own = tuple(scale for scale in mapping.scales if not scale.proposed)
    if any(scale.technique == "" for scale in own):
        return mapping
    known = {scale.technique for scale in own}
    proposed = propose_scales(book, dataclasses.replace(mapping, scales=own))
    return dataclasses.replace(mapping, scales=(*own, *(scale for scale in proposed if scale.technique not in known)))


def _layout(sheet: Sheet, book_name: str, given: dict[str, dict[str, Any]], top: int | None = None) -> SheetMapping:
    top = _header_row(sheet, given) if top is None else top
    bottom = _header_end(sheet, top)
    columns = [_column(i, _header_text(sheet, i, top, bottom), given) for i in range(sheet.width)]
    body = sheet.rows[bottom + 1 : bottom + 1 + LOOKED_AT]
    roles = {column.role for column, _known in columns}
    is_list = Role.TECHNIQUE in roles and Role.VALUE in roles
    final = []
    for column, known in columns:
        open_ = not known or (column.role == Role.VALUE and column.header not in given)
        if open_ and not is_list and column.header and _measures([row[column.index] for row in body]):
            technique, unit = split_unit(column.header)
            column = dataclasses.replace(column, role=Role.MEASURE, technique=technique, unit=unit)
        elif column.role == Role.VALUE:
            column = dataclasses.replace(column, unit=column.unit or split_unit(column.header)[1])
        if column.role == Role.MEASURE and not column.technique:
            technique, unit = split_unit(column.header)
            column = dataclasses.replace(column, technique=technique, unit=column.unit or unit)
        final.append(column)
    if is_list:
        final = _one_value(final)
    elif Role.MEASURE not in {column.role for column, _known in columns}:
        final = _planned(columns, given) or final
    above = " ".join(plain(cell) for row in sheet.rows[:top] for cell in dict.fromkeys(row))
    found = next((m for text in (sheet.name, above, book_name) if (m := cells.month_in(text)) >= 0), cells.NO_MONTH)
    return SheetMapping(sheet.name, top, bottom + 1, tuple(final), cells.month_text(found))


def _planned(columns: list[tuple[Column, bool]], given: dict[str, dict[str, Any]]) -> list[Column]:
    """The columns of a sheet of plan and actual, every other one left out; [] where it has not one of each."""
    final, held = [], set()
    for column, _known in columns:
        role = column.role if column.header in given else plan_role_of(column.header) or column.role
        once = role in held and role in (Role.PLAN, Role.ACTUAL, Role.DATE, Role.MONTH)
        held |= {role}
        role = role if role in (*PARTY, Role.PLAN, Role.ACTUAL) and not once else Role.IGNORE
        final.append(Column(column.index, column.header, role))
    return final if {Role.PLAN, Role.ACTUAL} <= held else []


def with_days(book: Workbook, mapping: Mapping, days: str = "", indicator: str = "") -> Mapping:
    """The mapping with a proposal of how days of plan and actual are written and what is counted, unless given."""
    for layout in (layout for layout in mapping.sheets if layout.planned):
        sheet = book.sheet(layout.name)
        rows = sheet.rows[layout.first_row :] if sheet else []
        for column in layout.of(Role.DATE):
            days = days or cells.day_order(row[column.index] for row in rows)
        for column in layout.of(Role.ACTUAL):
            indicator = indicator or counted_in(column.header) or layout.name
    return dataclasses.replace(mapping, days=days, indicator=indicator)


def _column(index: int, header: str, given: dict[str, dict[str, Any]]) -> tuple[Column, bool]:
    """The column and whether its header is known."""
    if header in given:
        own = given[header]
        return Column(index, header, Role(own["role"]), own.get("technique", ""), own.get("unit", "")), True
    role = role_of(header)
    return Column(index, header, role or Role.IGNORE), role is not None


def _header_row(sheet: Sheet, given: dict[str, dict[str, Any]]) -> int:
    """The row with most known headers; without any, the first with two different texts."""
    best, most = -1, 0
    first_text = -1
    for i, row in enumerate(sheet.rows[:HEADER_WITHIN]):
        words = {plain(cell) for cell in row if isinstance(cell, str) and cell}
        if len(words) >= 2 and first_text < 0:
            first_text = i
        known = sum(1 for word in words if word in given or role_of(word) is not None)
        if known > most and (len(words) >= 2 or sheet.width == 1):
            best, most = i, known
    return best if best >= 0 else max(first_text, 0)


def _header_end(sheet: Sheet, top: int) -> int:
    """The last row of a header whose cells are merged downward."""
    return max([top] + [end for start, _left, end, _right in sheet.merged if start == top and end - top < 4])


def _header_text(sheet: Sheet, column: int, top: int, bottom: int) -> str:
    """The lowest text in the header's rows."""
    return next((text for row in range(bottom, top - 1, -1) if (text := plain(sheet.rows[row][column]))), "")


def _measures(values: Sequence[Cell]) -> bool:
    """Do most filled cells hold a number or a named level, or something like one ('约35'), and some really do?"""
    filled = [(cells.number(value), value) for value in values if value != ""]
    filled = [(read, value) for read, value in filled if not np.isnan(read)]
    good = sum(1 for read, _value in filled if np.isfinite(read))
    nearly = sum(1 for read, value in filled if not np.isfinite(read) and cells.repair_number(plain(value)))
    return good > 0 and good + nearly >= 0.6 * len(filled)


def _one_value(columns: list[Column]) -> list[Column]:
    """Of several columns that may hold the value, the quantity beside a standard or else the first is read."""
    values = [column for column in columns if column.role == Role.VALUE]
    if len(values) < 2:
        return columns
    kept = values[0].index
    return [
        dataclasses.replace(c, role=Role.IGNORE) if c.role == Role.VALUE and c.index != kept else c for c in columns
    ]


def _aggregation(book: Workbook, layouts: tuple[SheetMapping, ...]) -> Aggregation:
    """'Share correct, at least 10 tries' where a long list's value is only ever right or wrong."""
    for layout in layouts:
        sheet = book.sheet(layout.name)
        if sheet is None or layout.cross:
            continue
        for column in layout.of(Role.VALUE):
            head = {plain(row[column.index]).lower() for row in sheet.rows[layout.first_row :][:LOOKED_AT]} - {""}
            if len(head) == 2 and all(cells.yes_no(text) in (0, 1) for text in head):
                return Aggregation(How.SHARE, 10)
    return Aggregation()


def propose_scales(book: Workbook, mapping: Mapping) -> tuple[Scale, ...]:
    """Anchors for every technique with plain numbers (Q1): 3 × the best quarter's median and that median for times,
    0 and it for other quantities, the row's own standard where there is a column of it, else the points of a score."""
    if mapping.aggregation.how == How.SHARE:
        return (Scale("", Kind.QUANTITY, 0, 1),)
    if any(layout.of(Role.STANDARD) for layout in mapping.sheets):
        return (Scale("", Kind.STANDARD, 0, 1),)
    found = gather(book, mapping)
    if not found.parts:
        return ()
    person, technique, value = (
        np.concatenate([getattr(part, name) for part in found.parts]) for name in ("person", "technique", "value")
    )
    units = {c.technique: c.unit for layout in mapping.sheets for c in layout.of(Role.MEASURE)}
    common = next((c.unit or c.header for layout in mapping.sheets for c in layout.of(Role.VALUE)), "")
    unit_all = common if any(c.unit for layout in mapping.sheets for c in layout.of(Role.VALUE)) else common.lower()
    plain_number = value < LEVEL / 2
    scales = []
    for t, name in enumerate(found.techniques):
        here = plain_number & (technique == t)
        if here.any():
            scales.append(
                _propose(name, units.get(name, unit_all), person[here], value[here], mapping.aggregation.at_least)
            )
    bare = {dataclasses.replace(scale, technique="") for scale in scales}
    return tuple(bare) if len(bare) == 1 else tuple(scales)


def _propose(technique: str, unit: str, person: NDArray[np.int64], value: NDArray[np.float64], tries: int) -> Scale:
    if anchors := anchors_in(unit):
        return Scale(technique, Kind.POINTS, *anchors)
    if less_is_better(unit):
        best = _best_quarter(person, value, tries, least=True)
        return Scale(technique, Kind.QUANTITY, 3 * best, best)
    top = float(value.max())
    if unit in ("", "分", "%") or role_of(unit) == Role.VALUE:
        if len(value) >= 8 and np.isin(value, (1, 2, 3, 4)).all() and value.min() < value.max():
            return Scale(technique, Kind.LEVELS, 0, 0)
        for limit in (1.0, 100.0, 1000.0):
            if top <= limit and value.min() >= 0 and not (limit == 1 and np.isin(value, (0, 1)).all()):
                return Scale(technique, Kind.POINTS, 0, limit)
    return Scale(technique, Kind.QUANTITY, 0, _best_quarter(person, value, tries, least=False))


def _best_quarter(person: NDArray[np.int64], value: NDArray[np.float64], tries: int, *, least: bool) -> float:
    """Median over the best quarter of people (at least one) with so many tries, each taken at his own median."""
    order = np.lexsort((value, person))
    person, value = person[order], value[order]
    begins = np.flatnonzero(np.r_[True, person[1:] != person[:-1]])
    count = np.diff(np.r_[begins, len(person)])
    own = (value[begins + (count - 1) // 2] + value[begins + count // 2]) / 2
    own = np.sort(own[count >= tries] if (count >= tries).any() else own)
    quarter = max(1, -(-len(own) // 4))
    return float(np.median(own[:quarter] if least else own[-quarter:]))


@dataclass(frozen=True)
class SampleRow:
    """A row as the user sees it (from 1), every cell as text, and its score by column where it measures something."""

    row: int
    texts: tuple[str, ...]
    scores: tuple[tuple[int, int], ...]  # (0-based column, 0-1000)


def sample(book: Workbook, mapping: Mapping, sheet_name: str, rows: int = 10) -> list[SampleRow]:
    """The first rows of a sheet as they would be understood."""
    from .validating import validate

    sheet, layout = book.sheet(sheet_name), next(s for s in mapping.sheets if s.name == sheet_name)
    if sheet is None:
        return []
    some = Sheet(sheet.name, sheet.rows[: layout.first_row + rows], sheet.merged)
    single = dataclasses.replace(mapping, sheets=(layout,), aggregation=Aggregation())
    found = validate(Workbook(book.name, [some]), single)
    scores: dict[int, list[tuple[int, int]]] = {}
    column_of = {c.technique or c.header: c.index for c in layout.of(Role.MEASURE)}
    value_column = next((c.index for c in layout.of(Role.VALUE)), -1)
    m = found.measurements
    for technique, row, score in zip(m.technique.tolist(), m.row.tolist(), m.score.tolist(), strict=True):
        scores.setdefault(row, []).append((column_of.get(found.techniques[technique], value_column), score))
    return [
        SampleRow(i + 1, tuple(map(plain, sheet.rows[i])), tuple(sorted(scores.get(i + 1, []))))
        for i in range(layout.first_row, min(layout.first_row + rows, len(sheet.rows)))
    ]
