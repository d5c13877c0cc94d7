"""What is still open for somebody who leaves, moves or is long ill: each room says it, and how it is ended or passed on.

A room registers a kind in its `unfinished.py`. The page's door: himself, and whoever keeps the roll of his group.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.base.access import NotFound, Role, Scope
from huzhu.base.people.access import paths_of_roles
from huzhu.base.people.actions.roll import end_mandate
from huzhu.base.people.models import Mandate
from huzhu.base.units.queries import path_of


@dataclass(frozen=True)
class Verb:
    """What can be done with a line. `asks`: it needs somebody's roll number, name or pinyin."""

    code: str
    word: str
    asks: bool = False


@dataclass(frozen=True)
class Line:
    """One open thing; `key` finds it again. No verbs: it ends by itself, and `why` says how."""

    key: str
    what: str
    why: str = ""
    url: str = ""
    verbs: Sequence[Verb] = ()


@dataclass(frozen=True)
class Section:
    kind: str
    title: str
    lines: list[Line]


Lines = Callable[[int, Scope, datetime], Iterable[Line]]
"""(whose, reader, now) -> what is open, as far as this reader may know it; constant statements."""


@dataclass(frozen=True)
class Kind:
    """`act(person_id, key, verb, value, by=…, now=…)` does it; it asks again whether this is `by`'s to do."""

    title: Promise
    lines: Lines
    act: Callable[..., object]


_kinds: dict[str, Kind] = {}


def unfinished(code: str, title: Promise, act: Callable[..., object]) -> Callable[[Lines], Lines]:
    """Register a kind of open thing; the decorated function lists it."""

    def register(lines: Lines) -> Lines:
        _kinds[code] = Kind(title, lines, act)
        return lines

    return register


def open_things(person_id: int, scope: Scope, now: datetime) -> list[Section]:
    """Everything open for somebody, kind by kind; kinds without any are left out."""
    found = [Section(code, str(kind.title), list(kind.lines(person_id, scope, now))) for code, kind in _kinds.items()]
    return [section for section in found if section.lines]


def finish_one(kind: str, person_id: int, key: str, verb: str, value: str, *, by: Scope, now: datetime) -> None:
    """End or pass on one of them. NotFound for a kind or verb that nobody knows; raises as the room's deed does."""
    if kind not in _kinds:
        raise NotFound
    _kinds[kind].act(person_id, key, verb, value, by=by, now=now)


def _end_role(person_id: int, key: str, verb: str, value: str, *, by: Scope, now: datetime) -> None:
    row = Mandate.objects.filter(pk=int(key[:18]) if key.isdecimal() else 0, person_id=person_id).first()
    if row is None or verb != "end":
        raise NotFound
    end_mandate(person_id, Role(row.role), unit_id=row.unit_id, ends=by.day, by=by, now=now)


@unfinished("role", gettext_lazy("Roles"), _end_role)
def roles(person_id: int, scope: Scope, now: datetime) -> list[Line]:
    """Roles held today or later; only who may end one is offered it: himself, or an administrator of the unit."""
    if not paths_of_roles(person_id, scope.day):
        return []
    rows = Mandate.objects.filter(person_id=person_id, ends__gt=scope.day).select_related("unit").order_by("starts")
    may = {
        row.unit_id: person_id == scope.person_id or scope.holds(Role.ADMINISTRATOR, at=path_of(row.unit_id, scope.day))
        for row in rows
    }
    verbs = [Verb("end", _("End the role"))]
    return [
        Line(
            str(row.pk), f"{Role(row.role).label} · {row.unit.said}",
            "" if may[row.unit_id] else _("An administrator ends it."), "", verbs if may[row.unit_id] else [],
        )
        for row in rows
    ]  # fmt: skip
