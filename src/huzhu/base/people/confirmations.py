"""What people look at about sign-ins: who confirmed whom, and who waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from huzhu.base.access import LEADERS, Role, Scope
from huzhu.base.people.models import Account, Confirmation, FirstSignIn, Person
from huzhu.base.people.queries import PersonLine, groups_of, roster
from huzhu.base.people.rights import FOUNDING, LOOK, MESSAGE, NONE, rights_of
from huzhu.base.people.standing import WITNESSES
from huzhu.base.units.models import Place


@dataclass(frozen=True)
class ConfirmationLine:
    """Who confirmed, as what, when; `name` is '' where nobody but a message did."""

    name: str
    role: str
    at: datetime
    generation: int


def confirmations_of(account_id: int | None, generation: int | None = None) -> list[ConfirmationLine]:
    """Everybody who confirmed a sign-in, oldest first; of one generation or ever."""
    rows = (
        Confirmation.objects.filter(account_id=account_id or 0).select_related("confirmer__person").order_by("at", "id")
    )
    if generation is not None:
        rows = rows.filter(generation=generation)
    return [
        ConfirmationLine(
            row.confirmer.person.name if row.confirmer else "", role_words(row.role), row.at, row.generation
        )
        for row in rows
    ]


def role_words(role: str) -> str:
    if role == MESSAGE:
        return _("a message to your e-mail")
    if role == FOUNDING:
        return _("whoever set Huzhu up")
    return Role(role).label


def name_of(account_id: int) -> str:
    return Person.objects.values_list("name", flat=True).get(account__id=account_id)


@dataclass(frozen=True)
class WaitingLine:
    uid: str
    roll: str
    name: str


def waiting_for_confirmation(scope: Scope, now: datetime) -> list[WaitingLine]:
    """Whose device shows digits now and whom this person may confirm and has not yet, in roll order."""
    rows = FirstSignIn.objects.filter(
        account__person__factory_id=scope.factory_id, finished=False, expires__gt=now
    ).exclude(account_id=scope.account_id or 0)
    mine = Confirmation.objects.filter(account=OuterRef("account"), generation=OuterRef("generation"))
    rows = rows.exclude(Exists(mine.filter(confirmer_id=scope.account_id or 0)))
    found = {row.account.person: row.account.uid for row in rows.select_related("account__person") if row.account}
    if not found:
        return []
    groups = groups_of({person.id for person in found}, scope.day)
    paths = dict(Place.objects.on(scope.day).filter(unit_id__in=groups.values()).values_list("unit_id", "path"))
    seen = [
        person for person in found
        if (group := groups.get(person.id)) and (scope.holds_exactly(*LEADERS, unit_id=group) or scope.holds(*WITNESSES, at=paths[group]))
    ]  # fmt: skip
    return [
        WaitingLine(found[person], person.roll, person.name) for person in sorted(seen, key=lambda person: person.roll)
    ]


@dataclass(frozen=True)
class SignInLine:
    """A member with the state of his sign-in: 'none', 'look' or 'full'."""

    person: PersonLine
    state: str
    words: str


def sign_ins_of(group_id: int, day: date) -> list[SignInLine]:
    """The members of a group in roll order, with who has signed in and who still waits; four statements."""
    people = roster(group_id, day)
    accounts = {row.person_id: row for row in Account.objects.filter(person_id__in=[line.id for line in people])}
    states = rights_of(accounts.values())
    words = {NONE: _("not yet signed in"), LOOK: _("waits for the second confirmation")}
    return [
        SignInLine(line, states[row.id], words.get(states[row.id], _("signed in")))
        for line in people
        if (row := accounts.get(line.id))
    ]
