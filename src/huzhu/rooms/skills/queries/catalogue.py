"""Trades, techniques, scales and wanted levels, as others ask for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat, StrIndex
from django.utils.translation import get_language

from huzhu.base.db import compiled
from huzhu.base.people.models import Posting
from huzhu.base.units.queries import ids_of
from huzhu.rooms.skills.clauses import WANTED
from huzhu.rooms.skills.models import LocalName, PostTrade, ScaleLevel, Technique, Trade, WantedLevel
from huzhu.rooms.skills.scores import DEFAULT_SCALE, Level, level_by_quarters, level_of

__all__ = ["DEFAULT_SCALE", "Level", "level_by_quarters", "level_of"]


def in_language(name: str, name_en: str) -> str:
    """A user's own vocabulary in the reader's language, as far as it was written."""
    return name_en if name_en and (get_language() or "").startswith("en") else name


@dataclass(frozen=True)
class TechniqueLine:
    """A technique as others see it. `measure` = unit of its quantity, '' if none.

    `name`: what the reader's unit calls it, else in the reader's language; `common_name`: its own name beside a local
    one, else ''. `name_zh`, `name_en`: as its owner wrote them. `common`: the id it has between factories, if mapped.
    """

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
    common_name: str = ""
    common: int | None = None
    retired: date | None = None


def techniques_for(path: str, *, trade_ids: Iterable[int] | None = None, on: date | None = None) -> list[TechniqueLine]:
    """Techniques that the unit with `path` uses (its own and of units above), in the catalogue's order; one statement.

    Those merged into another are left out; with `on` those retired by that day too, as where something is chosen anew.
    """
    units, on = ids_of(path), on or date.min
    rows = _used(units, path, on) if trade_ids is None else _used_of(list(trade_ids), units, path, on)
    return [technique_line(row) for row in rows]


def techniques(technique_ids: Iterable[int], path: str = "") -> dict[int, TechniqueLine]:
    """Techniques by id, wherever they belong, as the unit with `path` calls them; one statement.

    One that was merged has the line of the one it is read under.
    """
    return {row.id: technique_line(row) for row in _techniques(set(technique_ids), ids_of(path), path)}


def technique_by_uid(uid: str, path: str) -> TechniqueLine | None:
    """The technique with a public id, if the unit with `path` uses it; a merged one gives the one it is read under."""
    return next((technique_line(row) for row in _by_uid(uid, ids_of(path), path)), None)


@compiled
def _used(unit_ids: Collection[int], path: str, on: date) -> QuerySet[Technique]:
    rows = Technique.objects.filter(Q(retired=None) | Q(retired__gt=on), unit_id__in=unit_ids, same_as=None)
    return _called(rows, unit_ids, path).select_related("trade").order_by("trade_id", "position", "id")


@compiled
def _used_of(trade_ids: Collection[int], unit_ids: Collection[int], path: str, on: date) -> QuerySet[Technique]:
    return _used.build(unit_ids, path, on).filter(trade_id__in=trade_ids)


@compiled
def _techniques(technique_ids: Collection[int], unit_ids: Collection[int], path: str) -> QuerySet[Technique]:
    rows = Technique.objects.filter(id__in=technique_ids).select_related("trade", "same_as__trade")
    return _called(rows, unit_ids, path)


@compiled
def _by_uid(uid: str, unit_ids: Collection[int], path: str) -> QuerySet[Technique]:
    rows = Technique.objects.filter(uid=uid, unit_id__in=unit_ids).select_related("trade", "same_as__trade")
    return _called(rows, unit_ids, path)


def _called(rows: QuerySet[Technique], unit_ids: Collection[int], path: str) -> QuerySet[Technique]:
    """The same techniques with `called`, the name given by the nearest unit on `path`, in one statement."""
    depth = StrIndex(path, Concat(Value("/"), Cast("unit_id", CharField()), Value("/")))  # type: ignore[arg-type]
    technique = Coalesce(OuterRef("same_as_id"), OuterRef("pk"))
    names = LocalName.objects.filter(technique=technique, unit_id__in=unit_ids).order_by(depth.desc())
    return rows.annotate(called=Subquery(names.values("name")[:1]))


def trades_for(path: str, *, as_written: bool = False) -> list[tuple[int, str]]:
    """(id, name) of the trades that a unit uses, in the order in which they were founded; in the reader's language
    unless `as_written`."""
    rows = Trade.objects.filter(unit_id__in=ids_of(path)).order_by("id")
    return [(row.id, row.name if as_written else in_language(row.name, row.name_en)) for row in rows]


def trade_of(person_ids: Iterable[int], day: date) -> dict[int, int]:
    """{person: trade id} by each one's post on `day` (Q6); who has no post or no trade is missing. One statement."""
    return dict(_trades(list(person_ids), day))


@compiled
def _trades(person_ids: Collection[int], day: date) -> QuerySet[Any, tuple[int, int]]:
    rows = Posting.objects.on(day).filter(person_id__in=person_ids, post__trade_of_post__isnull=False)
    return rows.values_list("person_id", "post__trade_of_post__trade_id")


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
    posts = dict(_posts(list(person_ids), day))
    asked: dict[int, list[tuple[int, int]]] = {}
    for post, technique, score in _wanted(set(posts.values())):
        asked.setdefault(post, []).append((technique, score))
    return Wanted(
        {(person, technique): score for person, post in posts.items() for technique, score in asked.get(post, ())}
    )


@compiled
def _posts(person_ids: Collection[int], day: date) -> QuerySet[Any, tuple[int, int]]:
    return Posting.objects.on(day).filter(person_id__in=person_ids).values_list("person_id", "post_id")


@compiled
def _wanted(post_ids: Collection[int]) -> QuerySet[Any, tuple[int, int, int]]:
    return WantedLevel.objects.filter(post_id__in=post_ids).values_list("post_id", "technique_id", "score")


def scale_of(path: str) -> Sequence[Level]:
    """The named levels of the nearest unit on `path` that has its own, ascending; else the four of the house."""
    return scales_of([path])[path]


def scales_of(paths: Collection[str]) -> dict[str, Sequence[Level]]:
    """`scale_of` of many units; one statement."""
    lines = {path: ids_of(path) for path in paths}
    own: dict[int, list[Level]] = {}
    rows = _levels(next(iter(lines.values()))) if len(lines) == 1 else ScaleLevel.objects.order_by("low")
    for row in rows:
        level = Level(row.quarters, in_language(row.name, row.name_en), row.low, row.middle)
        own.setdefault(row.unit_id, []).append(level)
    return {
        path: next((tuple(own[unit]) for unit in reversed(ids) if unit in own), DEFAULT_SCALE)
        for path, ids in lines.items()
    }


@compiled
def _levels(unit_ids: Collection[int]) -> QuerySet[ScaleLevel]:
    return ScaleLevel.objects.filter(unit_id__in=unit_ids).order_by("low")


def own_scale(unit_id: int) -> list[dict[str, Any]]:
    """A unit's own levels as they were written, ascending; [] where it has none."""
    rows = ScaleLevel.objects.filter(unit_id=unit_id).order_by("low").values_list("name", "name_en", "low")
    return [{"name": name, "name_en": english, "low": low} for name, english, low in rows]


def trade_of_posts(post_ids: Iterable[int]) -> dict[int, int]:
    """{post: trade id}; one statement."""
    return dict(PostTrade.objects.filter(post_id__in=list(post_ids)).values_list("post_id", "trade_id"))


def technique_line(row: Technique) -> TechniqueLine:
    called, row = getattr(row, "called", None), row.same_as or row
    own = in_language(row.name, row.name_en)
    return TechniqueLine(
        row.id, row.uid, called or own, row.trade_id, in_language(row.trade.name, row.trade.name_en),
        row.unit_id, row.measure, row.worth_0, row.worth_1000, row.name, row.name_en,
        own if called and called != own else "", row.common_id, row.retired,
    )  # fmt: skip
