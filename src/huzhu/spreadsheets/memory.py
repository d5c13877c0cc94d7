"""How a unit's workbooks were read before: next month nothing is asked again.

Roles of columns are remembered by header; scales and aggregation by the whole set of headers, so that a workbook of
another kind is not read by this one's anchors.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable
from typing import Any

from huzhu.rooms.skills.queries import TechniqueLine
from huzhu.spreadsheets.mapping import Kind, Mapping, Scale
from huzhu.spreadsheets.reading import Workbook
from huzhu.spreadsheets.recording import unmapped
from huzhu.spreadsheets.understanding import understand

SHAPES = 20


def recalled(book: Workbook, words: dict[str, Any] | None, catalogue: Iterable[TechniqueLine]) -> Mapping:
    """A first reading: as last time, else with the catalogue's anchors, else as proposed."""
    columns = {"columns": (words or {}).get("columns", {})}
    mapping = unmapped(book, understand(book, columns))
    if own := (words or {}).get("shapes", {}).get(shape(mapping)):
        return unmapped(book, understand(book, {**columns, **own}))
    return with_catalogue(mapping, catalogue)


def with_catalogue(mapping: Mapping, catalogue: Iterable[TechniqueLine]) -> Mapping:
    """The catalogue's anchors wherever a column has the technique's own measure and nobody has set others."""
    measures = mapping.measures()
    for line in catalogue:
        for name in {line.name_zh, line.name_en} & measures.keys():
            proposed = mapping.scale(name).proposed
            if proposed and line.worth_0 is not None and line.worth_1000 is not None and line.measure == measures[name]:
                mapping = mapping.with_scale(Scale(name, Kind.QUANTITY, line.worth_0, line.worth_1000, proposed=False))
    return mapping


def remembered(mapping: Mapping, before: dict[str, Any] | None) -> dict[str, Any]:
    """The words to keep: what was known and how this workbook was read."""
    old = before or {}
    settled = tuple(dataclasses.replace(scale, proposed=False) for scale in mapping.scales)
    new = dataclasses.replace(mapping, scales=settled).remembered()
    shapes = {**old.get("shapes", {})}
    shapes.pop(shape(mapping), None)
    shapes[shape(mapping)] = {key: value for key, value in new.items() if key != "columns"}
    return {"columns": {**old.get("columns", {}), **new["columns"]}, "shapes": dict(list(shapes.items())[-SHAPES:])}


def shape(mapping: Mapping) -> str:
    """A short word for the set of headers."""
    headers = sorted({column.header for sheet in mapping.sheets for column in sheet.columns})
    return hashlib.blake2b("\0".join(headers).encode(), digest_size=8).hexdigest()
