"""A round (Q14): gathering, computed, sent in waves, closed; and a round of one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import Refused, Scope, open_door
from huzhu.base.charter import rule, rules
from huzhu.base.db import new_uid
from huzhu.base.journal import deed, happened, record
from huzhu.base.units.queries import path_of
from huzhu.engine import matching as engine
from huzhu.rooms.introductions import moves
from huzhu.rooms.introductions.access import introductions_of, may_organise, round_for, wish_for
from huzhu.rooms.introductions.actions.sending import (
    new_seed,
    next_part,
    open_wave,
    persons_of,
    prepare,
    send_part,
    small_round,
)
from huzhu.rooms.introductions.clauses import GATHERING, LEARNING_LOAD, PAIR_AGAIN, TEACHING_LOAD
from huzhu.rooms.introductions.models import Introduction, Round, Wave, Wish
from huzhu.rooms.introductions.queries.arrays import asked_under, open_wishes, paths_of, world
from huzhu.rooms.introductions.queries.introductions import hidden_from
from huzhu.rooms.introductions.queries.limits import limits_at
from huzhu.rooms.introductions.queries.places import own_places
from huzhu.rooms.introductions.queries.solving import Plan, plan
from huzhu.rooms.introductions.queries.words import WHY
from huzhu.rooms.skills import queries as skills

KEY_LIST_DAYS = 92
"""A posted key-problem list older than three months does not open a round (Q14, S20)."""


@deed("rounds.open")
def open_round(unit_id: int, *, by: Scope, now: datetime) -> str:
    """Begin to gather wishes in a unit and below; returns the round's public id.

    Raises Refused without the unit's posted key-problem list (or 'none' with a reason), or while a round is open.
    """
    path = may_organise(by, unit_id)
    if skills.key_list_posted(unit_id, by.day - timedelta(days=KEY_LIST_DAYS)) is None:
        raise Refused(_("Post the unit's key problems first, or say why there are none."))
    days = rule(GATHERING, path=path, day=by.day).value
    try:
        with transaction.atomic():
            round_ = Round.objects.create(
                unit_id=unit_id,
                seed=new_seed(),
                opened_by_id=by.person_id,
                opened=now,
                gather_until=now + timedelta(days=days),
            )
    except IntegrityError:
        raise Refused(_("A round of this unit is open already.")) from None
    record(
        "round",
        round_.id,
        unit_id=unit_id,
        after={"kind": round_.kind, "gather_until": round_.gather_until.isoformat()},
    )
    return round_.uid


@deed("rounds.end_gathering")
def end_gathering(round_uid: str, because: str, *, by: Scope, now: datetime) -> str:
    """End the gathering before its day, with a reason."""
    round_ = round_for(round_uid, by=by, lock=True)
    if round_.state != Round.State.GATHERING or round_.gather_until <= now:
        raise Refused(_("The gathering is over already."))
    if not because.strip():
        raise Refused(_("Write why it ends early."), field="because")
    Round.objects.filter(id=round_.id).update(gather_until=now, ended_early_because=because.strip())
    record(
        "round", round_.id, unit_id=round_.unit_id, after={"gather_until": now.isoformat(), "because": because.strip()}
    )
    return round_.uid


def freeze(
    round_uid: str,
    rule_name: str,
    *,
    by: Scope,
    now: datetime,
    teaching: int | None = None,
    learning: int | None = None,
) -> int:
    """Freeze rule and limits, compute the first wave and keep it for one look; returns how many are introduced.

    Computed before the deed's transaction begins. Limits may be lower than the charter's, not higher. Raises Refused
    while gathering, and where nobody can be introduced: then the reasons stand in the comparison.
    """
    round_ = round_for(round_uid, by=by)
    if rule_name not in engine.RULES:
        raise Refused(_("Choose one of the three rules."), field="rule")
    if round_.state == Round.State.GATHERING and now < round_.gather_until:
        raise Refused(_("Wishes are still being gathered."))
    limits = limits_of_round(round_, teaching, learning, by)
    round_.rule, round_.limits = rule_name, limits
    found = next_plan(round_, by)
    return _freeze(round_uid, found, limits, by=by, now=now)


@deed("rounds.freeze")
def _freeze(round_uid: str, found: Plan, limits: dict[str, int], *, by: Scope, now: datetime) -> int:
    round_ = round_for(round_uid, by=by, lock=True)
    if not found.proposals:
        raise Refused(_("Nobody can be introduced. The reasons stand in the comparison."))
    moves.ROUND.make(round_, "freeze", rule=found.rule, limits=limits)
    prepare(round_, 1, found.proposals, certificate=found.certificate)
    record(
        "round",
        round_.id,
        unit_id=round_.unit_id,
        after={"rule": found.rule, **limits, "prepared": len(found.proposals)},
    )
    return len(found.proposals)


@deed("rounds.hold_back")
def hold_back(introduction_uid: str, because: str, *, by: Scope, now: datetime) -> str:
    """Hold one prepared introduction back before sending, with a reason; the two do not meet again in this round."""
    row = open_door(Introduction.objects.filter(wave__round__kind=Round.Kind.FULL), uid=introduction_uid)
    round_ = Round.objects.get(waves=row.wave_id)
    round_for(round_.uid, by=by)
    if not because.strip():
        raise Refused(_("Write why it is held back."), field="because")
    moves.INTRODUCTION.make(row, "hold-back", held_back_because=because.strip())
    record("introduction", row.id, unit_id=round_.unit_id, before={"state": "prepared"}, after={"state": "held back"})
    return row.uid


@deed("rounds.send")
def send(round_uid: str, *, by: Scope, now: datetime) -> int:
    """Send the wave that was looked at; returns how many introductions went out at once. All share one deadline (Q15)."""
    round_ = round_for(round_uid, by=by, lock=True)
    moves.ROUND.make(round_, "send")
    wave = Wave.objects.get(round=round_, number=1)
    sent = send_prepared(round_, wave, by=by, now=now)
    record(
        "round", round_.id, unit_id=round_.unit_id, before={"state": "computed"}, after={"state": "sent", "sent": sent}
    )
    return sent


def introduce_one(wish_uid: str, *, by: Scope, now: datetime) -> str:
    """A round of one: the first whom the learner's order gives and who is free; returns the introduction's public id.

    Raises Refused in words where there is nobody; one word stands for full, paused, flagged and met before (Q8).
    """
    wish = wish_for(wish_uid, by=by)
    if wish.kind != Wish.Kind.REQUEST or wish.state != Wish.State.OPEN:
        raise Refused(_("This wish is not open any more."))
    seed, round_uid = new_seed(), new_uid()
    looked_at = world(open_wishes(Wish.Kind.REQUEST).filter(id=wish.id), path=by.group_path, day=by.day)
    if looked_at.served:
        raise Refused(_being_taught(wish, now))
    if not looked_at.asks:
        raise Refused(_("You have said 'not now' or that you would like a talk first."))
    met = met_lately(wish, since=now - timedelta(days=rule(PAIR_AGAIN, path=by.group_path, day=by.day).value))
    found = plan(looked_at, engine.STABLE, seed=seed, round_uid=round_uid, met=met)
    if not found.proposals:
        why = int(looked_at.candidates(seed, met).why[0])
        if why == engine.Why.OWN_PLACES_FULL and own_places(by, now).places.free_learning > 0:
            why = engine.Why.NOBODY_AVAILABLE  # a place is held by what he must not see
        raise Refused(WHY[why])
    return _introduce_one(wish.id, found, seed, round_uid, by=by, now=now)


@deed("rounds.one")
def _introduce_one(wish_id: int, found: Plan, seed: str, round_uid: str, *, by: Scope, now: datetime) -> str:
    round_ = small_round(
        Round.Kind.ONE.value,
        by.group_id or 0,
        by=by,
        now=now,
        request_id=wish_id,
        seed=seed,
        uid=round_uid,
        rule=found.rule,
    )
    wave = prepare(round_, 1, found.proposals, certificate=found.certificate)
    if not send_prepared(round_, wave, by=by, now=now):
        raise Refused(_("A place was taken a moment ago: try again."))
    record("round", round_.id, unit_id=round_.unit_id, after={"kind": round_.kind, "sent": 1})
    return Introduction.objects.values_list("uid", flat=True).get(wave=wave)


def _being_taught(wish: Wish, now: datetime) -> Any:
    """Why nobody is looked for; where an introduction shown to neither is the cause, the word for 'nobody available'."""
    rows = introductions_of(wish.person_id).filter(
        learner_id=wish.person_id, technique_id=wish.technique_id, holds__freed=None
    )
    uids = set(rows.values_list("uid", flat=True))
    if uids and uids <= hidden_from(wish.person_id, uids):
        return WHY[engine.Why.NOBODY_AVAILABLE]
    return _("You have been introduced for this technique, or are learning it already.")


def limits_of_round(round_: Round, teaching: int | None, learning: int | None, by: Scope) -> dict[str, int]:
    """The charter's limits at the round's unit, or lower ones of its own; Refused where they would be higher."""
    found = rules(TEACHING_LOAD, LEARNING_LOAD, path=path_of(round_.unit_id, by.day), day=by.day)
    limits = {}
    for field, clause, own in (("teaching", TEACHING_LOAD, teaching), ("learning", LEARNING_LOAD, learning)):
        if own is not None and not 1 <= own <= found[clause].value:
            raise Refused(_("The charter allows 1 to %(most)s.") % {"most": found[clause].said}, field=field)
        limits[field] = found[clause].value if own is None else own
    return limits


def next_plan(round_: Round, by: Scope) -> Plan:
    """Solve the next wave among all who are free, by the frozen rule and limits; the same pair not again."""
    path = path_of(round_.unit_id, by.day)
    found = world(requests_of(round_, path, by.day), path=path, day=by.day, **round_.limits)
    met = Introduction.objects.filter(wave__round=round_).values_list("teacher_id", "learner_id")
    return plan(found, round_.rule, seed=round_.seed, round_uid=round_.uid, met=set(met))


def requests_of(round_: Round, path: str, day: date) -> QuerySet[Wish]:
    """Open requests that a round serves: those of its unit and below, or its one."""
    if round_.kind == Round.Kind.FULL:
        return asked_under(path, day)
    return open_wishes(Wish.Kind.REQUEST).filter(id=round_.request_id or 0)


def send_prepared(round_: Round, wave: Wave, *, by: Scope, now: datetime) -> int:
    """Open a prepared wave and send its first part; the rest goes on in the background. Run inside a deed."""
    open_wave(wave, path=path_of(round_.unit_id, by.day), by=by, now=now)
    sent = send_next(wave, by=by)
    if next_part(wave):
        happened("introductions.wave_opened", wave.id)
    return sent


def send_next(wave: Wave, *, by: Scope) -> int:
    """Send the next part under the lesser of each one's charter, the round's and his own limits. Run inside a deed."""
    paths = paths_of(sorted(persons_of(next_part(wave))), by.day)
    at_path = limits_at(set(paths.values()), by.day)
    most = wave.round.limits.get("teaching"), wave.round.limits.get("learning")
    return send_part(wave, {person: at_path[path].at_most(*most) for person, path in paths.items()}, by=by)


def met_lately(wish: Wish, *, since: datetime) -> set[tuple[int, int]]:
    """Pairs of this learner and technique who were introduced lately: not again outside a round."""
    rows = Introduction.objects.filter(
        learner_id=wish.person_id, technique_id=wish.technique_id, wave__opened__gte=since
    )
    return set(rows.values_list("teacher_id", "learner_id"))
