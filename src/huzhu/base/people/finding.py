"""People found by number, name, pinyin or initials, among those whose roll somebody keeps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef

from huzhu.base.access import Scope
from huzhu.base.db import under
from huzhu.base.people.access import KEEPERS
from huzhu.base.people.models import Membership, Person
from huzhu.base.people.names import asked, found_by, is_han
from huzhu.base.units.models import Place
from huzhu.base.units.queries import said

SHOWN = 30


@dataclass(frozen=True)
class Found:
    """Somebody with number, name and home of the day."""

    id: int
    uid: str
    roll: str
    name: str
    unit: str


def find(text: str, scope: Scope, *, most: int = SHOWN, own_group: bool = False) -> list[Found]:
    """Members on the scope's day of the units of one's factory whose roll one keeps, in roll order; each word is found.

    A number, a name or its letters are found from their beginning, characters anywhere in a name. `own_group`: and
    those of the own group, whom one may name. Two statements.
    """
    words, paths = asked(text), scope.paths(*KEEPERS)
    if own_group and scope.group_path:
        paths += (scope.group_path,)
    if not words or not paths:
        return []
    here = Membership.objects.on(scope.day)
    rows = Person.objects.filter(factory_id=scope.factory_id)
    for word in words:
        rows = rows.filter(found_by__contains=word if is_han(word) else f" {word}")
    if any(
        scope.factory_path.startswith(path) for path in paths
    ):  # the index of keys is read in its order, and only who is found asked for a home
        rows = rows.filter(Exists(here.filter(person_id=OuterRef("id"))))
    else:
        places = Place.objects.on(scope.day).filter(reduce(or_, (under(path) for path in paths)))
        rows = rows.filter(id__in=here.filter(unit_id__in=places.values("unit_id")).values("person_id"))
    found = list(rows.order_by("found_by").values_list("id", flat=True)[:most])
    homes = here.filter(person_id__in=found).select_related("person", "unit").order_by("person__roll", "id")
    return [
        Found(at.person_id, at.person.uid, at.person.roll, at.person.name, said(at.unit.name, at.unit.name_en))
        for at in homes
    ]


def make_findable() -> int:
    """Write the keys of people who have none, as after a migration; returns how many."""
    rows = list(Person.objects.filter(found_by="").only("id", "roll", "name"))
    for row in rows:
        row.found_by = found_by(row.roll, row.name)
    Person.objects.bulk_update(rows, ["found_by"], batch_size=500)
    return len(rows)
