"""Deeds on a unit that ends or comes back: nobody is left without a home (S14, Q36)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, Refused, Role, Scope
from huzhu.base.journal import deed, record
from huzhu.base.people.access import must_last
from huzhu.base.people.actions.roll import give_mandate
from huzhu.base.people.models import Mandate, Membership
from huzhu.base.units.actions.standing import end_unit
from huzhu.base.units.actions.tree import found_unit
from huzhu.base.units.kinds import HOMES
from huzhu.base.units.locks import lock_trees, lock_units
from huzhu.base.units.models import Place, Standing, Unit
from huzhu.base.units.moves import DISSOLVED, REBUILT
from huzhu.base.units.periods import OPEN_END, finish, succeed
from huzhu.base.units.queries import at_level, path_of


@deed("people.dissolve")
def dissolve_unit(
    unit_id: int, destinations: Mapping[int, int], *, ends: date, reason: str, by: Scope, now: datetime
) -> int:
    """A unit is no more from `ends` on: each member goes to the home given for him, every role at it ends (S14, Q36).

    destinations: {person id: id of a group or office of the same factory}. Raises NotAllowed without authority over
    the unit and every destination, Refused where a member has none; and as `end_unit` does.
    """
    lock_trees([unit_id])
    lock_units({unit_id, *destinations.values()})
    members = Membership.objects.filter(unit_id=unit_id, ends__gt=ends).order_by("starts")
    left = {row.person_id for row in members} - set(destinations)
    if left:
        raise Refused(_("Everybody needs a place to go: %(n)s have none yet.") % {"n": len(left)}, field="all")
    _may_take(set(destinations.values()), unit_id, ends, by)
    must_last(destinations.values())
    for row in members:
        succeed(
            Membership, starts=max(row.starts, ends), owner={"person_id": row.person_id},
            unit_id=destinations[row.person_id],
        )  # fmt: skip
    for mandate in Mandate.objects.filter(unit_id=unit_id, ends__gt=ends):
        owner = {"person_id": mandate.person_id, "unit_id": unit_id, "role": mandate.role}
        finish(Mandate, ends=max(mandate.starts, ends), owner=owner)
    end_unit(unit_id, ends=ends, reason=reason, by=by, now=now)
    record("unit", unit_id, unit_id=unit_id, after={"dissolved": ends.isoformat(), "moved": len(members)})
    return unit_id


@deed("people.rebuild")
def rebuild_unit(
    unit_id: int, name: str, *, parent_id: int, starts: date, reason: str, by: Scope, now: datetime, name_en: str = "",
    members: Collection[int] = (), mandates: Collection[int] = (), note: str = "",
) -> int:  # fmt: skip
    """A dissolved unit is rebuilt as a new one that links to it, from `starts` on; returns the new unit's id (S14).

    members, mandates: ids of memberships and mandates of the old unit's last day that are restored, with the note.
    Raises NotAllowed without authority over both places and everybody's present home, Refused where it is not dissolved
    on that day, without a reason, or without a note for what is restored.
    """
    if not Standing.objects.on(starts).filter(unit_id=unit_id, state=DISSOLVED).exists():
        raise Refused(_("Only a unit that is dissolved on that day can be rebuilt."), field="starts")
    if not reason.strip():
        raise Refused(_("Write the reason."), field="reason")
    if (members or mandates) and not note.strip():
        raise Refused(_("Write why it is restored."), field="note")
    there = Place.objects.filter(unit_id=unit_id).order_by("-starts").values_list("path", flat=True)[0]
    if not by.is_system and not all(
        by.holds(Role.ADMINISTRATOR, at=path) for path in (there, path_of(parent_id, starts))
    ):
        raise NotAllowed
    old = Unit.objects.get(id=unit_id)
    unit = found_unit(
        name, old.level, parent_id=parent_id, starts=starts, name_en=name_en, state=REBUILT, reason=reason.strip(),
        predecessor=unit_id, by=by, now=now,
    )  # fmt: skip
    belonged = Membership.objects.filter(unit_id=unit_id, id__in=members).values_list("person_id", flat=True)
    present = Membership.objects.on(starts).filter(person_id__in=belonged)
    _may_take(set(present.values_list("unit_id", flat=True)), unit, starts, by)
    for row in present:
        succeed(Membership, starts=starts, owner={"person_id": row.person_id}, unit_id=unit, note=note.strip())
    for mandate in Mandate.objects.filter(unit_id=unit_id, id__in=mandates):
        give_mandate(
            mandate.person_id, Role(mandate.role), unit_id=unit, starts=starts, ends=OPEN_END,
            obtained=mandate.obtained, note=note.strip(), by=by, now=now,
        )  # fmt: skip
    record("unit", unit, unit_id=unit, after={"rebuilt": unit_id, "members": len(members), "mandates": len(mandates)})
    return unit


def _may_take(homes: set[int], unit_id: int, day: date, by: Scope) -> None:
    """Everybody goes from a home of one factory to another of the same that `by` administers."""
    paths = dict(Place.objects.on(day).filter(unit_id__in=homes | {unit_id}).values_list("unit_id", "path"))
    if not by.is_system and not all(by.holds(Role.ADMINISTRATOR, at=path) for path in paths.values()):
        raise NotAllowed
    levels = set(Unit.objects.filter(id__in=homes).values_list("level", flat=True))
    factories = {at_level(path, "factory", day) for path in paths.values()} if homes else set()
    if paths.keys() != homes | {unit_id} or levels - set(HOMES) or len(factories) > 1 or (homes and unit_id in homes):
        raise Refused(_("People go to another group or office of their factory that stands on that day."), field="all")
