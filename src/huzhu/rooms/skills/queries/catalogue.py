"""Trades, techniques, scales and wanted levels, as others ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language

from huzhu.base.people.models import Post, Posting
from huzhu.base.units.queries import ids_of
from huzhu.rooms.skills.clauses import WANTED
from huzhu.rooms.skills.models import PostTrade, ScaleLevel, Technique, Trade, WantedLevel
from huzhu.rooms.skills.scores import DEFAULT_SCALE, Level, level_by_quarters, level_of

__all__ = ["DEFAULT_SCALE", "Level", "level_by_quarters", "level_of"]


def in_language(name: str, name_en: str) -> str:
    """A user's own vocabulary in the reader's language, as far as it was written."""
    return name_en if name_en and (get_language() or "").startswith("en") else name


@dataclass(frozen=True)
class TechniqueLine:
    """A technique as others see it. `name` in the reader's language; `measure` = unit of its quantity, '' if none."""

    id: int
    uid: str
    name: str
    trade_id: int
    trade: str
    unit_id: int
    measure: str = ""
    worth_0: float | None = None
    worth_1000: float | None = None
    name_zh: str = ""
    name_en: str = ""


def techniques_for(path: str, *, trade_ids: Iterable[int] | None = None) -> list[TechniqueLine]:
    """Techniques that the unit with `path` uses (its own and of units above), in the catalogue's order; one statement."""
    rows = Technique.objects.filter(unit_id__in=ids_of(path)).select_related("trade")
    if trade_ids is not None:
        rows = rows.filter(trade_id__in=list(trade_ids))
    return [technique_line(row) for row in rows.order_by("trade_id", "position", "id")]


def techniques(technique_ids: Iterable[int]) -> dict[int, TechniqueLine]:
    """Techniques by id, wherever they belong; one statement."""
    rows = Technique.objects.filter(id__in=set(technique_ids)).select_related("trade")
    return {row.id: technique_line(row) for row in rows}


def technique_by_uid(uid: str, path: str) -> TechniqueLine | None:
    """The technique with a public id, if the unit with `path` uses it."""
    row = Technique.objects.filter(uid=uid, unit_id__in=ids_of(path)).select_related("trade").first()
    return technique_line(row) if row else None


def trades_for(path: str, *, as_written: bool = False) -> list[tuple[int, str]]:
    """(id, name) of the trades that a unit uses, in the order in which they were founded; in the reader's language
    unless `as_written`."""
    rows = Trade.objects.filter(unit_id__in=ids_of(path)).order_by("id")
    return [(row.id, row.name if as_written else in_language(row.name, row.name_en)) for row in rows]


def trade_of(person_ids: Iterable[int], day: date) -> dict[int, int]:
    """{person: trade id} by each one's post on `day` (Q6); who has no post or no trade is missing. One statement."""
    rows = Posting.objects.on(day).filter(person_id__in=list(person_ids), post__trade_of_post__isnull=False)
    return dict(rows.values_list("person_id", "post__trade_of_post__trade_id"))


class Wanted(Mapping[tuple[int, int], int]):
    """{(person, technique): wanted score}; any key it was not told of gives the default 800 (Q4)."""

    def __init__(self, known: dict[tuple[int, int], int]) -> None:
        self.known = known

    def __getitem__(self, key: tuple[int, int]) -> int:
        return self.known.get(key, WANTED.default)

    def get(self, key: tuple[int, int], default: Any = None) -> int:
        return self[key]

    def __iter__(self) -> Any:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)


def wanted_for(person_ids: Iterable[int], day: date) -> Wanted:
    """What each one's post asks of each technique on `day`; 800 where it says nothing. Two statements."""
    posts = dict(Posting.objects.on(day).filter(person_id__in=list(person_ids)).values_list("person_id", "post_id"))
    asked: dict[int, list[tuple[int, int]]] = {}
    for post, technique, score in WantedLevel.objects.filter(post_id__in=set(posts.values())).values_list(
        "post_id", "technique_id", "score"
    ):
        asked.setdefault(post, []).append((technique, score))
    return Wanted(
        {(person, technique): score for person, post in posts.items() for technique, score in asked.get(post, ())}
    )


def scale_of(path: str) -> Sequence[Level]:
    """The named levels of the nearest unit on `path` that has its own, ascending; else the four of the house."""
    ids = ids_of(path)
    rows = list(ScaleLevel.objects.filter(unit_id__in=ids).order_by("low"))
    if not rows:
        return DEFAULT_SCALE
    nearest = max((row.unit_id for row in rows), key=ids.index)
    return tuple(
        Level(row.quarters, in_language(row.name, row.name_en), row.low, row.middle)
        for row in rows
        if row.unit_id == nearest
    )


def trade_of_posts(post_ids: Iterable[int]) -> dict[int, int]:
    """{post: trade id}; one statement."""
    return dict(PostTrade.objects.filter(post_id__in=list(post_ids)).values_list("post_id", "trade_id"))


def technique_line(row: Technique) -> TechniqueLine:
    return TechniqueLine(
        row.id, row.uid, in_language(row.name, row.name_en), row.trade_id, in_language(row.trade.name, row.trade.name_en),
        row.unit_id, row.measure, row.worth_0, row.worth_1000, row.name, row.name_en,
    )  # fmt: skip


@dataclass(frozen=True)
class Catalogue:
    """What a unit uses: trades with their techniques, posts of the factory, what posts want in words."""

    trades: list[tuple[str, list[TechniqueLine]]]
    techniques: list[TechniqueLine]
    posts: list[tuple[int, str]]
    wanted: list[tuple[str, str, str]]


def catalogue_of(path: str) -> Catalogue:
    """The catalogue of the unit with `path`, in the order in which it was founded; constant statements."""
    lines, scale = techniques_for(path), scale_of(path)
    by_trade: dict[int, list[TechniqueLine]] = {}
    for line in lines:
        by_trade.setdefault(line.trade_id, []).append(line)
    posts = Post.objects.filter(factory_id__in=ids_of(path)).order_by("name")
    wanted = WantedLevel.objects.filter(post__in=posts, technique_id__in=[line.id for line in lines]).select_related(
        "post", "technique"
    )
    return Catalogue(
        [(name, by_trade.get(key, [])) for key, name in trades_for(path)], lines,
        [(post.id, in_language(post.name, post.name_en)) for post in posts],
        [
            (in_language(row.post.name, row.post.name_en), in_language(row.technique.name, row.technique.name_en), str(level_of(row.score, scale).name))
            for row in wanted.order_by("post__name", "technique__position")
        ],
    )  # fmt: skip
