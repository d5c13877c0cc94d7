"""Deeds on the catalogue: trades, techniques, their names and anchors, what a post wants, named levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, NotFound, Refused, Scope
from huzhu.base.journal import deed, record
from huzhu.base.people.models import Post
from huzhu.base.units.queries import ids_of, path_of
from huzhu.rooms.skills.access import keeps_catalogue, must_curate
from huzhu.rooms.skills.models import LocalName, PostTrade, ScaleLevel, Technique, Trade, WantedLevel
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
    worth_0: float | None = None, worth_1000: float | None = None, unit_id: int | None = None,
) -> int:  # fmt: skip
    """A technique at the end of its trade's list; naming it again returns the same one.

    It is owned by the trade's unit, or by `unit_id` below it, which extends the trade for itself and those below.
    With two anchors (the value worth 0, the value worth 1000) a quantity in `measure` becomes a score.
    """
    trade = _trade(trade_id, by) if unit_id is None else _trade_used(trade_id, unit_id, by)
    owner = unit_id or trade.unit_id
    if not name.strip():
        raise Refused(_("Write the name of the technique."), field="technique")
    _check_anchors(worth_0, worth_1000)
    last = Technique.objects.filter(trade=trade).aggregate(last=Max("position"))["last"]
    row, made = Technique.objects.get_or_create(
        unit_id=owner, trade=trade, name=name.strip(),
        defaults={
            "name_en": name_en.strip(), "measure": measure.strip(), "worth_0": worth_0, "worth_1000": worth_1000,
            "position": 0 if last is None else last + 1,
        },
    )  # fmt: skip
    record("technique", row.id, unit_id=owner, after={"made": made, "trade": trade.id})
    return row.id


@deed("skills.change_technique")
def change_technique(
    uid: str, *, by: Scope, now: datetime, name: str, name_en: str = "", measure: str = "",
    worth_0: float | None = None, worth_1000: float | None = None,
) -> int:  # fmt: skip
    """New names, measure and anchors of a technique, at its owner; scores given already stay as they are."""
    row = own_technique(uid, by)
    if not name.strip():
        raise Refused(_("Write the name of the technique."), field="name")
    _check_anchors(worth_0, worth_1000)
    same = Technique.objects.filter(unit_id=row.unit_id, trade_id=row.trade_id, name=name.strip()).exclude(id=row.id)
    if same.exists():
        raise Refused(_("Another technique of this trade has this name; the two can be merged."), field="name")
    values = {
        "name": name.strip(), "name_en": name_en.strip(), "measure": measure.strip(), "worth_0": worth_0, "worth_1000": worth_1000,
    }  # fmt: skip
    before = {column: getattr(row, column) for column in values}
    Technique.objects.filter(id=row.id).update(**values)
    record("technique", row.id, unit_id=row.unit_id, before=before, after=values)
    return row.id


@deed("skills.move_technique")
def move_technique(uid: str, upward: bool, *, by: Scope, now: datetime) -> int:
    """One place up or down among the techniques that its owner has in this trade; at an end nothing moves."""
    row = own_technique(uid, by)
    lines = list(Technique.objects.filter(unit_id=row.unit_id, trade_id=row.trade_id).order_by("position", "id"))
    at = next(place for place, line in enumerate(lines) if line.id == row.id)
    other = at + (-1 if upward else 1)
    if 0 <= other < len(lines):
        lines[at], lines[other] = lines[other], lines[at]
        for place, line in enumerate(lines):
            line.position = place
        Technique.objects.bulk_update(lines, ["position"])
    record("technique", row.id, unit_id=row.unit_id, before={"place": at}, after={"upward": upward})
    return row.id


@deed("skills.retire_technique")
def retire_technique(uid: str, day: date | None, *, by: Scope, now: datetime) -> int:
    """From `day` on (today at the earliest) nobody chooses it anew, and what was measured stays readable; None: back."""
    row = own_technique(uid, by)
    if day is not None and day < by.day:
        raise Refused(_("From today on at the earliest."), field="day")
    Technique.objects.filter(id=row.id).update(retired=day)
    before = {"retired": row.retired.isoformat() if row.retired else None}
    record("technique", row.id, unit_id=row.unit_id, before=before, after={"retired": day.isoformat() if day else None})
    return row.id


@deed("skills.name_locally")
def name_locally(uid: str, unit_id: int, name: str, *, by: Scope, now: datetime) -> int:
    """What a unit and those below it call a technique of a unit above; '' takes the common name again."""
    path = must_curate(by, unit_id)
    row = Technique.objects.filter(uid=uid, unit_id__in=ids_of(path), same_as=None).first()
    if row is None:
        raise NotFound
    if row.unit_id == unit_id:
        raise Refused(_("This technique is your own: change its name itself."), field="name")
    held = LocalName.objects.filter(unit_id=unit_id, technique=row)
    before = {"name": held.values_list("name", flat=True).first()}
    if name.strip():
        held.update_or_create(unit_id=unit_id, technique=row, defaults={"name": name.strip()})
    else:
        held.delete()
    record("technique", row.id, unit_id=unit_id, before=before, after={"name": name.strip()})
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


@deed("skills.set_wanted_table")
def set_wanted_table(factory_id: int, cells: Mapping[tuple[int, int], int | None], *, by: Scope, now: datetime) -> int:
    """{(post, technique): wanted score, None = as everywhere (800)} of a factory's posts, all or none (Q4)."""
    path = must_curate(by, factory_id)
    posts = set(Post.objects.filter(factory_id=factory_id).values_list("id", flat=True))
    known = set(Technique.objects.filter(unit_id__in=ids_of(path)).values_list("id", flat=True))
    if any(post not in posts or technique not in known for post, technique in cells):
        raise NotFound
    if any(score is not None and not 0 <= score <= TOP for score in cells.values()):
        raise Refused(_("A score lies between 0 and 1000."))
    held = {(row.post_id, row.technique_id): row for row in WantedLevel.objects.filter(post_id__in=posts)}
    changed = {key: score for key, score in cells.items() if score != (held[key].score if key in held else None)}
    WantedLevel.objects.filter(id__in=[held[key].id for key in changed if key in held]).delete()
    WantedLevel.objects.bulk_create(
        WantedLevel(post_id=post, technique_id=technique, score=score)
        for (post, technique), score in changed.items()
        if score is not None
    )
    before = {f"{post}.{one}": held[post, one].score for post, one in changed if (post, one) in held}
    record(
        "wanted", factory_id, unit_id=factory_id, before=before, after={f"{p}.{t}": s for (p, t), s in changed.items()}
    )
    return factory_id


@deed("skills.set_scale")
def set_scale(unit_id: int, levels: Sequence[Level], *, by: Scope, now: datetime, names_en: Sequence[str] = ()) -> int:
    """Give a unit its own named levels: bands ascending from 0, each holding its middle (Q1); none: those from above again."""
    must_curate(by, unit_id)
    if levels:
        _check_scale(levels)
    before = list(ScaleLevel.objects.filter(unit_id=unit_id).order_by("low").values("name", "low"))
    ScaleLevel.objects.filter(unit_id=unit_id).delete()
    english = [*names_en, *("" for _level in levels)]
    ScaleLevel.objects.bulk_create(
        ScaleLevel(unit_id=unit_id, quarters=level.quarters, name=str(level.name), name_en=en, low=level.low, middle=level.middle)
        for level, en in zip(levels, english, strict=False)
    )  # fmt: skip
    record(
        "scale", unit_id, unit_id=unit_id, before={"levels": before},
        after={"levels": [{"name": str(level.name), "low": level.low} for level in levels]},
    )  # fmt: skip
    return unit_id


def _check_scale(levels: Sequence[Level]) -> None:
    lows = [level.low for level in levels]
    if not 2 <= len(levels) <= 4 or lows[0] != 0 or lows != sorted(set(lows)) or lows[-1] >= TOP:
        raise Refused(_("A scale has two to four levels, from 0 upward."), field="low")
    ends = [*lows[1:], TOP + 1]
    if any(not level.low <= level.middle < end for level, end in zip(levels, ends, strict=True)):
        raise Refused(_("The middle of a level lies within its band."), field="low")


def own_technique(uid: str, by: Scope) -> Technique:
    """The technique with a public id, for whoever changes what its owner has; not one that was merged away."""
    row = Technique.objects.filter(uid=uid, same_as=None).first()
    if row is None:
        raise NotFound
    must_curate(by, row.unit_id)
    return row


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


def _trade_used(trade_id: int, unit_id: int, by: Scope) -> Trade:
    """A trade of the unit or of one above it, for whoever adds to the unit's catalogue."""
    _must_keep(by, unit_id)
    trade = Trade.objects.filter(id=trade_id, unit_id__in=ids_of(path_of(unit_id, by.day))).first()
    if trade is None:
        raise NotFound
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
