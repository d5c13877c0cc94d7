"""Wishes: to learn, to teach (Q7, S27). Two taps make one; whom one would like is sealed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, NotFound, Refused, Role, Scope
from huzhu.base.charter import rules
from huzhu.base.db import new_uid
from huzhu.base.journal import deed, record
from huzhu.base.people.models import Person
from huzhu.base.units.queries import ids_of
from huzhu.rooms.introductions import moves, sealing
from huzhu.rooms.introductions.access import wish_for
from huzhu.rooms.introductions.actions import found
from huzhu.rooms.introductions.clauses import GROUP_DAYS, WISH_LIFE, WORKSHOP_DAYS
from huzhu.rooms.introductions.models import Introduction, SuggestedWish, Wish
from huzhu.rooms.introductions.queries.arrays import REACHES
from huzhu.rooms.skills import queries as skills

REQUEST, OFFER = Wish.Kind.REQUEST.value, Wish.Kind.OFFER.value


@deed("wishes.request")
def wish_to_learn(
    technique_id: int, *, by: Scope, now: datetime, reach: str = "workshop", named_id: int | None = None,
    other_trade_reason: str = "", show_name: bool = False, key_problem_id: int | None = None,
) -> str:  # fmt: skip
    """Ask to learn a technique; returns the wish's public id. To be introduced within `reach` is the consent (Q7).

    A technique of another trade needs a reason (S24). `show_name`: the group's leaders may see who asks. Two who name
    each other are introduced at once. `key_problem_id`: what it helps with, of the group's list (S20). Raises Refused for a second open request of the same technique.
    """
    return _wish(
        REQUEST, technique_id, by=by, now=now, reach=reach, named_id=named_id, other_trade_reason=other_trade_reason,
        show_name=show_name, key_problem_id=key_problem_id,
    )  # fmt: skip


@deed("wishes.offer")
def offer_to_teach(
    technique_id: int, *, by: Scope, now: datetime, reach: str = "workshop", named_id: int | None = None
) -> str:
    """Offer to teach a technique; the offer shows name, technique, level and free places within `reach` (Q31)."""
    return _wish(OFFER, technique_id, by=by, now=now, reach=reach, named_id=named_id)


@deed("wishes.name", sealed=True)
def name_somebody(wish_uid: str, named_id: int | None, *, by: Scope, now: datetime) -> None:
    """Name the one person one would like, or nobody; sealed."""
    wish = _open(wish_uid, by)
    _check_named(named_id, by)
    wish.named = _sealed_name(wish, named_id)
    Wish.objects.filter(id=wish.id).update(named=wish.named)
    found.introduce_if_both_named(wish, named_id, by=by, now=now)


@deed("wishes.withdraw", sealed=True)
def withdraw(wish_uid: str, *, by: Scope, now: datetime) -> None:
    """Take a wish back. Sealed, so that it cannot be told from 'not now'; open introductions run to their date."""
    moves.WISH.make(wish_for(wish_uid, by=by), "withdraw")


@deed("wishes.leave", sealed=True)
def leave_off(person_id: int, *, by: Scope, now: datetime) -> None:
    """Whoever leaves wishes nothing any more, and what was prepared is not sent; what was sent runs to its date, as with
    the silent. Sealed as `withdraw`. NotAllowed but for the sweeper and, within a deletion, an administrator."""
    if not (by.is_system or by.has(Role.ADMINISTRATOR)):
        raise NotAllowed
    moves.WISH.make_all(Wish.objects.filter(person_id=person_id, state=Wish.State.OPEN), "withdraw")
    about = Introduction.objects.filter(Q(teacher_id=person_id) | Q(learner_id=person_id))
    moves.INTRODUCTION.make_all(about.filter(state=Introduction.State.PREPARED), "hold-back")


@deed("wishes.renew")
def renew(wish_uid: str, *, by: Scope, now: datetime) -> str:
    """Let an open wish live for another full time from today."""
    wish = _open(wish_uid, by)
    lapses = by.day + timedelta(days=rules(WISH_LIFE, path=by.group_path, day=by.day)[WISH_LIFE].value)
    Wish.objects.filter(id=wish.id).update(lapses=lapses)
    record(
        "wish",
        wish.id,
        unit_id=wish.unit_id,
        before={"lapses": wish.lapses.isoformat()},
        after={"lapses": lapses.isoformat()},
    )
    return wish.uid


@deed("wishes.show_name")
def show_name(wish_uid: str, shown: bool, *, by: Scope, now: datetime) -> str:
    """Tick, or untick, that the leaders who look for somebody may see who asks (Q7)."""
    wish = _open(wish_uid, by)
    Wish.objects.filter(id=wish.id).update(show_name=shown)
    record("wish", wish.id, unit_id=wish.unit_id, after={"show_name": shown})
    return wish.uid


@deed("wishes.suggest")
def suggest(rows: list[tuple[int, int, str]], *, by: Scope, now: datetime) -> int:
    """Store (person id, technique id, kind) of an imported list as suggestions; returns how many there were.

    The importer's own door stands before this one.
    """
    made = [SuggestedWish(person_id=p, technique_id=t, kind=kind, made=by.day) for p, t, kind in rows]
    SuggestedWish.objects.bulk_create(made, ignore_conflicts=True)
    record("suggested_wish", 0, unit_id=by.factory_id, after={"count": len(rows)})
    return len(rows)


@deed("wishes.take_up")
def take_up(suggestion_uid: str, *, by: Scope, now: datetime, reach: str = "workshop") -> str:
    """One tap makes an imported suggestion the person's own wish."""
    row = SuggestedWish.objects.filter(uid=suggestion_uid, person_id=by.person_id or 0).first()
    if row is None:
        raise NotFound
    row.delete()
    record("suggested_wish", row.technique_id, unit_id=by.group_id, after={"kind": row.kind})
    if row.kind == REQUEST:
        return wish_to_learn(row.technique_id, by=by, now=now, reach=reach)
    return offer_to_teach(row.technique_id, by=by, now=now, reach=reach)


def fulfil_requests(introduction_ids: list[int], *, to_key: bool) -> None:
    """A contract was signed by both: the requests it rests on are fulfilled; offers stay open (Q7). Run inside a deed.

    `to_key`: it is about a key problem current that day, which the round reports (S20).
    """
    Introduction.objects.filter(id__in=introduction_ids).update(signed=True, to_key=to_key)
    ids = Introduction.objects.filter(id__in=introduction_ids).values("request_id")
    for wish in Wish.objects.filter(id__in=ids, state=Wish.State.OPEN).order_by("id"):
        moves.WISH.make(wish, "fulfil")


def _wish(
    kind: str, technique_id: int, *, by: Scope, now: datetime, reach: str, named_id: int | None,
    other_trade_reason: str = "", show_name: bool = False, key_problem_id: int | None = None,
) -> str:  # fmt: skip
    if by.person_id is None or by.group_id is None:
        raise NotAllowed(_("Only somebody with a home group can wish."))
    if reach not in REACHES:
        raise Refused(_("Choose how far your wish reaches."), field="reach")
    technique = skills.techniques([technique_id]).get(technique_id)
    if technique is None or technique.unit_id not in ids_of(by.group_path):
        raise NotFound
    reason = other_trade_reason.strip()
    if skills.trade_of([by.person_id], by.day).get(by.person_id) == technique.trade_id:
        reason = ""
    elif kind == REQUEST and not reason:
        raise Refused(_("This belongs to another trade: write why you want to learn it."), field="other_trade_reason")
    if key_problem_id is not None and key_problem_id not in {
        key.id for key in skills.current_key_problems(by.group_path, by.day)
    }:
        raise Refused(_("This is no current key problem."), field="key_problem")
    _check_named(named_id, by)
    found_rules = rules(WISH_LIFE, GROUP_DAYS, WORKSHOP_DAYS, path=by.group_path, day=by.day)
    life, group, workshop = (found_rules[clause].value for clause in (WISH_LIFE, GROUP_DAYS, WORKSHOP_DAYS))
    wish = Wish(
        uid=new_uid(), person_id=by.person_id, technique_id=technique_id, kind=kind, reach=reach, unit_id=by.group_id,
        opened=by.day, lapses=_after(by.day, life), group_due=_after(by.day, group) if kind == REQUEST else None,
        workshop_due=_after(by.day, group + workshop) if kind == REQUEST else None, show_name=show_name,
        other_trade_reason=reason, key_problem_id=key_problem_id,
    )  # fmt: skip
    wish.named = _sealed_name(wish, named_id)
    try:
        with transaction.atomic():
            wish.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("You have this wish open already."), field="technique") from None
    SuggestedWish.objects.filter(person_id=by.person_id, technique_id=technique_id, kind=kind).delete()
    record("wish", wish.id, unit_id=by.group_id, after={"kind": kind, "technique": technique_id, "reach": reach})
    found.introduce_if_both_named(wish, named_id, by=by, now=now)
    return wish.uid


def _open(uid: str, by: Scope) -> Wish:
    wish = wish_for(uid, by=by, lock=True)
    if wish.state != Wish.State.OPEN:
        raise Refused(_("This wish is not open any more."))
    return wish


def _check_named(named_id: int | None, by: Scope) -> None:
    if named_id is None:
        return
    here = Person.objects.filter(id=named_id, factory_id=by.factory_id, tombstone=False).exists()
    if named_id == by.person_id or not here:
        raise Refused(_("Choose somebody else."), field="named")


def _sealed_name(wish: Wish, named_id: int | None) -> bytes:
    """Always sealed, so that a row does not tell whether anybody is named."""
    return sealing.write(wish, wish.person_id, "named", str(named_id or ""))


def _after(day: date, days: int) -> date:
    return day + timedelta(days=days)
