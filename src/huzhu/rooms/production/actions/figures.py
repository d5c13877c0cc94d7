"""Deeds on plan and actual: entered by the leaders, or imported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import LEADERS, NotAllowed, NotFound, Refused, Scope
from huzhu.base.journal import deed, record
from huzhu.base.people.queries import groups_of
from huzhu.base.units.models import Place
from huzhu.base.units.queries import ids_of
from huzhu.rooms.production.access import home_day
from huzhu.rooms.production.models import Figure, Indicator
from huzhu.rooms.skills.access import IMPORTERS
from huzhu.rooms.skills.months import first_of, later

STEP = Decimal("0.000001")
LARGEST = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class Said:
    """Plan and actual of one party (a person or a unit) in a day or a month (then `day` is its first)."""

    indicator_id: int
    day: date
    plan: Decimal | None
    actual: Decimal | None
    person_id: int | None = None
    unit_id: int | None = None
    span: str = Figure.Span.DAY

    @property
    def key(self) -> tuple[int | None, int | None, int, date]:
        return self.person_id, self.unit_id, self.indicator_id, self.day

    @property
    def month(self) -> tuple[int | None, int | None, int, date]:
        return self.person_id, self.unit_id, self.indicator_id, first_of(self.day)


@deed("production.save_figures")
def save_figures(rows: Sequence[Said], *, by: Scope, now: datetime, imported: bool = False) -> dict[str, int]:
    """Write plan and actual, all or nothing; returns counts of new, changed and same rows.

    By a group's two leaders, or by who brings in workbooks for the unit. An actual lies not in the future; a party has
    days or a whole month of an indicator, never both: else a month would count twice (Refused). Constant statements.
    """
    if not rows:
        raise Refused(_("Nothing was written."))
    unit = _door(rows, by)
    if any(row.actual is not None and row.day > by.day for row in rows):
        raise Refused(_("What will be done is not known yet."), field="day")
    if any(value is not None and not 0 <= value < LARGEST for row in rows for value in (row.plan, row.actual)):
        raise Refused(_("A figure is 0 or more."))
    known = _known(rows)
    spans = {row.month: row.span for row in rows} | {
        (old.person_id, old.unit_id, old.indicator_id, first_of(old.day)): old.span for old in known.values()
    }
    if any(spans[row.month] != row.span for row in rows):
        raise Refused(
            _("This month has figures of the other kind, days or a whole month; it would count twice."), field="day"
        )
    source = Figure.Source.IMPORTED if imported else Figure.Source.ENTERED
    new, changed = {}, []
    for row in rows:
        plan, actual = (value if value is None else value.quantize(STEP) for value in (row.plan, row.actual))
        old = known.get(row.key)
        if old is None:
            new[row.key] = Figure(
                person_id=row.person_id, unit_id=row.unit_id, indicator_id=row.indicator_id, day=row.day,
                span=row.span, plan=plan, actual=actual, source=source, by_id=by.person_id, at=now,
            )  # fmt: skip
        elif (old.plan, old.actual) != (plan, actual):
            old.plan, old.actual, old.source, old.by_id, old.at = plan, actual, source, by.person_id, now
            changed.append(old)
    Figure.objects.bulk_create(new.values(), batch_size=500)
    Figure.objects.bulk_update(changed, ["plan", "actual", "source", "by", "at"], batch_size=200)
    counts = {"new": len(new), "changed": len(changed), "same": len(rows) - len(new) - len(changed)}
    record("figures", 0, unit_id=unit, after=counts)
    return counts


def _door(rows: Sequence[Said], by: Scope) -> int | None:
    """Every party's unit is one that `by` leads or imports for; one of them. Indicators are locked, in their order."""
    homes: dict[int, int] = {}
    for month in {first_of(row.day) for row in rows if row.person_id}:
        here = {row.person_id for row in rows if row.person_id and first_of(row.day) == month}
        found = groups_of(here, home_day(month, by.day))
        found = groups_of(here - found.keys(), by.day) | found  # before he came his figures belong to his group of now
        if len(found) < len(here):
            raise NotFound
        homes |= {unit: unit for unit in found.values()}
    units = homes.keys() | {row.unit_id for row in rows if row.unit_id}
    paths = dict(Place.objects.on(by.day).filter(unit_id__in=units).values_list("unit_id", "path"))
    if len(paths) < len(units):
        raise NotFound
    for unit, path in paths.items():
        if not (by.is_system or by.holds_exactly(*LEADERS, unit_id=unit) or by.holds(*IMPORTERS, at=path)):
            raise NotAllowed if path.startswith(by.factory_path or "-") else NotFound
    used = {row.indicator_id for row in rows}
    locked = Indicator.objects.select_for_update(no_key=True).filter(id__in=used).order_by("id")
    owners = {one.id: one.unit_id for one in locked}
    if len(owners) < len(used) or any(o not in ids_of(path) for o in owners.values() for path in paths.values()):
        raise NotFound
    return min(units) if len(units) == 1 else by.factory_id


def _known(rows: Iterable[Said]) -> dict[tuple[int | None, int | None, int, date], Figure]:
    """What stands already in the months of these rows, by party, indicator and day; one statement."""
    rows = list(rows)
    parties = Q(person_id__in={row.person_id for row in rows if row.person_id}) | Q(
        unit_id__in={row.unit_id for row in rows if row.unit_id}
    )
    months = [first_of(row.day) for row in rows]
    found = Figure.objects.filter(
        parties,
        indicator_id__in={row.indicator_id for row in rows},
        day__gte=min(months),
        day__lt=later(max(months), 1),
    )
    return {(one.person_id, one.unit_id, one.indicator_id, one.day): one for one in found}
