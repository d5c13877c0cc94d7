"""Deeds on one's own sign-in, on e-mail addresses, tablets, and the founding of a house."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import LEADERS, NotAllowed, NotFound, Refused, Role, Scope
from huzhu.base.journal import deed, record
from huzhu.base.people.models import Account, Confirmation, Device, Enrolment, Mandate, Passkey, Person, Totp
from huzhu.base.people.queries import group_of
from huzhu.base.people.rights import FOUNDING, FULL, rights_of
from huzhu.base.people.secrets import set_secret
from huzhu.base.people.standing import APPOINTED, leads_person
from huzhu.base.units.queries import path_of


def _own(by: Scope) -> Account:
    if by.account_id is None:
        raise NotAllowed
    return Account.objects.select_related("person").get(id=by.account_id)


@deed("people.secret")
def change_secret(secret: str, *, by: Scope, now: datetime) -> int:
    """The owner changes his PIN (digits) or password; the caller has checked the present one."""
    account = _own(by)
    set_secret(account, secret)
    account.save(update_fields=["pin", "password"])
    record("account", account.id, after={"changed": "pin" if secret.isdigit() else "password"})
    return account.id


@deed("people.email")
def set_email(account_id: int, email: str, *, by: Scope, now: datetime) -> int:
    """Write somebody's e-mail: the owner while his sign-in is full, or those appointed; never a leader of his group.

    An address that a leader could have written would let him confirm in somebody's place.
    """
    account = Account.objects.get(id=account_id)
    if by.account_id == account.id:
        if not by.full:
            raise NotAllowed(_("Your sign-in must be confirmed by two before you write your e-mail."))
    elif not by.is_system:
        group = group_of(account.person_id, by.day)
        held = group is not None and by.holds(*APPOINTED, at=path_of(group, by.day))
        if not held or leads_person(by.person_id or 0, account.person_id, by.day):
            raise NotAllowed
    try:
        with transaction.atomic():
            Account.objects.filter(id=account.id).update(email=email.strip().lower() or None, email_by_id=by.person_id)
    except IntegrityError:
        raise Refused(_("Somebody else has this e-mail."), field="email") from None
    record("account", account.id, after={"changed": "email"})
    return account.id


@deed("people.looks")
def set_looks(language: str, theme: str, *, by: Scope, now: datetime) -> int:
    """Language and theme, wherever the owner signs in."""
    account = _own(by)
    Account.objects.filter(id=account.id).update(language=language, theme=theme)
    record("account", account.id, after={"language": language, "theme": theme})
    return account.id


@deed("people.enrol-device")
def know_device(device_id: int, *, by: Scope, now: datetime) -> int:
    """The PIN counts on this device from now on."""
    account = _own(by)
    if Device.objects.filter(id=device_id, unit__isnull=False).exists():
        raise NotAllowed
    Enrolment.objects.update_or_create(
        device_id=device_id, account=account, defaults={"generation": account.generation, "since": now}
    )
    record("account", account.id, after={"device": "added"})
    return device_id


@deed("people.forget-device")
def forget_device(device_id: int, *, by: Scope, now: datetime) -> int:
    """The PIN no longer counts there."""
    account = _own(by)
    Enrolment.objects.filter(device_id=device_id, account=account).delete()
    record("account", account.id, after={"device": "removed"})
    return device_id


@deed("people.forget-passkey")
def forget_passkey(uid: str, *, by: Scope, now: datetime) -> str:
    account = _own(by)
    if not Passkey.objects.filter(uid=uid, account=account).delete()[0]:
        raise NotFound
    record("account", account.id, after={"passkey": "removed"})
    return uid


@deed("people.app")
def use_app(*, on: bool, by: Scope, now: datetime) -> int:
    """The authenticator app whose code was taken counts from now on, or is removed."""
    account = _own(by)
    if on:
        Totp.objects.filter(account=account).update(active=True)
    else:
        Totp.objects.filter(account=account).delete()
    record("account", account.id, after={"app": on})
    return account.id


@deed("people.tablet")
def make_tablet(group_id: int, device_id: int, *, by: Scope, now: datetime) -> int:
    """A leader makes a device the shared tablet of his group; nobody's PIN counts there as on his own any more."""
    if not by.full or not by.holds_exactly(*LEADERS, unit_id=group_id):
        raise NotAllowed
    Enrolment.objects.filter(device_id=device_id).delete()
    Device.objects.filter(id=device_id).update(unit_id=group_id)
    record("device", device_id, unit_id=group_id, after={"tablet": True})
    return device_id


@deed("people.tablet-end")
def end_tablets(group_id: int, *, by: Scope, now: datetime) -> int:
    """No device is the group's tablet any more."""
    if not by.holds_exactly(*LEADERS, unit_id=group_id):
        raise NotAllowed
    ended = Device.objects.filter(unit_id=group_id).delete()[0]
    record("unit", group_id, unit_id=group_id, after={"tablets": 0})
    return ended


@deed("people.found")
def bootstrap_administrator(
    person_id: int, secret: str, *, by: Scope, now: datetime, role: Role = Role.ADMINISTRATOR
) -> int:
    """The first administrator or training officer of a factory: confirmed by the founding alone; returns the account id.

    For the command, the demo and tests, where nobody is there who could confirm; the journal says so ('people.found').
    Raises NotAllowed for anybody signed in, or once the factory has somebody full in that role.
    """
    person = Person.objects.select_related("account").get(id=person_id)
    today = Mandate.objects.on(by.day).filter(person__factory_id=person.factory_id, role=role)
    others = [row.person.account for row in today.exclude(person_id=person_id).select_related("person__account")]
    if not by.is_system or role not in APPOINTED or FULL in rights_of(others).values():
        raise NotAllowed
    if not today.filter(person_id=person_id).exists():
        Mandate.objects.create(person_id=person_id, unit_id=person.factory_id, role=role.value, starts=by.day)
    account = person.account
    account.person = person
    set_secret(account, secret)
    Account.objects.filter(id=account.id).update(
        drawn=F("drawn") + 1, generation=F("drawn") + 1, pin=account.pin, password=account.password, reset_at=now
    )
    account.refresh_from_db()
    Confirmation.objects.create(account=account, generation=account.generation, role=FOUNDING, leads=False, at=now)
    record("account", account.id, unit_id=person.factory_id, after={"generation": account.generation, "as": FOUNDING})
    return account.id
