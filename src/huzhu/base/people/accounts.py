"""Finding the sign-in that a number means, and the factory it belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from huzhu.base.access import Role
from huzhu.base.people.devices import FACTORY, device_of
from huzhu.base.people.models import Account, Mandate, Membership
from huzhu.base.units.models import Unit
from huzhu.base.units.queries import at_level, path_of

DEMO_MEMBERS = 6


def account_for(number: str, factory_id: int | None) -> Account | None:
    """The sign-in of a roll number of a factory, or of an e-mail address anywhere."""
    number = number.strip()
    rows = Account.objects.select_related("person").filter(is_active=True)
    if "@" in number:
        return rows.filter(email__iexact=number).first()
    return rows.filter(person__factory_id=factory_id or 0, person__roll=number).first()


def factory_of_request(request: HttpRequest, unit: Unit | None = None) -> Unit | None:
    """The factory of a QR code's unit, of this tablet, remembered on this device, or the only one there is."""
    if unit is None:
        device = device_of(request)
        unit = device.unit if device else None
    if unit is not None:
        today = timezone.localdate()
        line = at_level(path_of(unit.id, today), "factory", today)
        return Unit.objects.filter(id=line.id).first() if line else None
    factories = Unit.objects.filter(level="factory")
    remembered = factories.filter(uid=request.COOKIES.get(FACTORY, "")).first()
    if remembered:
        return remembered
    some = list(factories[:2])
    return some[0] if len(some) == 1 else None


@dataclass(frozen=True)
class DemoLine:
    """One way into the demo."""

    uid: str
    name: str
    role: str
    unit: str


def demo_accounts() -> list[DemoLine]:
    """One holder of each role, then some members; for the demo's sign-in page only."""
    today = timezone.localdate()
    rows = Mandate.objects.on(today).select_related("person__account", "unit").order_by("person__factory_id", "id")
    found: dict[str, DemoLine] = {}
    for row in rows:
        line = DemoLine(row.person.account.uid, row.person.name, Role(row.role).label, row.unit.said)
        found.setdefault(row.role, line)
    holders = Mandate.objects.on(today).values("person_id")
    members = Membership.objects.on(today).filter(person__account__is_active=True).exclude(person_id__in=holders)
    for member in members.select_related("person__account", "unit").order_by("person__factory_id", "person")[
        :DEMO_MEMBERS
    ]:
        found[member.person.uid] = DemoLine(member.person.account.uid, member.person.name, "", member.unit.said)
    return list(found.values())
