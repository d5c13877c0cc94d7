"""Proposing, opening, closing a campaign of help (S43), with what was measured before and after it (S57)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, Refused, Scope
from huzhu.base.followup.models import Matter
from huzhu.base.journal import deed, happened, record
from huzhu.base.people.queries import members_under
from huzhu.base.units.queries import path_of
from huzhu.rooms.campaigns.access import LEAD, campaign_for, unit_led
from huzhu.rooms.campaigns.kinds import OWN, REASONS
from huzhu.rooms.campaigns.models import Campaign, Effect
from huzhu.rooms.campaigns.moves import MOVES, OPEN, PROPOSED
from huzhu.rooms.production.access import home_day
from huzhu.rooms.production.queries.effect import at_plan, unit_sums
from huzhu.rooms.production.queries.indicators import indicators_for
from huzhu.rooms.skills.months import first_of


@deed("campaigns.propose")
def propose(
    unit_id: int, reason: str, *, share: int | None = None, product: str = "", by: Scope, now: datetime
) -> str | None:
    """The system proposes help for a unit; None where a campaign stands there already. NotAllowed for anybody else."""
    if not by.is_system:
        raise NotAllowed
    row = _made(unit_id, reason, by.day, by, share=share, product=product)
    record("unit", unit_id, unit_id=unit_id, after={"campaign": row.pk if row else None, "reason": reason})
    if row is not None:
        happened("campaigns.proposed", row.pk)
    return row.uid if row else None


@deed("campaigns.begin")
def begin(unit_uid: str, *, by: Scope, now: datetime) -> str:
    """Who organises at a unit plans a campaign without waiting for a proposal; it is opened like any other."""
    unit = unit_led(unit_uid, by)
    row = _made(unit.id, OWN, by.day, by)
    if row is None:
        raise Refused(_("A campaign stands here already."))
    record("campaign", row.pk, unit_id=unit.id, after={"state": row.state})
    return row.uid


@deed("campaigns.open")
def open_campaign(uid: str, before: date, *, by: Scope, now: datetime) -> str:
    """Begin it: what the plan and the people reached in the month `before` is kept beside it, missing as missing."""
    row = campaign_for(uid, by=by, to=LEAD, lock=True)
    if before != first_of(before) or before > by.day:
        raise Refused(_("Choose the month to compare with, this one or an earlier one."), field="before")
    MOVES.make(row, "open", opened=by.day, before=before)
    path = path_of(row.unit_id, by.day)
    people = [person for person, _group in members_under(path, home_day(before, by.day))]
    count, _each = at_plan(people, before)
    sums = unit_sums(path, before, by.day)
    Effect.objects.bulk_create(
        [
            Effect(campaign=row, indicator_id=line.id, baseline=_tenths(sums[line.id].percent) if line.id in sums else None)
            for line in indicators_for(path)
        ]
        + [Effect(campaign=row, baseline=count.reached if count.counted else None, counted_before=count.counted or None)]
    )  # fmt: skip
    happened("campaigns.opened", row.pk)
    record("campaign", row.pk, unit_id=row.unit_id, after={"state": row.state, "before": before.isoformat()})
    return row.uid


@deed("campaigns.measure")
def measure(uid: str, after: date, *, by: Scope, now: datetime) -> str:
    """Keep what the plan and the people reached in the month `after`; a later month takes its place."""
    row = campaign_for(uid, by=by, to=LEAD, lock=True)
    _measure(row, after, by)
    record("campaign", row.pk, unit_id=row.unit_id, after={"measured": after.isoformat()})
    return row.uid


@deed("campaigns.close")
def close(uid: str, after: date, words: str, *, by: Scope, now: datetime) -> str:
    """End it with the month that shows the result and what was learned, in words."""
    row = campaign_for(uid, by=by, to=LEAD, lock=True)
    if not words.strip():
        raise Refused(_("Write what was learned; the next unit will read it."), field="words")
    _measure(row, after, by)
    MOVES.make(row, "close", closed=by.day, words=words.strip())
    record("campaign", row.pk, unit_id=row.unit_id, after={"state": row.state})
    return row.uid


@deed("campaigns.decline")
def decline(uid: str, words: str, *, by: Scope, now: datetime) -> str:
    """Not taken up, with the reason in words."""
    row = campaign_for(uid, by=by, to=LEAD, lock=True)
    if not words.strip():
        raise Refused(_("Write why it is not taken up."), field="words")
    MOVES.make(row, "decline", closed=by.day, words=words.strip())
    record("campaign", row.pk, unit_id=row.unit_id, after={"state": row.state})
    return row.uid


def _made(
    unit_id: int, reason: str, day: date, by: Scope, *, share: int | None = None, product: str = ""
) -> Campaign | None:
    assert reason in REASONS
    try:
        with transaction.atomic():
            return Campaign.objects.create(
                matter=Matter.objects.create(kind="campaign", unit_id=unit_id, opened=day),
                unit_id=unit_id, reason=reason, share=share, product=product, seen=day, by_id=by.person_id, state=PROPOSED,
            )  # fmt: skip
    except IntegrityError:
        return None


def _measure(row: Campaign, after: date, by: Scope) -> None:
    if row.state != OPEN:
        raise Refused(_("It is not going on any more."))
    if after != first_of(after) or not (row.before and row.before < after <= by.day):
        raise Refused(_("Choose a month after the one it is compared with."), field="after")
    path = path_of(row.unit_id, by.day)
    sums = unit_sums(path, after, by.day)
    count, _each = at_plan([person for person, _group in members_under(path, home_day(after, by.day))], after)
    for effect in row.effects.all():
        if effect.indicator_id is None:
            effect.result, effect.counted_after = (count.reached, count.counted) if count.counted else (None, None)
        else:
            percent = sums[effect.indicator_id].percent if effect.indicator_id in sums else None
            effect.result = _tenths(percent)
        effect.after = after
        effect.save(update_fields=["result", "counted_after", "after"])


def _tenths(percent: object) -> int | None:
    """Tenths of a percent; None stays missing."""
    return None if percent is None else int(percent * 10)  # type: ignore[operator]
