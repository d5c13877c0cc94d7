"""Deeds on indicators: what is planned and counted."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, NotFound, Refused, Scope
from huzhu.base.journal import deed, record
from huzhu.base.units.queries import path_of
from huzhu.rooms.production.models import Indicator
from huzhu.rooms.skills.access import keeps_catalogue


@deed("production.found_indicator")
def found_indicator(
    name: str, *, unit_id: int, by: Scope, now: datetime, name_en: str = "", measure: str = "",
    less_is_better: bool = False,
) -> int:  # fmt: skip
    """An indicator that the unit and those below it use; naming it again returns the same one. NotAllowed, Refused without name."""
    path = path_of(unit_id, by.day)
    if not path:
        raise NotFound
    if not keeps_catalogue(by, path):
        raise NotAllowed
    if not name.strip():
        raise Refused(_("Write what is counted."), field="name")
    row, made = Indicator.objects.get_or_create(
        unit_id=unit_id, name=name.strip()[:80],
        defaults={"name_en": name_en.strip()[:80], "measure": measure.strip()[:20], "less_is_better": less_is_better},
    )  # fmt: skip
    record("indicator", row.id, unit_id=unit_id, after={"made": made})
    return row.id
