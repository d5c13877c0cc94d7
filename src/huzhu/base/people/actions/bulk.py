"""The bulk path of the roll: many people at once, judged by the same constraints as one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, Refused, Scope
from huzhu.base.journal import deed, record
from huzhu.base.people.access import KEEPERS, must_last
from huzhu.base.people.models import Account, Membership, Person, Posting
from huzhu.base.people.seal import make_keys
from huzhu.base.units.locks import lock_units
from huzhu.base.units.models import Place, Unit
from huzhu.base.units.queries import ids_of


@dataclass(frozen=True)
class NewPerson:
    """Somebody to be put on the roll; `post_id` may be missing."""

    name: str
    roll: str
    group_id: int
    hired: date | None = None
    post_id: int | None = None


@deed("people.enrol_many")
def enrol_many(people: Sequence[NewPerson], *, starts: date, by: Scope, now: datetime) -> dict[str, int]:
    """Put many on the roll from `starts` on; returns {roll: person id}. All or nothing, one journal row.

    Raises NotAllowed without authority over every group, Refused where a roll number is taken or stands twice.
    """
    groups = {person.group_id for person in people}
    lock_units(groups)
    paths = dict(Place.objects.on(max(starts, by.day)).filter(unit_id__in=groups).values_list("unit_id", "path"))
    if len(paths) != len(groups) or not (by.is_system or all(by.holds(*KEEPERS, at=path) for path in paths.values())):
        raise NotAllowed
    must_last(groups)
    above = {unit_id for path in paths.values() for unit_id in ids_of(path)}
    factories = set(Unit.objects.filter(id__in=above, level="factory").values_list("id", flat=True))
    if len(factories) != 1:
        raise Refused(_("These groups do not belong to one factory."))
    factory = factories.pop()
    rolls = [person.roll for person in people]
    taken = Person.objects.filter(factory_id=factory, roll__in=rolls).values_list("roll", flat=True).first()
    if taken or len(set(rolls)) != len(rolls):
        twice = taken or next(roll for roll in rolls if rolls.count(roll) > 1)
        raise Refused(_("Roll number %(roll)s is already taken in this factory.") % {"roll": twice}, field="roll")
    made = Person.objects.bulk_create(
        Person(factory_id=factory, roll=person.roll, name=person.name, hired=person.hired) for person in people
    )
    make_keys([row.id for row in made])
    Account.objects.bulk_create(Account(person=row, password="!") for row in made)  # nosec B106 - unusable
    Membership.objects.bulk_create(
        Membership(person=row, unit_id=person.group_id, starts=starts) for row, person in zip(made, people, strict=True)
    )
    Posting.objects.bulk_create(
        Posting(person=row, post_id=person.post_id, starts=starts)
        for row, person in zip(made, people, strict=True)
        if person.post_id
    )
    record("factory", factory, unit_id=factory, after={"enrolled": len(made), "from": starts.isoformat()})
    return {row.roll: row.id for row in made}
