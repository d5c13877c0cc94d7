"""Setting a clause at a unit, from a day on (S13)."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from huzhu.base.access import NotAllowed, Refused, Role, Scope
from huzhu.base.charter.clauses import CATALOGUE
from huzhu.base.charter.models import Ruling
from huzhu.base.journal import deed, record
from huzhu.base.units.models import Unit
from huzhu.base.units.queries import path_of

RULERS = (Role.SPONSOR, Role.ADMINISTRATOR)
"""Who sets clauses at a unit and below it (Q31)."""


@deed("charter.set")
def set_clause(
    unit_id: int, code: str, value: int | None, *, starts: date, cited: str = "", by: Scope, now: datetime
) -> int:
    """The unit's own value of a clause from `starts` on, None = back to what it inherits; returns the version.

    Raises NotAllowed without authority over the unit or by a sign-in that one person confirmed (Q33), Refused outside
    the clause's range or for a day that is over: what was done under the old value stays as it was.
    """
    path, clause = path_of(unit_id, by.day), CATALOGUE[code]
    if not by.is_system and not by.holds(*RULERS, at=path):
        raise NotAllowed
    if not by.full:
        raise NotAllowed(_("Your sign-in lacks a confirmation"))
    if not clause.settable:
        raise Refused(_("This one is the same everywhere."), field="value")
    if value is not None and not clause.low <= value <= clause.high:
        said = {"low": clause.low, "high": clause.high}
        raise Refused(_("From %(low)s to %(high)s.") % said, field="value")
    if starts < by.day:
        raise Refused(_("A rule begins today at the earliest; what was before stays."), field="starts")
    Unit.objects.select_for_update(no_key=True).get(id=unit_id)  # two at once get two versions
    rows = Ruling.objects.filter(unit_id=unit_id, clause=code)
    version = (rows.aggregate(last=Max("version"))["last"] or 0) + 1
    Ruling.objects.create(
        unit_id=unit_id, clause=code, version=version, value=value, starts=starts, cited=cited.strip()
    )
    record("unit", unit_id, unit_id=unit_id, after={"clause": code, "value": value, "from": starts.isoformat()})
    return version
