"""Setting a clause at a unit: drafted, tried, in force from a day on, taken back (S13)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Max
from django.utils.translation import gettext as _

from huzhu.base.access import NotFound, Refused, Scope
from huzhu.base.charter.access import ruled
from huzhu.base.charter.clauses import CATALOGUE, Clause
from huzhu.base.charter.models import Ruling
from huzhu.base.charter.moves import DRAFT, FORCE, MOVES, TRIAL
from huzhu.base.charter.rulings import rule
from huzhu.base.journal import deed, happened, record
from huzhu.base.units.models import Unit

DAY = timedelta(days=1)


@deed("charter.draft")
def draft_clause(
    unit_id: int, code: str, value: int, *, cited: str = "", shown: bool = False, by: Scope, now: datetime
) -> int:
    """A draft of a clause, which binds nobody; read by those who set rules here and, if `shown`, by whoever reads the
    charter. Returns the version; raises NotAllowed, or Refused outside the clause's range."""
    ruled(unit_id, by)
    _check_value(CATALOGUE[code], value)
    return _written(unit_id, code, DRAFT, by, value=value, cited=cited.strip(), shown=shown)


@deed("charter.set")
def set_clause(
    unit_id: int,
    code: str,
    value: int | None,
    *,
    starts: date,
    last: date | None = None,
    cited: str = "",
    by: Scope,
    now: datetime,
) -> int:
    """The unit's own value of a clause from `starts` on, None = back to what it inherits; returns the version.

    With `last` it is on trial to the end of that day, and then what was before holds again by itself.
    Raises NotAllowed without authority, Refused outside the clause's range, for a day that has begun (what was done
    under the old value stays as it was) or where nothing would change: what is only inherited is not pinned.
    """
    path, clause = ruled(unit_id, by), CATALOGUE[code]
    _check_value(clause, value)
    _check_days(starts, last, by)
    held = rule(clause, path=path, day=starts)
    own = held.unit_id == unit_id
    if (held.value == value and not (own and held.cited != cited.strip())) or (value is None and not own):
        raise Refused(_("This holds already on that day; nothing would change."), field="value")
    version = _written(
        unit_id, code, TRIAL if last else FORCE, by,
        value=value, cited=cited.strip(), decided=by.day, starts=starts, ends=last + DAY if last else None,
    )  # fmt: skip
    happened("charter.set", unit_id, code, version)
    return version


@deed("charter.decide")
def decide_draft(
    unit_id: int, code: str, version: int, *, starts: date, last: date | None = None, by: Scope, now: datetime
) -> int:
    """Put a draft in force from `starts` on, or on trial to the end of `last`; raises as `set_clause`, Overtaken where
    somebody dropped or decided it meanwhile."""
    ruled(unit_id, by)
    _check_days(starts, last, by)
    row = _ruling(unit_id, code, version)
    verb = "try the draft" if last else "put the draft in force"
    MOVES.make(row, verb, decided=by.day, starts=starts, ends=last + DAY if last else None)
    record("unit", unit_id, unit_id=unit_id, after={"clause": code, "version": version, "from": starts.isoformat()})
    happened("charter.set", unit_id, code, version)
    return version


@deed("charter.keep")
def keep_trial(unit_id: int, code: str, version: int, *, by: Scope, now: datetime) -> int:
    """What is on trial is in force from the day after its last on; Refused once that day is over: the days since then
    had another rule and keep it."""
    ruled(unit_id, by)
    row = _ruling(unit_id, code, version)
    if row.ends and row.ends <= by.day:
        raise Refused(_("The trial is over; set the value anew."))
    MOVES.make(row, "keep", kept=by.day)
    record("unit", unit_id, unit_id=unit_id, after={"clause": code, "version": version, "kept": True})
    return version


@deed("charter.drop")
def drop_draft(unit_id: int, code: str, version: int, *, by: Scope, now: datetime) -> int:
    """A draft is not pursued; it stays in the history of those who could read it."""
    ruled(unit_id, by)
    MOVES.make(_ruling(unit_id, code, version), "drop")
    record("unit", unit_id, unit_id=unit_id, after={"clause": code, "version": version, "dropped": True})
    return version


def _check_value(clause: Clause, value: int | None) -> None:
    if not clause.settable:
        raise Refused(_("This one is the same everywhere."), field="value")
    if value is not None and not clause.low <= value <= clause.high:
        said = {"low": clause.low, "high": clause.high}
        raise Refused(_("From %(low)s to %(high)s.") % said, field="value")


def _check_days(starts: date, last: date | None, by: Scope) -> None:
    if starts <= by.day:
        raise Refused(_("A rule begins tomorrow at the earliest; what was before stays."), field="starts")
    if last is not None and last < starts:
        raise Refused(_("The last day lies before the first."), field="last")


def _ruling(unit_id: int, code: str, version: int) -> Ruling:
    row = Ruling.objects.filter(unit_id=unit_id, clause=code, version=version).first()
    if row is None:
        raise NotFound
    return row


def _written(unit_id: int, code: str, state: str, by: Scope, **columns: object) -> int:
    Unit.objects.select_for_update(no_key=True).get(id=unit_id)  # two at once get two versions
    rows = Ruling.objects.filter(unit_id=unit_id, clause=code)
    version = int((rows.aggregate(last=Max("version"))["last"] or 0) + 1)
    row = Ruling.objects.create(unit_id=unit_id, clause=code, version=version, state=state, **columns)
    after = {"clause": code, "version": version, "state": state, "value": row.value}
    record("unit", unit_id, unit_id=unit_id, after=after | ({"from": row.starts.isoformat()} if row.starts else {}))
    return version
