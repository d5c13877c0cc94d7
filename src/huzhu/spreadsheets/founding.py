"""What an export says of the house itself, so that it can be founded elsewhere: units, techniques, posts.

Whatever is known by its name stays as it is; only what is missing is founded.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from huzhu.base.access import Scope
from huzhu.base.people.actions.roll import found_post
from huzhu.base.people.models import Post
from huzhu.base.units.models import Unit
from huzhu.base.units.queries import UnitLine, subtree
from huzhu.rooms.contracts.queries.export import columns as contract_columns
from huzhu.rooms.skills.actions.catalogue import found_technique, found_trade, set_trade_of_post, set_wanted
from huzhu.rooms.skills.queries import DEFAULT_SCALE, Level, TechniqueLine, scale_of
from huzhu.rooms.skills.queries.export import post_columns, scale_columns, technique_columns
from huzhu.spreadsheets import cells
from huzhu.spreadsheets.cells import plain
from huzhu.spreadsheets.errors import RowError
from huzhu.spreadsheets.reading import Cell, Sheet, Workbook
from huzhu.spreadsheets.tree import NewUnit, Tree, levels, read_tree, tree_columns


def unit_columns() -> list[str]:
    return [_("unit number"), _("level of unit"), _("unit"), _("unit in English"), _("below unit number")]


HEADS: dict[str, Callable[[], list[str]]] = {
    "units": unit_columns, "techniques": technique_columns, "posts": post_columns, "contracts": contract_columns,
    "levels": scale_columns,
}  # fmt: skip
"""The sheets of our own export that list no people, by their heads."""


def kind_of(sheet: Sheet) -> str:
    """Which of our own sheets this is, in whatever language it was written; '' for any other."""
    head = tuple(plain(cell) for cell in sheet.rows[0]) if sheet.rows else ()
    own = (kind for known, kind in _heads().items() if head[: len(known)] == known)
    return next(own, "tree" if tree_columns(sheet) else "")


@functools.cache
def _heads() -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {tuple(map(plain, heads())): kind for kind, heads in HEADS.items()}
    return found


@dataclass(frozen=True)
class NewTechnique:
    """A technique to be founded in a trade; without a name only the trade is."""

    trade: str
    trade_en: str
    name: str
    name_en: str
    measure: str
    worth_0: float | None
    worth_1000: float | None


@dataclass(frozen=True)
class NewPost:
    """A post to be founded, with what it wants: (technique, score)."""

    name: str
    name_en: str
    trade: str
    wanted: tuple[tuple[str, int], ...]


@dataclass
class Founding(Tree):
    """What is missing here of what a file says."""

    techniques: list[NewTechnique] = field(default_factory=list)
    posts: list[NewPost] = field(default_factory=list)
    scale: list[Level] = field(default_factory=list)


def unit_rows(unit: UnitLine, lines: list[UnitLine]) -> list[list[Cell | None]]:
    """The units below one, each with its own number and that of the one above (none: the unit itself)."""
    english = dict(Unit.objects.filter(id__in=[line.id for line in lines]).values_list("id", "name_en"))
    below = [line for line in lines if line.id != unit.id]
    numbers: dict[str, int | None] = {unit.path: None} | {line.path: n for n, line in enumerate(below, start=1)}
    return [
        [numbers[line.path], line.level_name, line.name_zh, english[line.id], numbers[_above(line.path)]]
        for line in below
    ]


def missing(
    book: Workbook, unit: UnitLine, factory: UnitLine, techniques: list[TechniqueLine], trades: dict[int, str], by: Scope,
    *, builds: bool, off: Collection[tuple[str, int]] = (),
) -> Founding:  # fmt: skip
    """What the file's own sheets name and this unit and its catalogue do not have yet; a statement a sheet."""
    found = Founding(
        techniques=_techniques(book, techniques, trades), posts=_posts(book, factory.id), scale=_scale(book, unit.path)
    )
    rows = list(_rows(book, "units", 5))
    lines = (
        {(_above(line.path), line.level, plain(line.name_zh)): line for line in subtree(unit.path, by.day)}
        if rows
        else {}
    )
    at, paths = {"": unit.id}, {unit.id: unit.path}
    for sheet, row, (number, level, name, english, below) in rows:
        code, parent = levels().get(plain(level).lower()), at.get(plain(below))
        if not plain(name) or code is None or parent is None:
            continue
        known = lines.get((paths.get(parent, ""), code, plain(name)))
        if known:
            at[plain(number)] = known.id
            paths[known.id] = known.path
        elif builds:
            found.units.append(NewUnit(code, plain(name), plain(english), parent))
            at[plain(number)] = -len(found.units)
        else:
            found.errors.append(RowError(sheet, row, 2, "no-such-group", plain(name)))
    read_tree(book, unit, by, found, builds=builds, off=off)
    return found


def _techniques(book: Workbook, known: list[TechniqueLine], trades: dict[int, str]) -> list[NewTechnique]:
    here = {(plain(trades[line.trade_id]), plain(line.name_zh)) for line in known}
    here |= {(plain(name), "") for name in trades.values()}
    found = []
    for _sheet, _row, row in _rows(book, "techniques", 7):
        trade, trade_en, name, english, measure = map(plain, row[:5])
        if trade and (trade, name) not in here:
            low, high = _value(row[5]), _value(row[6])
            if low is None or high is None or low == high:
                low = high = None
            found.append(NewTechnique(trade, trade_en, name, english, measure[:20], low, high))
    return found


def _posts(book: Workbook, factory_id: int) -> list[NewPost]:
    posts: dict[str, list[list[Cell]]] = {}
    for _sheet, _row, cells_of_row in _rows(book, "posts", 5):
        posts.setdefault(plain(cells_of_row[0]), []).append(cells_of_row)
    if not posts:
        return []
    held = {plain(name) for name in Post.objects.filter(factory_id=factory_id).values_list("name", flat=True)} | {""}
    found = []
    for name, rows in posts.items():
        if name not in held:
            wanted = ((plain(row[3]), _value(row[4])) for row in rows)
            asked = tuple((what, int(score)) for what, score in wanted if what and score is not None)
            found.append(NewPost(name, plain(rows[0][1]), plain(rows[0][2]), asked))
    return found


def _scale(book: Workbook, path: str) -> list[Level]:
    """The file's own named levels, where nobody on the way up has levels of his own."""
    levels = []
    for _sheet, _row, (name, *cells_of_row) in _rows(book, "levels", 4):
        quarters, low, middle = (int(_value(cell) or 0) for cell in cells_of_row)
        levels.append(Level(quarters, plain(name)[:40], low, middle))
    return levels if levels and scale_of(path) is DEFAULT_SCALE else []


def level_words(book: Workbook) -> dict[str, int]:
    """{name of a level in this file: its middle}, for values that stand by their name."""
    found = ((plain(row[0]), _value(row[3])) for _sheet, _row, row in _rows(book, "levels", 4))
    return {name: int(middle) for name, middle in found if name and middle is not None}


def found_techniques(new: list[NewTechnique], unit_id: int, *, by: Scope, now: datetime) -> None:
    """Found trades and techniques in the catalogue of a unit."""
    for one in new:
        trade = found_trade(one.trade, unit_id=unit_id, name_en=one.trade_en, by=by, now=now)
        if one.name:
            found_technique(
                one.name, trade_id=trade, name_en=one.name_en, measure=one.measure, worth_0=one.worth_0,
                worth_1000=one.worth_1000, by=by, now=now,
            )  # fmt: skip


def found_posts(
    new: list[NewPost], factory_id: int, unit_id: int, techniques: dict[str, int], *, by: Scope, now: datetime
) -> None:
    """Found posts, each with its trade and what it wants."""
    for one in new:
        post = found_post(one.name, factory_id=factory_id, name_en=one.name_en, by=by, now=now)
        if one.trade:
            set_trade_of_post(post, found_trade(one.trade, unit_id=unit_id, by=by, now=now), by=by, now=now)
        for what, score in one.wanted:
            if what in techniques and 0 <= score <= 1000:
                set_wanted(post, techniques[what], score, by=by, now=now)


def _rows(book: Workbook, kind: str, width: int) -> Iterator[tuple[str, int, list[Cell]]]:
    """(sheet, row from 1, cells) of our own sheets of a kind."""
    for sheet in book.sheets:
        if kind_of(sheet) == kind:
            for number, row in enumerate(sheet.rows[1:], start=2):
                yield sheet.name, number, list(row[:width])


def _value(cell: Cell) -> float | None:
    read = cells.number(cell)
    return read if abs(read) < cells.LEVEL / 2 else None


def _above(path: str) -> str:
    """The path of the unit above; '/' of a root."""
    return path.rstrip("/").rpartition("/")[0] + "/"
