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
CITY = "city"
"""The level above the factories that has doors of its own in the demo."""


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
    """One way into the demo; `house`: the factory or the city."""

    uid: str
    name: str
    role: str
    unit: str
    house: str


def demo_accounts() -> list[DemoLine]:
    """For the demo's sign-in page only: one holder of each role of the first factory and some of its members, of each role
    of the city, and of every further factory one group leader and one member."""
    today = timezone.localdate()
    factories = list(Unit.objects.filter(level="factory").order_by("id").values_list("id", flat=True))
    found: dict[tuple[int, str], DemoLine] = {}
    rows = Mandate.objects.on(today).select_related("person__account", "person__factory", "unit")
    for row in rows.order_by("person__factory_id", "id"):
        house = row.unit if row.unit.level == CITY else row.person.factory
        if house.level == CITY or house.id in factories[:1] or row.role == Role.GROUP_LEADER:
            found.setdefault((house.id, row.role), _demo_line(row, Role(row.role).label, house))
    members = Membership.objects.on(today).filter(person__account__is_active=True)
    members = members.exclude(person_id__in=Mandate.objects.on(today).values("person_id"))
    members = members.select_related("person__account", "person__factory", "unit").order_by("person_id")
    for factory in factories:
        for member in members.filter(person__factory_id=factory)[: DEMO_MEMBERS if factory == factories[0] else 1]:
            found[factory, member.person.uid] = _demo_line(member, "", member.person.factory)
    order = {house: place for place, house in enumerate(factories[:1])}  # the first factory, the city, the others
    return [line for _key, line in sorted(found.items(), key=lambda one: (order.get(one[0][0], 1), one[0][0]))]


def _demo_line(row: Mandate | Membership, role: str, house: Unit) -> DemoLine:
    return DemoLine(row.person.account.uid, row.person.name, role, row.unit.said, house.said)
