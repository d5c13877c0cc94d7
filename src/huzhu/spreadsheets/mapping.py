"""How a workbook is to be read: a value that the mapping page shows, changes and remembers per unit."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """What a column is read as."""

    IGNORE = "ignore"
    NUMBER = "number"
    NAME = "name"
    GROUP = "group"
    WORKSHOP = "workshop"
    POST = "post"
    TRADE = "trade"
    HIRED = "hired"
    TECHNIQUE = "technique"  # long list: names the technique; several are joined by a space
    VALUE = "value"  # long list: score, level or quantity
    START = "start"  # long list: taken from VALUE before anything else
    STANDARD = "standard"  # long list: the value worth 1000 in this row
    MONTH = "month"
    DATE = "date"
    WISH = "wish"  # yes: asks where there is a gap, offers where there is a strength
    LEARN = "learn"  # yes, or names of techniques
    TEACH = "teach"
    MEASURE = "measure"  # cross table: this column is one technique
    INDICATOR = "indicator"  # plan and actual: what is counted
    PLAN = "plan"
    ACTUAL = "actual"


ROLE_NAMES = {
    Role.IGNORE: _("not imported"),
    Role.NUMBER: _("roll number"),
    Role.NAME: _("name"),
    Role.GROUP: _("group"),
    Role.WORKSHOP: _("workshop"),
    Role.POST: _("post"),
    Role.TRADE: _("trade"),
    Role.HIRED: _("hire date"),
    Role.TECHNIQUE: _("technique"),
    Role.VALUE: _("score, level or quantity"),
    Role.START: _("start (taken from the value)"),
    Role.STANDARD: _("standard of the row"),
    Role.MONTH: _("month"),
    Role.DATE: _("date"),
    Role.WISH: _("wishes to take part"),
    Role.LEARN: _("wants to learn"),
    Role.TEACH: _("willing to teach"),
    Role.MEASURE: _("one technique per column"),
    Role.INDICATOR: _("what is counted"),
    Role.PLAN: _("plan"),
    Role.ACTUAL: _("actual"),
}


class Kind(StrEnum):
    """How a number becomes a score; a named level always does by itself (Q1)."""

    POINTS = "points"  # between two anchors; outside them it is an error
    QUANTITY = "quantity"  # between two anchors, clamped; may descend
    LEVELS = "levels"  # 1 not yet, 2 with help, 3 alone, 4 can teach
    STANDARD = "standard"  # 0 and the row's own standard, clamped


class How(StrEnum):
    """What many rows of one person, technique and month become."""

    NONE = "none"  # a second, different value is an error
    SHARE = "share"  # share correct: every value is 0 or 1
    MEDIAN = "median"
    MEAN = "mean"
    LAST = "last"


@dataclass(frozen=True)
class Column:
    """One column, 0-based; technique and unit only for MEASURE."""

    index: int
    header: str
    role: Role = Role.IGNORE
    technique: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Scale:
    """The two anchors of a technique ('' = every technique without its own): `zero` is worth 0, `full` 1000 (Q1)."""

    technique: str
    kind: Kind
    zero: float = 0.0
    full: float = 100.0
    proposed: bool = True


@dataclass(frozen=True)
class Aggregation:
    """Many rows into one, from `at_least` of them on."""

    how: How = How.NONE
    at_least: int = 1


@dataclass(frozen=True)
class Only:
    """Rows are read only where the column of this header holds one of these texts."""

    header: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class SheetMapping:
    """One sheet: 0-based header row, 0-based first data row, columns, month 'YYYY-MM' or ''."""

    name: str
    header_row: int
    first_row: int
    columns: tuple[Column, ...]
    month: str = ""

    def of(self, role: Role) -> list[Column]:
        """The columns of a role, left to right."""
        return [column for column in self.columns if column.role == role]

    @property
    def planned(self) -> bool:
        """Plan and actual of people or groups, not what people can do."""
        return any(column.role in (Role.PLAN, Role.ACTUAL) for column in self.columns)

    @property
    def cross(self) -> bool:
        """Persons × techniques; else a long list."""
        return any(column.role == Role.MEASURE for column in self.columns)


@dataclass(frozen=True)
class Mapping:
    """How every sheet is read. key: what tells people apart. factor: value = (VALUE - START) · factor.

    Of plan and actual: days = '' year first, 'mdy' or 'dmy'; indicator = what is counted where no column says so;
    spelled = (as written, as meant) of names of units.
    """

    sheets: tuple[SheetMapping, ...]
    scales: tuple[Scale, ...] = ()
    aggregation: Aggregation = Aggregation()
    key: tuple[Role, ...] = (Role.NUMBER,)
    only: tuple[Only, ...] = ()
    factor: float = 1.0
    days: str = ""
    indicator: str = ""
    spelled: tuple[tuple[str, str], ...] = ()

    def scale(self, technique: str) -> Scale:
        """The technique's own scale, else the common one, else 0 to 100 points."""
        found = {scale.technique: scale for scale in self.scales}
        return found.get(technique) or found.get("") or Scale("", Kind.POINTS)

    def measures(self) -> dict[str, str]:
        """The unit of each technique that has a column of its own."""
        return {c.technique or c.header: c.unit for sheet in self.sheets for c in sheet.of(Role.MEASURE)}

    def as_json(self) -> dict[str, Any]:
        """Plain lists, texts and numbers; `from_json` gives the same mapping back."""
        return _plain(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Raises KeyError, TypeError or ValueError for what `as_json` did not write."""
        return cls(
            sheets=tuple(
                SheetMapping(
                    **{**sheet, "columns": tuple(Column(**{**c, "role": Role(c["role"])}) for c in sheet["columns"])}
                )
                for sheet in data["sheets"]
            ),
            scales=tuple(Scale(**{**scale, "kind": Kind(scale["kind"])}) for scale in data["scales"]),
            aggregation=Aggregation(How(data["aggregation"]["how"]), int(data["aggregation"]["at_least"])),
            key=tuple(map(Role, data["key"])),
            only=tuple(Only(only["header"], tuple(only["texts"])) for only in data["only"]),
            factor=float(data["factor"]),
            days=str(data.get("days", "")),
            indicator=str(data.get("indicator", "")),
            spelled=spelled(data.get("spelled", ())),
        )

    def remembered(self) -> dict[str, Any]:
        """What next month's file needs, by header instead of position: `understand(book, remembered=…)` takes it."""
        columns = {c.header: _plain(dataclasses.asdict(c)) for sheet in self.sheets for c in sheet.columns if c.header}
        for column in columns.values():
            del column["index"], column["header"]
        return {"columns": columns} | {k: v for k, v in self.as_json().items() if k not in ("sheets",)}

    def with_scale(self, scale: Scale) -> Self:
        """The mapping with this technique's scale."""
        others = tuple(old for old in self.scales if old.technique != scale.technique)
        return dataclasses.replace(self, scales=(*others, scale))


def spelled(given: Any) -> tuple[tuple[str, str], ...]:
    """Pairs (as written, as meant), of such pairs or of a dictionary."""
    pairs = given.items() if isinstance(given, dict) else given
    return tuple((str(written), str(meant)) for written, meant in pairs)


def _plain(value: Any) -> Any:
    """Dataclass dicts with enums as texts and tuples as lists."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, StrEnum) else value
