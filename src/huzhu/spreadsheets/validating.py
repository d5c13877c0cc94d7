"""The mapping applied to all rows: people, measurements and wishes, and every error with its place (issue A.4)."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .cells import LEVEL
from .errors import SHOWN, RowError
from .figures import Figured, figures_of
from .gathering import Gathered, Ints, Person, Values, gather
from .mapping import How, Kind, Mapping, Role, Scale
from .reading import Workbook

FEW_VALUES, FAR = 5, 3
MIDDLES = (100.0, 350.0, 650.0, 900.0)  # not yet, with help, alone, can teach (Q1)


@dataclass(frozen=True, eq=False)
class Measurements:
    """One row per measured score. person, technique: indices into `Understood`. score: 0-1000. month: year·12+month-1,
    -1 unknown. day: proleptic ordinal, 0 unknown. row: from 1, the last row that counted. tries: rows aggregated."""

    person: Ints
    technique: Ints
    score: Ints
    month: Ints
    day: Ints
    row: Ints
    tries: Ints

    def __len__(self) -> int:
        return len(self.person)


@dataclass(frozen=True)
class Wish:
    """person: index. technique: index, -1 for every technique of the person. role: WISH (both), LEARN or TEACH."""

    person: int
    technique: int
    role: Role
    sheet: str
    row: int


@dataclass(frozen=True)
class Understood:
    """All that a workbook says, and what is wrong in it; a cell with an error is not among the measurements."""

    people: list[Person]
    techniques: list[str]
    measurements: Measurements
    wishes: list[Wish]
    errors: list[RowError]
    rows: int
    vacant: int
    unticked: int
    empty: int
    repeated: int  # equal rows found twice, counted once
    few: int  # person and technique with fewer rows than the aggregation asks
    questions: list[RowError]  # values far from all others: saved as they are unless somebody says otherwise
    figures: list[Figured] = field(default_factory=list)  # plan and actual

    @property
    def shown(self) -> list[RowError]:
        """The first 200 errors, in the order of sheet and row."""
        return self.errors[:SHOWN]

    @property
    def bad_rows(self) -> set[tuple[str, int]]:
        """(sheet, row) that hold at least one error."""
        return {(error.sheet, error.row) for error in self.errors}


def validate(
    book: Workbook,
    mapping: Mapping,
    *,
    unticked: Collection[tuple[str, int]] = (),
    repairs: Dict[tuple[str, int, int], str] | None = None,
) -> Understood:
    """Read, judge and aggregate all rows. O(n log n), n cells that measure something.

    unticked: (sheet, row) left out. repairs: (sheet, row, 0-based column) -> text read instead of the cell's.
    """
    found = gather(book, mapping, unticked=unticked, repairs=repairs)
    figures = figures_of(book, mapping, found, unticked=unticked, repairs=repairs)
    parts = [part for part in (_scaled(part, found, mapping) for part in found.parts) if len(part.value)]
    measurements, repeated, few = _combined(parts, found, mapping)
    order = {sheet.name: i for i, sheet in enumerate(mapping.sheets)}
    found.errors.sort(key=lambda error: (order[error.sheet], error.row, error.column))
    return Understood(
        people=found.people,
        techniques=found.techniques,
        measurements=measurements,
        wishes=[Wish(*wish) for wish in dict.fromkeys(found.wishes)],
        errors=found.errors,
        rows=found.rows,
        vacant=found.vacant,
        unticked=found.unticked,
        empty=found.empty,
        repeated=repeated,
        few=few,
        questions=[*figures.questions, *(one for part in found.parts for one in _far_off(part, found, mapping))],
        figures=figures.rows,
    )


def _far_off(part: Values, found: Gathered, mapping: Mapping) -> list[RowError]:
    """Quantities, one per technique and end, that are three times the next one or a third of it; from 5 values on."""
    if mapping.aggregation.how != How.NONE or not len(part.value):
        return []
    order = np.lexsort((part.value, part.technique))
    technique, value = part.technique[order], part.value[order]
    begins = np.flatnonzero(np.r_[True, technique[1:] != technique[:-1]])
    errors = []
    for first, end in zip(begins.tolist(), [*begins[1:].tolist(), len(value)], strict=True):
        scale = mapping.scale(found.techniques[technique[first]])
        if end - first < FEW_VALUES or scale.kind != Kind.QUANTITY or value[end - 1] >= LEVEL / 2:
            continue
        for at, near in ((end - 1, end - 2), (first, first + 1)):
            high, low = max(value[at], value[near]), min(value[at], value[near])
            if low > 0 and high >= FAR * low:
                times = f"{value[at] / value[near]:.1g}"
                row = int(part.row[order[at]])
                errors.append(
                    RowError(part.sheet, row, part.column, "outlier", f"{value[at]:g}", None, (("times", times),))
                )
    return errors


def to_score(value: NDArray[np.float64]) -> Ints:
    """Clamped to 0-1000, halves up (Q1); a whisker forgives what binary fractions lose."""
    return np.floor(np.clip(value, 0, 1000) + 0.5 + 1e-9).astype(np.int64)


def _scaled(part: Values, found: Gathered, mapping: Mapping) -> Values:
    """The part in thousandths, not yet clamped or rounded; values its scale refuses become errors."""
    score = np.where(part.value >= LEVEL / 2, part.value - LEVEL, np.nan)
    good = part.value >= LEVEL / 2
    numbers = ~good
    techniques = np.unique(part.technique[numbers])
    share = mapping.aggregation.how == How.SHARE
    same = {mapping.scale(found.techniques[t]) for t in techniques.tolist()}
    groups = [(same.pop(), numbers)] if len(same) == 1 else [
        (mapping.scale(found.techniques[t]), numbers & (part.technique == t)) for t in techniques.tolist()
    ]  # fmt: skip
    for scale, here in groups:
        if share:
            scale = Scale("", Kind.QUANTITY, 0, 1)
        value, code = part.value, ""
        low, high = sorted((scale.zero, scale.full))
        if scale.kind == Kind.LEVELS:
            bad, code = here & ~np.isin(value, (1, 2, 3, 4)), "not-a-level"
            level = np.where(here & ~bad, value, 1).astype(int)
            score = np.where(here & ~bad, np.array(MIDDLES)[level - 1], score)
        else:
            if scale.kind == Kind.POINTS:
                bad, code = here & ((value < low) | (value > high)), "out-of-range"
            elif scale.zero > scale.full:
                bad, code = here & (value <= 0), "not-above-zero"
            else:
                bad = np.zeros(len(value), bool)
            zero, full = (0.0, 1.0) if scale.kind == Kind.STANDARD else (scale.zero, scale.full)
            if full != zero:
                score = np.where(here & ~bad, (value - zero) / (full - zero) * 1000, score)
        more = (("low", f"{low:g}"), ("high", f"{high:g}"))
        for at in np.flatnonzero(bad).tolist():
            text = f"{value[at]:g}"
            found.errors.append(RowError(part.sheet, int(part.row[at]), part.column, code, text, None, more))
        good |= here & ~bad
    good &= ~np.isnan(score)
    return Values(
        part.sheet, part.column, part.person[good], part.technique[good], part.month[good], part.day[good],
        part.row[good], score[good],
    )  # fmt: skip


def _combined(parts: list[Values], found: Gathered, mapping: Mapping) -> tuple[Measurements, int, int]:
    """One row per person, technique, month (and day, where nothing is aggregated); repeated rows, groups too small."""
    how, at_least = mapping.aggregation.how, mapping.aggregation.at_least
    if not parts:
        nothing = np.empty(0, np.int64)
        return Measurements(*[nothing] * 7), 0, 0
    names = ("person", "technique", "month", "day", "row", "value")
    person, technique, month, day, row, value = (np.concatenate([getattr(part, n) for part in parts]) for n in names)
    source = np.repeat(np.arange(len(parts)), [len(part.value) for part in parts])
    key = (person * max(1, len(found.techniques)) + technique) * (2**20) + month + 1
    when = day if how == How.NONE else np.zeros_like(day)
    if how == How.MEDIAN:
        order = np.lexsort((value, key))
    else:
        order = np.lexsort((np.arange(len(key)), day, key))
    key, when, value = key[order], when[order], value[order]
    begins = np.flatnonzero(np.r_[True, (key[1:] != key[:-1]) | (when[1:] != when[:-1])])
    count = np.diff(np.r_[begins, len(key)])
    repeated = 0
    if how == How.NONE:
        first = np.repeat(begins, count)
        again = np.arange(len(key)) != first
        differs = again & (value != value[first])
        repeated = int((again & ~differs).sum())
        for at in np.flatnonzero(differs).tolist():
            part = parts[source[order[at]]]
            other = f"{to_score(value[first[at]]) / 10:g}"
            more = (("row", str(row[order[first[at]]])), ("other", other))
            text = found.techniques[technique[order[at]]]
            found.errors.append(RowError(part.sheet, int(row[order[at]]), part.column, "differs", text, None, more))
        result = value[begins]
    elif how == How.MEDIAN:
        low, high = begins + (count - 1) // 2, begins + count // 2
        result = (value[low] + value[high]) / 2
    elif how == How.LAST:
        result = value[begins + count - 1]
    else:
        result = np.add.reduceat(value, begins) / count
    last = np.maximum.reduceat(day[order], begins)
    last_row = np.maximum.reduceat(row[order], begins)
    keep = count >= at_least if how != How.NONE else np.ones(len(begins), bool)
    at = order[begins][keep]
    return (
        Measurements(
            person[at], technique[at], to_score(result[keep]), month[at], last[keep], last_row[keep], count[keep]
        ),
        repeated,
        int((~keep).sum()),
    )
