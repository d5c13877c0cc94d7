"""The catalogue as tables to take along: techniques with their anchors, posts with what they want."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _

from huzhu.base.people.models import Post
from huzhu.base.units.queries import ids_of
from huzhu.rooms.skills.models import PostTrade, Technique, Trade, WantedLevel
from huzhu.rooms.skills.queries.catalogue import TechniqueLine, scale_of
from huzhu.rooms.skills.scores import DEFAULT_SCALE

Cell = str | float | int | None


def technique_columns() -> list[str]:
    return [
        _("trade"), _("trade in English"), _("technique"), _("technique in English"), _("measure"), _("worth 0"), _("worth 1000")
    ]  # fmt: skip


def post_columns() -> list[str]:
    return [
        _("post"),
        _("post in English"),
        _("trade of the post"),
        _("wants of technique"),
        _("score wanted (0-1000)"),
    ]


def technique_rows(path: str) -> list[list[Cell]]:
    """Every technique that the unit with `path` uses, names as they were written; a trade without any has one row."""
    trades = {row.id: row for row in Trade.objects.filter(unit_id__in=ids_of(path)).order_by("id")}
    rows: list[list[Cell]] = []
    used = set()
    for row in Technique.objects.filter(unit_id__in=ids_of(path)).order_by("trade_id", "position", "id"):
        trade = trades[row.trade_id]
        used.add(trade.id)
        rows.append([trade.name, trade.name_en, row.name, row.name_en, row.measure, row.worth_0, row.worth_1000])
    return rows + [[row.name, row.name_en, "", "", "", None, None] for row in trades.values() if row.id not in used]


def post_rows(path: str, labels: dict[int, str]) -> list[list[Cell]]:
    """Every post of the factory, a row for each technique of which it wants something. `labels`: see `labels_of`."""
    posts = list(Post.objects.filter(factory_id__in=ids_of(path)).order_by("id"))
    trades = dict(PostTrade.objects.filter(post__in=posts).values_list("post_id", "trade__name"))
    wanted: dict[int, list[tuple[str, int]]] = {}
    for row in WantedLevel.objects.filter(post__in=posts, technique_id__in=labels).order_by("technique_id"):
        wanted.setdefault(row.post_id, []).append((labels[row.technique_id], row.score))
    return [
        [post.name, post.name_en, trades.get(post.id, ""), technique, score]
        for post in posts
        for technique, score in wanted.get(post.id, [("", None)])
    ]


def scale_columns() -> list[str]:
    return [_("named level"), _("quarters of the circle"), _("from score"), _("middle score")]


def scale_rows(path: str) -> list[list[Cell]]:
    """The named levels of the nearest unit on `path` that has its own, ascending; none where the house's four count."""
    scale = scale_of(path)
    return (
        []
        if scale is DEFAULT_SCALE
        else [[str(level.name), level.quarters, level.low, level.middle] for level in scale]
    )


def labels_of(lines: Iterable[TechniqueLine], trades: dict[int, str]) -> dict[int, str]:
    """{technique: name as written}; where two trades have a technique of one name, each with its trade behind it."""
    lines = list(lines)
    names = Counter(line.name_zh for line in lines)
    return {
        line.id: line.name_zh if names[line.name_zh] == 1 else f"{line.name_zh} ({trades[line.trade_id]})"
        for line in lines
    }
