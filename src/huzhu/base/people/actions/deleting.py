"""Deleting somebody's data at his own request (Q36)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, NotFound, Refused, Role, Scope
from huzhu.base.journal import deed, record
from huzhu.base.people.access import paths_of_roles
from huzhu.base.people.deletion import bury
from huzhu.base.people.models import Person
from huzhu.base.people.queries import group_of
from huzhu.base.people.secrets import check_secret
from huzhu.base.units.queries import path_of


def may_delete(person: Person, by: Scope) -> bool:
    """An administrator of his factory or above, confirmed by two, and never oneself."""
    path = path_of(person.factory_id, by.day)
    return by.full and by.holds(Role.ADMINISTRATOR, at=path) and by.person_id != person.id and not person.tombstone


def delete_person(uid: str, *, secret: str, by: Scope, now: datetime) -> str:
    """Turn somebody into a numbered tombstone for ever.

    The administrator's own secret is asked again, in a transaction of its own, so that a refusal counts against the
    tries. Raises NotFound, NotAllowed (also for an administrator above), Refused at the field 'secret'.
    """
    if not may_delete(_person(uid), by):
        raise NotAllowed
    if by.account_id is None or not check_secret(by.account_id, by.device_id, secret, now=now):
        raise Refused(_("This is not your PIN or password."), field="secret")
    return _delete(uid, by=by, now=now)


@deed("people.delete")
def _delete(uid: str, *, by: Scope, now: datetime) -> str:
    person = _person(uid, lock=True)
    above = paths_of_roles(person.id, by.day, Role.ADMINISTRATOR)
    if not may_delete(person, by) or not all(by.holds(Role.ADMINISTRATOR, at=path) for path in above):
        raise NotAllowed
    return _put_down(person, by, now)


@deed("people.delete-again")
def delete_again(uid: str, *, by: Scope, now: datetime) -> str:
    """The list of deletions applied to a database that was put back; for the commands alone."""
    if not by.is_system:
        raise NotAllowed
    return _put_down(_person(uid, lock=True), by, now)


def _put_down(person: Person, by: Scope, now: datetime) -> str:
    group = group_of(person.id, by.day)
    bury(person, by=by, now=now)
    record("person", person.id, unit_id=group or person.factory_id, before={"group": group}, after={"deleted": True})
    return person.uid


def _person(uid: str, *, lock: bool = False) -> Person:
    rows = Person.objects.select_for_update() if lock else Person.objects.all()
    person = rows.filter(uid=uid).first()
    if person is None:
        raise NotFound
    return person
