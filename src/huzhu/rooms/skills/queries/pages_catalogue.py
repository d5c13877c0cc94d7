"""What the pages of the catalogue show: a unit's techniques, one technique, mapping, what posts ask for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from huzhu.base.people.models import Post
from huzhu.base.units.queries import UnitLine, names
from huzhu.rooms.skills.alike import Ground, Name, proposals
from huzhu.rooms.skills.models import LocalName, PostTrade, Prerequisite, Technique, WantedLevel
from huzhu.rooms.skills.queries.catalogue import (
    TechniqueLine,
    in_language,
    scale_of,
    techniques,
    techniques_for,
    trades_for,
)
from huzhu.rooms.skills.queries.merged import crossing
from huzhu.rooms.skills.scores import level_of


@dataclass(frozen=True)
class Catalogue:
    """What a unit uses: its trades with their techniques in order, and the names of the units that own them."""

    trades: list[tuple[str, list[tuple[TechniqueLine, str]]]]
    techniques: list[TechniqueLine]


def catalogue_of(unit: UnitLine) -> Catalogue:
    """Trades with (technique, owner's name, '' where it is the unit's own), retired ones too; constant statements."""
    lines = techniques_for(unit.path)
    owners = names({line.unit_id for line in lines} - {unit.id})
    by_trade: dict[int, list[tuple[TechniqueLine, str]]] = defaultdict(list)
    for line in lines:
        by_trade[line.trade_id].append((line, owners.get(line.unit_id, "")))
    return Catalogue([(name, by_trade[key]) for key, name in trades_for(unit.path)], lines)


@dataclass(frozen=True)
class Need:
    """One technique that should come first, up to a named level."""

    technique: TechniqueLine
    level: str


@dataclass(frozen=True)
class TechniquePage:
    """One technique as a unit uses it. `merged`: names of what is read under it. `common`: by what it crosses factories."""

    line: TechniqueLine
    owner: str
    local: str
    needs: list[Need]
    merged: list[str]
    common: TechniqueLine | None
    others: list[TechniqueLine]


def technique_page(line: TechniqueLine, unit: UnitLine) -> TechniquePage:
    """`others`: what the unit uses besides, to choose from; constant statements."""
    scale, used = scale_of(unit.path), {other.id: other for other in techniques_for(unit.path)}
    local = LocalName.objects.filter(unit_id=unit.id, technique_id=line.id).values_list("name", flat=True).first()
    merged = Technique.objects.filter(same_as=line.id).order_by("id")
    needs = Prerequisite.objects.filter(technique=line.id).order_by("id").values_list("needs_id", "score")
    return TechniquePage(
        line, names({line.unit_id})[line.unit_id], local or "",
        [Need(used[one], str(level_of(score, scale).name)) for one, score in needs if one in used],
        [in_language(row.name, row.name_en) for row in merged],
        techniques([line.common], unit.path).get(line.common) if line.common else None,
        [other for other in used.values() if other.id != line.id],
    )  # fmt: skip


@dataclass(frozen=True)
class Likely:
    """A common technique that may be meant, with the reason in a word."""

    technique: TechniqueLine
    trade: str
    unit: str
    ground: str


@dataclass(frozen=True)
class MapRow:
    """A technique of the unit: its common one or what it may be. `stays`: factories have met by it."""

    line: TechniqueLine
    common: TechniqueLine | None
    likely: list[Likely]
    stays: bool


@dataclass(frozen=True)
class MapPage:
    """`above`: every technique of the units above, to choose from where no proposal fits."""

    rows: list[MapRow]
    above: list[TechniqueLine]

    @property
    def mapped(self) -> int:
        return sum(row.common is not None for row in self.rows)


def map_page(unit: UnitLine) -> MapPage:
    """The unit's own techniques, unmapped first, with at most four proposals each; constant statements."""
    used = techniques_for(unit.path)
    own = [line for line in used if line.unit_id == unit.id]
    above = {line.id: line for line in used if line.unit_id != unit.id and line.common is None}
    likely = proposals([_name(line) for line in own if line.common is None], [_name(line) for line in above.values()])
    common = techniques([line.common for line in own if line.common], unit.path)
    units, stay = names({line.unit_id for line in above.values()}), crossing([line.id for line in own if line.common])
    rows = [
        MapRow(
            line, common.get(line.common or 0),
            [
                Likely(above[one.key], above[one.key].trade, units[above[one.key].unit_id], ground_words(one.ground))
                for one in likely.get(line.id, ())
            ],
            line.id in stay,
        )
        for line in own
    ]  # fmt: skip
    return MapPage(sorted(rows, key=lambda row: row.common is not None), list(above.values()))


def ground_words(ground: Ground) -> str:
    return {
        "spelling": _("same name"), "sound": _("sounds the same"), "english": _("same in English"), "similar": _("similar"),
    }[ground]  # fmt: skip


def _name(line: TechniqueLine) -> Name:
    return Name(line.id, line.name_zh, line.name_en)


@dataclass(frozen=True)
class WantedTable:
    """Of each trade: its posts, and per technique what each of them asks for (score, None = 800 as everywhere)."""

    trades: list[tuple[str, list[tuple[int, str]], list[tuple[TechniqueLine, list[tuple[int, int | None]]]]]]

    @property
    def cells(self) -> dict[tuple[int, int], int | None]:
        return {
            (post, line.id): score
            for _trade, _posts, lines in self.trades
            for line, cells in lines
            for post, score in cells
        }


def wanted_table(factory: UnitLine, day: date) -> WantedTable:
    """Post × technique of a factory, by trade; posts without a trade are left out. Constant statements."""
    of_trade: dict[int, list[tuple[int, str]]] = defaultdict(list)
    posts = Post.objects.filter(factory_id=factory.id).order_by("name")
    trades = dict(PostTrade.objects.filter(post__factory_id=factory.id).values_list("post_id", "trade_id"))
    for post in posts:
        if post.id in trades:
            of_trade[trades[post.id]].append((post.id, in_language(post.name, post.name_en)))
    asked = {
        (post, technique): score
        for post, technique, score in WantedLevel.objects.filter(post__factory_id=factory.id).values_list(
            "post_id", "technique_id", "score"
        )
    }
    lines = techniques_for(factory.path, trade_ids=of_trade, on=day)
    return WantedTable(
        [
            (
                name, of_trade[trade],
                [
                    (line, [(post, asked.get((post, line.id))) for post, _name in of_trade[trade]])
                    for line in lines if line.trade_id == trade
                ],
            )
            for trade, name in trades_for(factory.path)
            if of_trade.get(trade)
        ]
    )  # fmt: skip
