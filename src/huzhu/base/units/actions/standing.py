"""Deeds on how a unit stands: it begins, is suspended, goes on, is dissolved (S14)."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, Refused, Role, Scope
from huzhu.base.drawing.words import day_words
from huzhu.base.journal import deed, record
from huzhu.base.units.locks import lock_trees, lock_units
from huzhu.base.units.models import Label, Place, Standing
from huzhu.base.units.moves import STATE_NAMES, UNIT
from huzhu.base.units.periods import OPEN_END, finish, succeed
from huzhu.base.units.queries import path_of, stand_of

IN_PLACE = ("begin", "suspend", "resume")
"""Moves of a unit that goes on standing where it is."""


@deed("units.state")
def change_state(unit_id: int, verb: str, *, starts: date, reason: str, by: Scope, now: datetime) -> int:
    """Let a unit begin, be suspended or go on from `starts` on, with the reason.

    Raises NotAllowed without authority over it, Refused without a reason or where it does not stand so on that day.
    """
    if verb not in IN_PLACE:
        raise NotAllowed
    _turn(unit_id, verb, starts, reason, by)
    return unit_id


@deed("units.dissolve")
def end_unit(unit_id: int, *, ends: date, reason: str, by: Scope, now: datetime) -> int:
    """The unit is no more from `ends` on. Its people are moved first: `people.actions.dissolving` alone calls this (Q36).

    Raises Refused while something hangs below it, on its first day, or where a later day is written already.
    """
    lock_trees([unit_id])
    place = Place.objects.on(ends).filter(unit_id=unit_id).first()
    if place is None or place.starts == ends or Place.objects.filter(unit_id=unit_id, starts__gt=ends).exists():
        raise Refused(_("On that day the unit does not stand, or something is written of it for a later day."), field="ends")  # fmt: skip
    if Place.objects.filter(parent_id=unit_id, ends__gt=ends).exists():
        raise Refused(_("Units hang below it: move or dissolve those first."))
    _turn(unit_id, "dissolve", ends, reason, by)
    finish(Place, ends=ends, owner={"unit_id": unit_id})
    finish(Label, ends=ends, owner={"unit_id": unit_id})
    return unit_id


def _turn(unit_id: int, verb: str, starts: date, reason: str, by: Scope) -> None:
    """Write the state that `verb` leads to from the one in force on `starts`."""
    paths = [path_of(unit_id, starts), path_of(unit_id, by.day) or path_of(unit_id, starts)]
    if not by.is_system and not all(by.holds(Role.ADMINISTRATOR, at=path) for path in paths):
        raise NotAllowed
    if not reason.strip():
        raise Refused(_("Write the reason."), field="reason")
    lock_units([unit_id])  # two at once: the second sees the first one's state
    later = Standing.objects.filter(unit_id=unit_id, starts__gt=starts).order_by("starts").first()
    if later is not None:
        said = {"state": STATE_NAMES[later.state], "day": day_words(later.starts)}
        raise Refused(_("From %(day)s on it is written as %(state)s: choose a later day.") % said, field="starts")
    before, move = stand_of(unit_id, starts), UNIT.table[verb]
    if before.state not in move.sources or not paths[0]:
        raise Refused(_("On that day the unit is %(state)s.") % {"state": before.word}, field="starts")
    succeed(
        Standing, starts=starts, ends=OPEN_END, owner={"unit_id": unit_id}, state=move.target, reason=reason.strip()
    )
    record(
        "unit", unit_id, unit_id=unit_id, before={"state": before.state},
        after={"state": move.target, "from": starts.isoformat()},
    )  # fmt: skip
