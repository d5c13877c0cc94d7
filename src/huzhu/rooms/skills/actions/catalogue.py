"""Deeds on the catalogue: trades, techniques, their anchors, what a post wants."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, NotFound, Refused, Scope
from huzhu.base.journal import deed, record
from huzhu.base.people.models import Post
from huzhu.base.units.queries import ids_of, path_of
from huzhu.rooms.skills.access import keeps_catalogue
from huzhu.rooms.skills.models import PostTrade, ScaleLevel, Technique, Trade, WantedLevel
from huzhu.rooms.skills.scores import TOP, Level


@deed("skills.found_trade")
def found_trade(name: str, *, unit_id: int, by: Scope, now: datetime, name_en: str = "") -> int:
    """A trade that the unit and those below it use; naming it again returns the same one. NotAllowed, Refused without name."""
    _must_keep(by, unit_id)
    if not name.strip():
        raise Refused(_("Write the name of the trade."), field="trade")
    trade, made = Trade.objects.get_or_create(unit_id=unit_id, name=name.strip(), defaults={"name_en": name_en.strip()})
    record("trade", trade.id, unit_id=unit_id, after={"made": made})
    return trade.id


@deed("skills.found_technique")
def found_technique(
    name: str, *, trade_id: int, by: Scope, now: datetime, name_en: str = "", measure: str = "",
    worth_0: float | None = None, worth_1000: float | None = None,
) -> int:  # fmt: skip
    """A technique at the end of its trade's list, owned by the trade's unit; naming it again returns the same one.

    With two anchors (the value worth 0, the value worth 1000) a quantity in `measure` becomes a score.
    """
    trade = _trade(trade_id, by)
    if not name.strip():
        raise Refused(_("Write the name of the technique."), field="technique")
    _check_anchors(worth_0, worth_1000)
    last = Technique.objects.filter(trade=trade).aggregate(last=Max("position"))["last"]
    row, made = Technique.objects.get_or_create(
        unit_id=trade.unit_id, trade=trade, name=name.strip(),
        defaults={
            "name_en": name_en.strip(), "measure": measure.strip(), "worth_0": worth_0, "worth_1000": worth_1000,
            "position": 0 if last is None else last + 1,
        },
    )  # fmt: skip
    record("technique", row.id, unit_id=trade.unit_id, after={"made": made, "trade": trade.id})
    return row.id


@deed("skills.set_trade_of_post")
def set_trade_of_post(post_id: int, trade_id: int, *, by: Scope, now: datetime) -> int:
    """The trade of a post: a person's trade is that of his post (Q6)."""
    trade, post = _trade(trade_id, by), _post(post_id, by)
    before = PostTrade.objects.filter(post=post).values_list("trade_id", flat=True).first()
    PostTrade.objects.update_or_create(post=post, defaults={"trade": trade})
    record("post", post.id, unit_id=post.factory_id, before={"trade": before}, after={"trade": trade.id})
    return post.id


@deed("skills.set_wanted")
def set_wanted(post_id: int, technique_id: int, score: int, *, by: Scope, now: datetime) -> int:
    """What a post asks of a technique, 0–1000 (Q4)."""
    post = _post(post_id, by)
    _must_keep(by, post.factory_id)
    if not 0 <= score <= TOP:
        raise Refused(_("A score lies between 0 and 1000."), field="level")
    technique = Technique.objects.filter(id=technique_id, unit_id__in=ids_of(path_of(post.factory_id, by.day))).first()
    if technique is None:
        raise NotFound
    held = WantedLevel.objects.filter(post=post, technique=technique).first()
    row, _made = WantedLevel.objects.update_or_create(post=post, technique=technique, defaults={"score": score})
    record(
        "wanted",
        row.id,
        unit_id=post.factory_id,
        before={"score": held.score if held else None},
        after={"score": score},
    )
    return row.id


@deed("skills.set_scale")
def set_scale(unit_id: int, levels: list[Level], *, by: Scope, now: datetime) -> int:
    """Give a unit its own named levels: bands ascending from 0, each holding its middle (Q1)."""
    _must_keep(by, unit_id)
    lows = [level.low for level in levels]
    if not 2 <= len(levels) <= 4 or lows[0] != 0 or lows != sorted(set(lows)):
        raise Refused(_("A scale has two to four levels, from 0 upward."))
    ends = [*lows[1:], TOP + 1]
    if any(not level.low <= level.middle < end for level, end in zip(levels, ends, strict=True)):
        raise Refused(_("The middle of a level lies within its band."))
    ScaleLevel.objects.filter(unit_id=unit_id).delete()
    ScaleLevel.objects.bulk_create(
        ScaleLevel(unit_id=unit_id, quarters=level.quarters, name=str(level.name), low=level.low, middle=level.middle)
        for level in levels
    )
    record("scale", unit_id, unit_id=unit_id, after={"lows": lows})
    return unit_id


def _must_keep(by: Scope, unit_id: int) -> None:
    path = path_of(unit_id, by.day)
    if not path:
        raise NotFound
    if not keeps_catalogue(by, path):
        raise NotAllowed


def _trade(trade_id: int, by: Scope) -> Trade:
    trade = Trade.objects.filter(id=trade_id).first()
    if trade is None:
        raise NotFound
    _must_keep(by, trade.unit_id)
    return trade


def _post(post_id: int, by: Scope) -> Post:
    post = Post.objects.filter(id=post_id).first()
    if post is None or not (by.is_system or post.factory_id == by.factory_id):
        raise NotFound
    return post


def _check_anchors(worth_0: float | None, worth_1000: float | None) -> None:
    if (worth_0 is None) != (worth_1000 is None):
        raise Refused(_("Write both values, or neither."), field="worth_0")
    if worth_0 is not None and worth_0 == worth_1000:
        raise Refused(_("The two values must differ."), field="worth_1000")
