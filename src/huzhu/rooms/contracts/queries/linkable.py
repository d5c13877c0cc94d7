"""Signed contracts to choose from, by the names of the two or, where these are not seen, by number."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from huzhu.base.access import Scope
from huzhu.base.db import under
from huzhu.base.units.models import Place
from huzhu.rooms.contracts.access import visible_to
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.contracts.moves import VOID
from huzhu.rooms.contracts.queries.lists import PARTIES, title_of
from huzhu.rooms.contracts.queries.page import code_of

MOST = 60


@dataclass(frozen=True)
class Linkable:
    """A signed contract; `title` the two by name where the reader sees them, else its number."""

    id: int
    uid: str
    title: str
    seen: bool


def linkable(path: str, scope: Scope, uids: Collection[str] | None = None) -> list[Linkable]:
    """Contracts signed by both that are kept at or below the unit with `path`, running ones first; three statements.

    Without `uids` those whose names this person sees, to choose from; with them these very ones, whoever they are of:
    above the workshop a contract is a number, which stands on its print (Q31).
    """
    units = Place.objects.on(scope.day).filter(under(path)).values("unit_id")
    here = Q(first_unit_id__in=units) | Q(second_unit_id__in=units)
    seen = visible_to(scope)
    rows = Contract.objects.filter(here, signed__isnull=False).exclude(state=VOID)
    rows = rows.filter(uid__in=uids) if uids is not None else rows.filter(pk__in=seen.values("pk"))
    found = list(rows.select_related(*PARTIES).order_by("closed", "-signed")[:MOST])
    known = set(seen.filter(pk__in=[row.pk for row in found]).values_list("pk", flat=True))
    return [
        Linkable(row.pk, row.uid, title_of(row, scope) if row.pk in known else code_of(row.uid), row.pk in known)
        for row in found
    ]
