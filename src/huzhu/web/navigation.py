"""The wainscot: which places somebody has, by role (UI.md, Navigation), and whose page this is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import Role, Scope
from huzhu.base.db import compiled
from huzhu.base.notices.queries import waiting_count
from huzhu.base.units.models import Unit
from huzhu.web.phone import release

LEADERS = (Role.GROUP_LEADER, Role.FOREMAN)
OFFICERS = (Role.TRAINING_OFFICER, Role.ORGANISER)
UPPER = (Role.ADMINISTRATOR, Role.SPONSOR, Role.COMMITTEE, Role.OFFICER)
ON_THE_PHONE = 4
"""Places at the bottom of a phone; the others open there from 'More' at the top (UI.md, Navigation)."""


@dataclass(frozen=True)
class Place:
    """One place of the wainscot. `starts`: addresses that belong to it."""

    url: str
    icon: str
    label: Promise | str
    starts: tuple[str, ...]
    current: bool = False
    count: int = 0
    on_phone: bool = True


@dataclass(frozen=True)
class Viewer:
    name: str
    unit_name: str
    role_name: str
    on_tablet: bool
    sign_off_url: str
    idle_seconds: int = 0
    uid: str = ""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every page of somebody signed in: navigation and viewer."""
    scope: Scope | None = getattr(request, "scope", None)
    if scope is None or scope.person_id is None:
        return {}
    person = request.account.person  # type: ignore[attr-defined]
    group = next(iter(_units(scope.group_id)), None) if scope.group_id else None
    found = [_marked(place, request.path) for place in places(scope, group, request)]
    return {
        "navigation": found[:ON_THE_PHONE] + [replace(place, on_phone=False) for place in found[ON_THE_PHONE:]],
        "more_places": found[ON_THE_PHONE:],
        "viewer": Viewer(
            person.name, group.said if group else "", _role(scope),
            scope.on_tablet, reverse("sign-out"), settings.ENVIRONMENT.tablet_seconds,
            person.uid,
        ),
        "release": release(),
    }  # fmt: skip


def places(scope: Scope, group: Unit | None, request: HttpRequest) -> list[Place]:
    """Today, mine, mutual aid and group for everybody; after them what a role works on besides."""
    waiting = waiting_count(scope, request.now)  # type: ignore[attr-defined]
    found = [
        Place(reverse("today"), "today", _("Today"), ("/",), count=waiting),
        Place(reverse("skills:me"), "person", _("Mine"), ("/me",)),
        Place(
            reverse("introductions:aid"),
            "aid",
            _("Mutual aid"),
            ("/aid", "/wishes", "/introductions", "/contracts", "/proposals"),
        ),
    ]
    led = next((holding.unit_id for holding in scope.holdings if holding.role in (*LEADERS, Role.ASSESSOR)), None)
    home = next(iter(_units(led)), None) if led and led != scope.group_id else group
    if home:
        found.append(Place(reverse("group", args=[home.uid]), "group", _("Group"), (f"/groups/{home.uid}",)))
    if scope.has(*OFFICERS, Role.GROUP_LEADER):
        found.append(Place(reverse("introductions:rounds"), "rounds", _("Rounds"), ("/rounds",)))
    if scope.has(Role.TRAINING_OFFICER, Role.ADMINISTRATOR):
        found.append(Place(reverse("spreadsheets:start"), "sheet", _("Sheets"), ("/sheets",)))
    if scope.has(*OFFICERS, *UPPER):
        found.append(Place(reverse("units"), "tree", _("Units"), ("/units",)))
    if scope.has(*LEADERS, *OFFICERS, *UPPER):
        found.append(Place(reverse("charter-own"), "charter", _("Charter"), ("/charter",)))
    return found


def _role(scope: Scope) -> str:
    """What somebody is called beside the name: of several roles the one named first in `Role`, a leader's before a seat
    in a committee; '' without any."""
    held = [holding.role for holding in scope.holdings]
    return min(held, key=list(Role).index).label if held else ""


@compiled
def _units(unit_id: int) -> QuerySet[Unit]:
    return Unit.objects.filter(id=unit_id)


def _marked(place: Place, path: str) -> Place:
    path = "/charter" if "/charter" in path else path  # a unit's charter belongs to the charter, not to the tree
    here = path == "/" if place.starts == ("/",) else path.startswith(place.starts)
    return replace(place, current=here)
