"""Who works where, on a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import Refused, Role, Scope
from huzhu.base.db import compiled, under
from huzhu.base.people.finding import find
from huzhu.base.people.models import Mandate, Membership, Person, Posting
from huzhu.base.people.terms import OBTAINED
from huzhu.base.units.models import Place
from huzhu.base.units.periods import OPEN_END
from huzhu.base.units.queries import UnitLine, ids_of, line_up

ALIKE = 6
"""Most people named where what was typed may mean several."""


@dataclass(frozen=True)
class PersonLine:
    id: int
    uid: str
    roll: str
    name: str
    hired: date | None = None
    post: str = ""


def roster(unit_id: int, day: date) -> list[PersonLine]:
    """The members of a group on a day, in roll order."""
    members = _members(unit_id, day)
    posts = dict(_posts([member[0] for member in members], day))
    return [PersonLine(*member, posts.get(member[0], "")) for member in members]


@compiled
def _members(unit_id: int, day: date) -> QuerySet[Any, tuple[int, str, str, str, date | None]]:
    rows = Membership.objects.on(day).filter(unit_id=unit_id).order_by("person__roll")
    return rows.values_list("person_id", "person__uid", "person__roll", "person__name", "person__hired")


@compiled
def _posts(person_ids: Collection[int], day: date) -> QuerySet[Any, tuple[int, str]]:
    return Posting.objects.on(day).filter(person_id__in=person_ids).values_list("person_id", "post__name")


def belonging(unit_id: int, since: date) -> list[PersonLine]:
    """Everybody who is at home in a unit on `since` or will be on a later day, in roll order."""
    rows = Membership.objects.filter(unit_id=unit_id, ends__gt=since).select_related("person").order_by("person__roll")
    found = {m.person_id: PersonLine(m.person_id, m.person.uid, m.person.roll, m.person.name) for m in rows}
    return list(found.values())


def members_under(path: str, day: date) -> list[tuple[int, int]]:
    """(person id, group id) of everybody at home in the subtree of `path` on a day, by person id."""
    groups = Place.objects.on(day).filter(under(path)).values("unit_id")
    rows = Membership.objects.on(day).filter(unit_id__in=groups)
    return list(rows.order_by("person_id").values_list("person_id", "unit_id"))


def group_of(person_id: int, day: date) -> int | None:
    return Membership.objects.on(day).filter(person_id=person_id).values_list("unit_id", flat=True).first()


def groups_of(person_ids: set[int], day: date) -> dict[int, int]:
    return dict(_homes(person_ids, day))


@compiled
def _homes(person_ids: Collection[int], day: date) -> QuerySet[Any, tuple[int, int]]:
    return Membership.objects.on(day).filter(person_id__in=person_ids).values_list("person_id", "unit_id")


def people(person_ids: set[int]) -> dict[int, PersonLine]:
    return {row[0]: PersonLine(*row) for row in _people(person_ids)}


@compiled
def _people(person_ids: Collection[int]) -> QuerySet[Any, tuple[int, str, str, str, date | None]]:
    return Person.objects.filter(id__in=person_ids).values_list("id", "uid", "roll", "name", "hired")


def holders(role: Role, *, path: str, day: date) -> list[int]:
    """Person ids holding `role` at the unit with `path` or at a unit above it, nearest unit first."""
    ids = ids_of(path)
    rows = Mandate.objects.on(day).filter(role=role, unit_id__in=ids).values_list("unit_id", "person_id")
    return [person_id for _, person_id in sorted(rows, key=lambda row: (-ids.index(row[0]), row[1]))]


def holders_under(path: str, roles: Collection[Role], day: date) -> list[int]:
    """Person ids holding one of the roles at a unit or below it, each once, by id; one statement."""
    inside = Place.objects.on(day).filter(under(path)).values("unit_id")
    rows = Mandate.objects.on(day).filter(role__in=[role.value for role in roles], unit_id__in=inside)
    return sorted(set(rows.values_list("person_id", flat=True)))


def leaders_of(unit_id: int, day: date) -> dict[str, int]:
    """Person id of each of the group's two leaders: {'group-leader': …, 'foreman': …}; a vacant post is missing."""
    rows = Mandate.objects.on(day).filter(unit_id=unit_id, role__in=[Role.GROUP_LEADER, Role.FOREMAN])
    return dict(rows.order_by("-starts").values_list("role", "person_id"))


def person_by_roll(roll: str, scope: Scope) -> int:
    """Person id of a roll number of the viewer's own factory; raises Refused at the field 'roll'.

    Of somebody whom the viewer may look for, name, pinyin or initials will do; of several the answer names them.
    """
    numbered = Person.objects.filter(factory_id=scope.factory_id, roll=roll.strip(), tombstone=False)
    found = numbered.values_list("id", flat=True).first()
    if found is not None:
        return found
    alike = find(roll, scope, most=ALIKE, own_group=True)
    if len(alike) == 1:
        return alike[0].id
    if alike:
        names = _(", ").join(f"{line.name} {line.roll}" for line in alike)
        raise Refused(_("Several may be meant: %(names)s. Write the roll number.") % {"names": names}, field="roll")
    raise Refused(_("Nobody in this factory has that roll number."), field="roll")


@dataclass(frozen=True)
class Holder:
    """Somebody's term in a role at a unit. `ends` None: open. `obtained`: how, in words, '' where nobody said."""

    role: str
    name: str
    uid: str
    person_id: int
    code: str
    starts: date
    ends: date | None
    obtained: str
    note: str
    unit: str

    @property
    def says(self) -> str:
        """How the role was come by, and why it was restored."""
        return " · ".join(part for part in (self.obtained, self.note) if part)


def holders_at(unit_id: int, day: date, *, ahead: bool = False) -> list[Holder]:
    """Who holds which role at this very unit, `ahead`: or will on a later day; roles are public within the factory."""
    terms = Mandate.objects.filter(ends__gt=day) if ahead else Mandate.objects.on(day)
    rows = terms.filter(unit_id=unit_id).select_related("person", "unit")
    return [_holder(row) for row in rows.order_by("role", "person__roll", "starts")]


def ending_soon(path: str, day: date, *, within: int = 60, most: int = 50) -> list[Holder]:
    """Terms at and below a unit that end within so many days and are not followed by another, soonest first."""
    units = Place.objects.on(day).filter(under(path)).values("unit_id")
    again = Mandate.objects.filter(
        person_id=OuterRef("person_id"), unit_id=OuterRef("unit_id"), role=OuterRef("role"), starts=OuterRef("ends")
    )
    rows = (
        Mandate.objects.on(day).filter(unit_id__in=units, ends__lte=day + timedelta(days=within)).exclude(Exists(again))
    )
    return [_holder(row) for row in rows.select_related("person", "unit").order_by("ends", "id")[:most]]


def _holder(row: Mandate) -> Holder:
    return Holder(
        Role(row.role).label, row.person.name, row.person.uid, row.person_id, row.role, row.starts,
        row.ends if row.ends < OPEN_END else None, str(OBTAINED.get(row.obtained, "")), row.note,
        row.unit.said,
    )  # fmt: skip


def crumbs(path: str, scope: Scope, day: date | None = None) -> list[dict[str, str]]:
    """The breadcrumb down to the unit at `path`: name and url of each, url '' where this person may not look."""

    def url(step: UnitLine) -> str:
        if step.is_home and sees_group(scope, step.id):
            return reverse("group", args=[step.uid])
        above = any(step.path.startswith(holding.path) for holding in scope.holdings)
        return reverse("unit", args=[step.uid]) if above else ""

    return [{"name": step.name, "url": url(step)} for step in line_up(path, day or scope.day)]


def sees_group(scope: Scope, group_id: int) -> bool:
    """Sight of a group's posted things (Q31): its members, its two leaders, its assessor; not those above."""
    return scope.group_id == group_id or scope.holds_exactly(
        Role.GROUP_LEADER, Role.FOREMAN, Role.ASSESSOR, unit_id=group_id
    )


def last_of(line: UnitLine, day: date) -> tuple[list[tuple[int, PersonLine]], list[tuple[int, Holder]]]:
    """(membership id, person) and (mandate id, holder) of a dissolved unit's last day, of those who still work here."""
    at_home = Membership.objects.on(day).values("person_id")
    members = Membership.objects.on(line.day(day)).filter(unit_id=line.id, person_id__in=at_home)
    rows = Mandate.objects.on(line.day(day)).filter(unit_id=line.id, person_id__in=at_home)
    return (
        [
            (row.id, PersonLine(row.person_id, row.person.uid, row.person.roll, row.person.name))
            for row in members.select_related("person").order_by("person__roll")
        ],
        [(row.id, _holder(row)) for row in rows.select_related("person", "unit").order_by("role", "person__roll")],
    )
