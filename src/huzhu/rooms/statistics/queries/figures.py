"""A unit's figures of contracts: every part with its share, every sum the sum of its parts (S110, S30, S31, Q18)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from huzhu.base.db import under
from huzhu.base.drawing.charts import share_bar
from huzhu.base.units.kinds import HOMES
from huzhu.base.units.models import Place
from huzhu.base.units.queries import UnitLine, line_of, lines_below, told_apart
from huzhu.engine.evidence import shares
from huzhu.rooms.contracts.queries.counting import (
    CONTENT_KIND,
    KIND,
    LEVEL,
    MODE,
    OCCUPATION,
    Apart,
    Counted,
    Tally,
    codes_of,
    word_of,
)  # fmt: skip

MOST_NAMED = 60
"""So many missing units are listed by name; how many more there are is said."""


@dataclass(frozen=True)
class Figure:
    """One class: recorded, signed and both, its percentage, and the query of the page that lists its records."""

    word: str
    count: Apart
    share: int
    opens: str

    @property
    def bar(self) -> SafeString:
        return share_bar(self.share)


@dataclass(frozen=True)
class Table:
    """Counts by one thing; `parts` sum to `total`, their shares to 100."""

    head: str
    parts: list[Figure]
    total: Apart


@dataclass(frozen=True)
class UnitFigure:
    """Contracts of one unit below, `share` of all in percent; `linked` in 100 of its signed ones were about a key problem
    current at signing (S20)."""

    uid: str
    name: str
    count: Apart
    share: int
    linked: int

    @property
    def bar(self) -> SafeString:
        return share_bar(self.share)


@dataclass(frozen=True)
class Figures:
    """Everything of the page. `units` below with contracts, `none_yet` the names of those without; `covered` home units, of
    which `missing` have no contract at all in the period."""

    total: Apart
    tables: list[Table]
    units: list[UnitFigure]
    none_yet: list[str]
    linked: int
    covered: int
    missing: list[str]
    more_missing: int


def figures_of_contracts(unit: UnitLine, since: date, until: date, day: date) -> Figures:
    """Counts of the contracts that the units at and below `unit` keep and that began in the period.

    A constant number of statements, whose answers do not grow with the contracts.
    """
    counted = Counted(unit.path, since, until, day)
    tallies, period = counted.tallies(), {"since": since.isoformat(), "until": until.isoformat()}
    total = _sum(_apart(one) for one in tallies)
    heads = {KIND: _("Type"), LEVEL: _("Between"), CONTENT_KIND: _("Content"), MODE: _("How it came about")}
    tables = [_table(head, by, _by(tallies, by), codes_of(by), period) for by, head in heads.items()]
    posts = _by([one for one in tallies if one.of_people], OCCUPATION)
    tables.append(
        _table(
            _("Occupation, between two people"),
            OCCUPATION,
            posts,
            sorted(posts, key=lambda name: (not name, name)),
            period,
        )
    )
    homes = Place.objects.on(day).filter(under(unit.path), unit__level__in=HOMES).count()
    without = counted.homes_without()
    named, count = without.order_by("path").select_related("unit")[:MOST_NAMED], without.count()
    missing = list(told_apart([line_of(place) for place in named]).values())
    units, none_yet = _units(unit, counted.by_unit(), day)
    return Figures(total, tables, units, none_yet, _percent(total), homes, missing, count - len(missing))


def _table(head: str, by: str, counts: dict[str, Apart], order: Sequence[str], period: dict[str, str]) -> Table:
    known = [code for code in order if code in counts] + sorted(set(counts) - set(order))
    parts = shares([counts[code].all for code in known])
    return Table(
        head,
        [
            Figure(word_of(by, code), counts[code], share, urlencode({"by": by, "code": code, **period}))
            for code, share in zip(known, parts, strict=True)
        ],
        _sum(counts.values()),
    )


def _by(tallies: list[Tally], by: str) -> dict[str, Apart]:
    counts: dict[str, Apart] = {}
    for one in tallies:
        code = getattr(one, by)
        counts[code] = counts.get(code, Apart()) + _apart(one)
    return counts


def _apart(one: Tally) -> Apart:
    return Apart(one.count, 0, one.to_key) if one.recorded else Apart(0, one.count, one.to_key)


def _sum(counts: Iterable[Apart]) -> Apart:
    return sum(counts, Apart())


def _percent(count: Apart) -> int:
    """Of the signed ones, how many in a hundred were about a key problem."""
    return shares([count.to_key, count.signed - count.to_key])[0]


def _units(unit: UnitLine, kept: dict[int, Apart], day: date) -> tuple[list[UnitFigure], list[str]]:
    """The units directly below that keep some, the unit itself and units that are no more among them, which sum to the
    total; and the names of those below that keep none."""
    below, counted_under = lines_below(unit, kept, day)
    counts: dict[int, Apart] = {}
    for keeper, line_id in counted_under.items():
        counts[line_id] = counts.get(line_id, Apart()) + kept[keeper]
    names = told_apart(below)
    shown = [line for line in below if line.id in counts]
    parts = shares([counts[line.id].all for line in shown])
    found = [
        UnitFigure(line.uid, names[line.id], counts[line.id], share, _percent(counts[line.id]))
        for line, share in zip(shown, parts, strict=True)
    ]
    return found, [names[line.id] for line in below if line.id not in counts]
