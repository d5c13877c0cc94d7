"""What the pages of the tree print: a unit on a day, with all that belongs to it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotFound, Refused, Request, Role
from huzhu.base.people.queries import Holder, crumbs, ending_soon, holders_at
from huzhu.base.people.scopes import reading
from huzhu.base.units import queries
from huzhu.base.units.actions.tree import BUILDERS
from huzhu.base.units.models import Place
from huzhu.base.units.queries import MANY, UnitLine, unit_by_uid
from huzhu.rooms.checks.access import reads_checks
from huzhu.web.forms import MandateForm, UnitForm

TREE = 200
"""Units that one page shows as a whole tree; of a larger one it shows what hangs right below the tops."""

NONE = _("No unit of this name is yours to build at.")
SEVERAL = _("Several units are called so: write the one above before it, as mill / workshop.")


def day_asked(request: Request) -> date:
    """The day for which a page of the tree is asked (`?on=2025-12-31`); today where none can be read."""
    return day_in(request.GET.get("on", ""), request.scope.day)


def day_in(text: str, otherwise: date) -> date:
    """A day as a browser sends it, or another where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


def tops(request: Request) -> list[str]:
    """Paths of the highest units that this person holds something at; NotFound without any."""
    held = sorted({holding.path for holding in request.scope.holdings})
    own = [top for top in held if not any(top != other and top.startswith(other) for other in held)]
    if not own:
        raise NotFound
    return own


def held(request: Request, uid: str, day: date | None = None, *roles: Role) -> UnitLine:
    """The unit on a day, for who may read it, or who holds one of `roles` at it or above; else NotFound."""
    line = unit_by_uid(uid, day or request.scope.day)
    if line is None or not any(line.path.startswith(h.path) for h in reading(request.scope, line).holdings):
        raise NotFound
    if roles and not request.scope.holds(*roles, at=line.path):
        raise NotFound
    return line


def one_called(request: Request, words: str, day: date) -> int:
    """The one unit of a name among those that this person builds; Refused where there is none or more."""
    lines = queries.called(words, request.scope.paths(*BUILDERS), day)
    if len(lines) != 1:
        raise Refused(SEVERAL if lines else NONE, field="parent")
    return lines[0].id


def tree_page(request: Request) -> dict[str, Any]:
    """The tree of one's tops on a day, or what is found in it by a name or a label."""
    day, own, text = day_asked(request), tops(request), request.GET.get("find", "").strip()[:80]
    lines, whole = queries.trees(own, day, most=TREE)
    found = queries.found(text, own, day, most=MANY) if text else lines
    depth = min((top.count("/") for top in own), default=0)
    stands = queries.stands_of([line.id for line in found], day)
    names = queries.told_apart(found) if text else {line.id: line.name for line in found}
    rows = [
        ("" if text else "· " * (line.path.count("/") - depth), line, names[line.id], stands.get(line.id))
        for line in found
    ]
    return {"rows": rows, "whole": whole or bool(text), "find": text, "day": day, "query": query(request, day)}


def unit_page(request: Request, line: UnitLine) -> dict[str, Any]:
    """One unit on the day asked for; with forms where it is today's and this person's to change."""
    asked = day_asked(request)
    day = line.day(asked)
    present = asked == request.scope.day and not line.ended
    gives = present and request.scope.holds(Role.ADMINISTRATOR, at=line.path)
    builds = present and request.scope.holds(*BUILDERS, at=line.path)
    labels, holders = queries.labels_at(line.id, day), holders_at(line.id, day, ahead=present)
    before, after = queries.relatives(line.id)
    return {
        "unit": line, "day": day, "asked": asked, "query": query(request, asked), "unit_path": crumbs(line.path, request.scope, day),
        "below": _page(request, queries.places_below(line.id, day)),
        "counts": queries.counts_below(line.path, day), "stand": queries.stand_of(line.id, asked),
        "history": queries.history(line.id), "before": before, "after": after,
        "contacts": [one for one in labels if one.kind == "contact"], "labels": [one for one in labels if one.kind != "contact"],
        "committee": _of(holders, Role.COMMITTEE), "officers": _of(holders, Role.OFFICER), "gives": gives, "builds": builds,
        "others": [one for one in holders if one.code not in (Role.COMMITTEE, Role.OFFICER)],
        "ending": ending_soon(line.path, day) if gives else [],
        "form": UnitForm() if builds and not line.is_home else None, "mandate_form": MandateForm(auto_id="role_%s") if gives else None,
        "new_group": reverse("unit-group", args=[line.uid]) if gives and not line.is_home else "",
        "reads_checks": reads_checks(request.scope, line),
        "may_rebuild": line.ended and request.scope.holds(Role.ADMINISTRATOR, at=line.path),
    }  # fmt: skip


def query(request: Request, day: date) -> str:
    """What an address needs behind it to stay on the day asked for."""
    return f"?on={day.isoformat()}" if day != request.scope.day else ""


def _page(request: Request, places: QuerySet[Place]) -> Page[Any]:
    """The asked page of a list of units."""
    pages: Paginator[Any] = Paginator(places, MANY)
    found = pages.get_page(request.GET.get("page"))
    return Page([queries.line_of(place) for place in found.object_list], found.number, pages)


def _of(holders: list[Holder], role: Role) -> list[Holder]:
    return [one for one in holders if one.code == role]
