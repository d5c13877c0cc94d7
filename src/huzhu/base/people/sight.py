"""'Who sees what about me': each room says what it shows of a person, and asks its own rule who may see it.

Nothing is written twice: the page puts everybody who holds a role over the person before the very functions that open
the doors, so that it changes with them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

from huzhu.base.access import Holding, Role, Scope
from huzhu.base.people.models import Mandate
from huzhu.base.units.models import Place
from huzhu.base.units.queries import ids_of


@dataclass(frozen=True)
class Subject:
    """Who is looked at: a person with his home of the day."""

    person_id: int
    group_id: int
    path: str
    day: date


@dataclass(frozen=True)
class Sight:
    """One kind of data. `seen`: the room's own rule. `also`: who sees it besides, by no role but by the person's own will."""

    what: Promise
    seen: Callable[[Scope, Subject], bool]
    also: Promise | str = ""


@dataclass(frozen=True)
class SightLine:
    """`mates`: the group sees it. `holders`: 'role: name' of everybody today who sees it by a role."""

    what: str
    mates: bool
    holders: list[str]
    also: str


_sights: list[Sight] = []


def sight(what: Promise, seen: Callable[[Scope, Subject], bool], also: Promise | str = "") -> None:
    """Register what a room shows of a person, in its `sights.py`."""
    _sights.append(Sight(what, seen, also))


def nobody(scope: Scope, subject: Subject) -> bool:
    """No role sees it."""
    return False


def sight_of(scope: Scope) -> list[SightLine]:
    """What is kept of this person, and who sees it today; the same number of statements for many holders as for few,
    but for what a room's rule asks of each sponsor."""
    autodiscover_modules("sights")
    subject = Subject(scope.person_id or 0, scope.group_id or 0, scope.group_path, scope.day)
    mate = Scope(0, scope.day, group_id=scope.group_id, group_path=scope.group_path, factory_id=scope.factory_id)
    others = _holders(subject)
    return [
        SightLine(
            str(one.what), bool(scope.group_id) and one.seen(mate, subject),
            list(dict.fromkeys(words for words, other in others if one.seen(other, subject))), str(one.also),
        )
        for one in _sights
    ]  # fmt: skip


def _holders(subject: Subject) -> list[tuple[str, Scope]]:
    """('role: name', what this role alone lets see) of everybody else with a role at the home or above, nearest first."""
    ids = ids_of(subject.path)
    paths = dict(Place.objects.on(subject.day).filter(unit_id__in=ids).values_list("unit_id", "path"))
    rows = Mandate.objects.on(subject.day).filter(unit_id__in=ids).exclude(person_id=subject.person_id)
    found = sorted(rows.select_related("person"), key=lambda row: (-ids.index(row.unit_id), row.role, row.person.roll))
    return [
        (f"{Role(row.role).label}: {row.person.name}", _by(row, paths[row.unit_id], subject.day))
        for row in found
        if row.unit_id in paths
    ]


def _by(row: Mandate, path: str, day: date) -> Scope:
    return Scope(row.person_id, day, holdings=(Holding(Role(row.role), row.unit_id, path),), full=True)
