"""Deeds on the roll: who joins, moves, leaves, and who holds what."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, NotFound, Refused, Role, Scope
from huzhu.base.journal import deed, happened, record
from huzhu.base.people.access import KEEPERS, must_last, paths_of_roles
from huzhu.base.people.models import Account, Mandate, Membership, Person, Post, Posting
from huzhu.base.people.seal import make_key
from huzhu.base.people.terms import OBTAINED
from huzhu.base.units.actions.tree import found_unit
from huzhu.base.units.kinds import HOMES
from huzhu.base.units.locks import lock_units
from huzhu.base.units.models import Place, Unit
from huzhu.base.units.periods import OPEN_END, finish, succeed
from huzhu.base.units.queries import ids_of, line_up, path_of


@deed("people.enrol")
def enrol(
    name: str, roll: str, *, group_id: int, by: Scope, now: datetime,
    starts: date | None = None, hired: date | None = None, post_id: int | None = None,
) -> int:  # fmt: skip
    """Put somebody on the roll of a group from `starts` on, with an account that nobody holds yet; returns the id.

    Raises NotAllowed without authority over the group, Refused for an empty name or a roll number already taken.
    """
    starts = starts or by.day
    lock_units([group_id])
    path = path_of(group_id, starts)
    if not by.is_system and not by.holds(*KEEPERS, at=path):
        raise NotAllowed
    line = line_up(path, starts)
    factory = next((unit for unit in line if unit.level == "factory"), None)
    if factory is None:
        raise Refused(_("This group does not belong to a factory."))
    if not line[-1].is_home:
        raise Refused(_("People belong to a group or an office."))
    must_last([group_id])
    name, roll = name.strip(), roll.strip()
    if not name:
        raise Refused(_("Write the name."), field="name")
    if not roll:
        raise Refused(_("Write the roll number."), field="roll")
    try:
        with transaction.atomic():
            person = Person.objects.create(factory_id=factory.id, roll=roll, name=name, hired=hired)
    except IntegrityError:
        raise Refused(
            _("Roll number %(roll)s is already taken in this factory.") % {"roll": roll}, field="roll"
        ) from None
    make_key(person.id)
    Account.objects.create(person=person, password="!")  # nosec B106 - unusable until the owner sets one
    succeed(Membership, starts=starts, owner={"person_id": person.id}, unit_id=group_id)
    if post_id:
        succeed(Posting, starts=starts, owner={"person_id": person.id}, post_id=post_id)
    record("person", person.id, unit_id=group_id, after={"group": group_id, "from": starts.isoformat()})
    return person.id


@deed("people.move")
def move_person(person_id: int, *, to_group_id: int, starts: date, by: Scope, now: datetime) -> int:
    """Move somebody to another home group from `starts` on: exactly one home group at any date (Q36).

    Raises NotAllowed without authority over both groups: nobody pulls people under himself; Refused at the field that
    is wrong: a day without a home, the home that it is, another factory's, or one whose end is written.
    """
    lock_units([to_group_id])
    before = Membership.objects.on(starts).filter(person_id=person_id).values_list("unit_id", flat=True).first()
    if before is None and not by.is_system:
        raise Refused(_("On that day this person belongs to no group."), field="starts")
    both = [path_of(group, starts) for group in (before, to_group_id) if group]
    if not by.is_system and not all(by.holds(*KEEPERS, at=path) for path in both):
        raise NotAllowed
    if before == to_group_id and not by.is_system:
        raise Refused(_("On that day this is the person's group already."), field="group")
    if not Unit.objects.filter(id=to_group_id, level__in=HOMES).exists():
        raise Refused(_("People belong to a group or an office."), field="group")
    if Person.objects.values_list("factory_id", flat=True).get(id=person_id) not in ids_of(both[-1]):
        raise Refused(
            _("People go to another group or office of their factory that stands on that day."), field="group"
        )
    must_last([to_group_id])
    succeed(Membership, starts=starts, owner={"person_id": person_id}, unit_id=to_group_id)
    record("person", person_id, unit_id=to_group_id, before={"group": before}, after={"group": to_group_id})
    return person_id


@deed("people.leave")
def leave(person_id: int, *, ends: date, by: Scope, now: datetime) -> int:
    """From `ends` on somebody is away: home group, post and mandates end that day, and the sign-in closes (`reactions`).

    Refused for whoever holds a role above what `by` keeps: no leader of a group takes a factory's administrator away.
    """
    group = Membership.objects.on(ends).filter(person_id=person_id).values_list("unit_id", flat=True).first()
    if group is None and not by.is_system:
        raise Refused(_("On that day this person belongs to no group."), field="ends")
    if not by.is_system and not by.holds(*KEEPERS, at=path_of(group or 0, ends)):
        raise NotAllowed
    if not all(by.is_system or by.holds(*KEEPERS, at=path) for path in paths_of_roles(person_id, ends)):
        raise Refused(_("This person holds a role above this group: it has to be ended first."), field="ends")
    finish(Membership, ends=ends, owner={"person_id": person_id})
    finish(Posting, ends=ends, owner={"person_id": person_id})
    finish(Mandate, ends=ends, owner={"person_id": person_id})
    if ends <= by.day:
        Account.objects.filter(person_id=person_id).update(is_active=False)
        happened("people.left", person_id)
    record("person", person_id, unit_id=group, before={"group": group}, after={"left": ends.isoformat()})
    return person_id


@deed("people.mandate")
def give_mandate(
    person_id: int,
    role: Role,
    *,
    unit_id: int,
    by: Scope,
    now: datetime,
    starts: date | None = None,
    ends: date = OPEN_END,
    obtained: str = "",
    note: str = "",
) -> int:
    """Give a role at a unit from–to, at the longest to its end where that is written, saying how it was obtained.

    Raises NotAllowed unless an administrator holds the unit on the first day and today, for oneself, and by a sign-in that one person confirmed:
    a leader would appoint himself by the first sign-in of an administrator of his group (Q33). Refused for a term
    that ends before it begins.
    """
    starts = starts or by.day
    if not by.full:
        raise NotAllowed(_("Your sign-in lacks a confirmation"))
    if ends <= starts:
        raise Refused(_("The term ends before it begins."), field="ends")
    if obtained and obtained not in OBTAINED:
        raise Refused(_("Choose how the role was obtained."), field="obtained")
    held = (by.holds(Role.ADMINISTRATOR, at=path_of(unit_id, day)) for day in {starts, max(starts, by.day)})
    if not by.is_system and (not all(held) or by.person_id == person_id):
        raise NotAllowed
    last = Place.objects.filter(unit_id=unit_id).aggregate(last=Max("ends"))["last"]
    owner, ends = {"person_id": person_id, "unit_id": unit_id, "role": role.value}, min(ends, last or OPEN_END)
    row = succeed(Mandate, starts=starts, ends=ends, owner=owner, obtained=obtained, note=note)
    record(
        "mandate", row.id, unit_id=unit_id, after={"person": person_id, "role": role.value, "from": starts.isoformat()}
    )
    return row.id


@deed("people.end_mandate")
def end_mandate(person_id: int, role: Role, *, unit_id: int, ends: date, by: Scope, now: datetime) -> int:
    """End a role early: from `ends` on it is not held any more; a term that would only begin then is taken back.

    Raises NotAllowed unless an administrator holds the unit or it is one's own role, NotFound where it is not held.
    """
    own = by.person_id == person_id
    if not by.full or not (by.is_system or own or by.holds(Role.ADMINISTRATOR, at=path_of(unit_id, by.day))):
        raise NotAllowed
    owner = {"person_id": person_id, "unit_id": unit_id, "role": role.value}
    if ends < by.day:
        raise Refused(_("A role ends today at the earliest: what was done in it stays."), field="ends")
    row = Mandate.objects.filter(**owner, ends__gt=ends).order_by("starts").first()
    if row is None:
        raise NotFound
    finish(Mandate, ends=max(ends, row.starts), owner=owner)
    after = {"person": person_id, "role": role.value, "until": ends.isoformat()}
    record("mandate", person_id, unit_id=unit_id, after=after)
    return person_id


@deed("people.found-group")
def found_group(name: str, leader: str, roll: str, *, parent_id: int, by: Scope, now: datetime) -> str:
    """A group with its leader, who does the rest; returns the group's public id. Raises as its three deeds do."""
    group = found_unit(name, "group", parent_id=parent_id, starts=by.day, by=by, now=now)
    person = enrol(leader, roll, group_id=group, by=by, now=now)
    give_mandate(person, Role.GROUP_LEADER, unit_id=group, by=by, now=now)
    record("unit", group, unit_id=group, after={"leader": person})
    return Unit.objects.values_list("uid", flat=True).get(id=group)


@deed("people.post")
def found_post(name: str, *, factory_id: int, by: Scope, now: datetime, name_en: str = "") -> int:
    """A post of the factory by name; naming it again returns the same one."""
    if not by.is_system and not by.holds(*KEEPERS, at=path_of(factory_id, by.day)) and by.factory_id != factory_id:
        raise NotAllowed
    post, made = Post.objects.get_or_create(factory_id=factory_id, name=name.strip(), defaults={"name_en": name_en})
    record("post", post.id, unit_id=factory_id, after={"made": made})
    return post.id
