"""The door to a group's roll."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotFound, Refused, Role, Scope
from huzhu.base.people.models import Mandate, Membership, Person
from huzhu.base.units.models import Place, Standing
from huzhu.base.units.moves import DISSOLVED
from huzhu.base.units.queries import UnitLine, line_up, path_of, unit_by_uid

KEEPERS = (Role.GROUP_LEADER, Role.FOREMAN, Role.TRAINING_OFFICER, Role.ADMINISTRATOR)
"""Roles that keep the roll of the units they hold."""


def group_kept(uid: str, by: Scope) -> UnitLine:
    """The group or office with a public id, if this person keeps its roll; else NotFound."""
    group = unit_by_uid(uid, by.day)
    if group is None or group.ended or not group.is_home or not by.holds(*KEEPERS, at=group.path):
        raise NotFound
    return group


def person_kept(uid: str, by: Scope) -> tuple[Person, UnitLine]:
    """Somebody with his home, of today or his last, whose roll this person keeps; else NotFound."""
    person = Person.objects.select_related("account").filter(uid=uid, tombstone=False).first()
    last = Membership.objects.filter(person=person, starts__lte=by.day).order_by("-starts").first() if person else None
    if person is None or last is None:
        raise NotFound
    day = min(by.day, last.ends - timedelta(days=1))
    home = next(iter(line_up(path_of(last.unit_id, day), day)[-1:]), None)
    if home is None or not by.holds(*KEEPERS, at=home.path):
        raise NotFound
    return person, home


def kept_or_own(uid: str, by: Scope) -> tuple[Person, bool]:
    """Somebody whose roll this person keeps, or he himself, and whether it is he; else NotFound."""
    me = Person.objects.filter(uid=uid, id=by.person_id or 0).first()
    return (me, True) if me else (person_kept(uid, by)[0], False)


def keeps_roll_of(person_id: int, by: Scope) -> bool:
    """Is it this person himself, or does `by` keep the roll of his home, of today or his last?"""
    if by.is_system or by.person_id == person_id:
        return True
    uid = Person.objects.filter(id=person_id).values_list("uid", flat=True).first()
    try:
        return bool(uid and person_kept(uid, by))
    except NotFound:
        return False


def must_last(unit_ids: Iterable[int]) -> None:
    """Refused where a home's end is written, be it for a later day: whoever came would be left without one (Q36)."""
    if Standing.objects.filter(unit_id__in=unit_ids, state=DISSOLVED).exists():
        raise Refused(_("The end of this group is written already; choose another."), field="group")


def paths_of_roles(person_id: int, day: date, *roles: Role) -> list[str]:
    """Where somebody holds a role (default: any) from `day` on, as far as the unit stands on that day."""
    held = Mandate.objects.filter(person_id=person_id, ends__gt=day, role__in=roles or list(Role))
    return list(Place.objects.on(day).filter(unit_id__in=held.values("unit_id")).values_list("path", flat=True))
