"""Deletion (Q36): a person becomes a numbered tombstone, and every row sealed with his key is unreadable for ever.

Gone: name, hire date, sign-in with e-mail, devices, passkeys and app, key, notices, who looked, what comes after today.
Kept by number: closed months and measurements, contracts with their signatures (they name parties by number and still
verify), who confirmed whom, journal. Rooms say what ends with a person: `@farewell` in their `farewells.py`.

Not reached, and said in the guide: free text in which somebody wrote a name (duties and steps of a contract, reasons of
corrections, key problems), workbooks brought in and not yet saved, sheets printed or taken along, and backups made
before, until they are put back: then the list beside the keys is applied again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol, TypeVar

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from huzhu.base.access import Scope
from huzhu.base.people.models import (
    Account,
    Enrolment,
    FirstSignIn,
    Look,
    Mandate,
    Membership,
    Passkey,
    Person,
    PersonKey,
    Posting,
    Totp,
    Tries,
)
from huzhu.base.units.periods import finish
from huzhu.conf import deletions


class Farewell(Protocol):
    """What a room ends when somebody is deleted; part of that deed, so it raises nothing that people could cause."""

    def __call__(self, person_id: int, *, by: Scope, now: datetime) -> None: ...


F = TypeVar("F", bound=Farewell)
_farewells: list[Farewell] = []


def farewell(function: F) -> F:
    """Register what a room ends."""
    _farewells.append(function)
    return function


def bury(person: Person, *, by: Scope, now: datetime) -> None:
    """Make a tombstone of somebody, inside the deed. The list is written last, and before the deed is certain:
    a name too many on it is found by `huzhu check`, one too few would come back."""
    autodiscover_modules("farewells")
    for function in _farewells:
        function(person.id, by=by, now=now)
    for model in (Membership, Posting, Mandate):
        model._default_manager.filter(person=person, starts__gt=by.day).delete()
        finish(model, ends=by.day, owner={"person_id": person.id})
    account = Account.objects.get(person=person)
    for owned in (Enrolment, Passkey, Totp, Tries, FirstSignIn):
        owned._default_manager.filter(account=account).delete()
    account.set_unusable_password()
    Account.objects.filter(id=account.id).update(
        is_active=False, password=account.password, pin="", email=None, email_by=None, language="", theme="",
        reset_at=None, reset_before=None,
    )  # fmt: skip
    PersonKey.objects.filter(person=person).delete()
    Look.objects.filter(person=person).delete()
    person.name, person.hired, person.tombstone = stone_of(person.roll), None, True
    person.save(update_fields=["name", "hired", "tombstone", "found_by"])
    deletions.add(settings.HOME, [person.uid], now.isoformat(timespec="seconds"))


def stone_of(roll: str) -> str:
    """What stands where the name stood."""
    return f"#{roll}"


def apply_again() -> int:
    """Delete whoever is on the list and has come back with an older database; returns how many."""
    from huzhu.base.people.actions.deleting import delete_again

    back = Person.objects.filter(uid__in=deletions.listed(settings.HOME), tombstone=False).order_by("id")
    now = timezone.now()
    people = list(back.values_list("uid", flat=True))
    for uid in people:
        delete_again(uid, by=Scope.system(timezone.localdate(now)), now=now)
    return len(people)


def complete_list() -> int:
    """Write tombstones of the database that the list lacks onto it, as where the file was lost; returns how many."""
    known = set(deletions.listed(settings.HOME))
    lacking = [uid for uid in Person.objects.filter(tombstone=True).values_list("uid", flat=True) if uid not in known]
    deletions.add(settings.HOME, lacking, timezone.now().isoformat(timespec="seconds"))
    return len(lacking)
