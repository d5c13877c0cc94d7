"""Steps of a first sign-in, through the pages."""

from __future__ import annotations

from typing import Any

from django.test import Client

from huzhu.base.people.models import Account, Person
from huzhu.base.people.rights import rights
from tests.cast import client_for


def shows(client: Client, person: Person, roll: str | None = None) -> tuple[str, str]:
    """Begin a first sign-in on a device: its address and the six digits it shows."""
    home = person.memberships.order_by("-starts")[0]
    client.get(f"/join/{home.unit.uid}")
    address = client.post("/first-sign-in", {"roll": roll or person.roll}).url
    return address, client.get(address).context["digits"]


def confirms(confirmer: Person | Client, person: Person, digits: str, roll: str | None = None) -> bool:
    """Somebody types number and digits on his own sign-in; True if it was taken."""
    client = confirmer if isinstance(confirmer, Client) else client_for(confirmer)
    answer = client.post("/confirm", {"roll": roll or person.roll, "code": digits})
    return bool(answer.status_code == 302)


def sets_pin(client: Client, address: str, pin: str = "246813") -> Any:
    return client.post(address, {"secret": pin})


def state(person: Person) -> str:
    return rights(Account.objects.get(person=person))


def first_sign_in(person: Person, *confirmers: Person, client: Client | None = None) -> tuple[Client, bool]:
    """Begin, be confirmed by some, set a PIN; the device, and whether it got in."""
    device = client or Client()
    address, digits = shows(device, person)
    for confirmer in confirmers:
        confirms(confirmer, person, digits)
    return device, sets_pin(device, address).status_code == 302
