"""Closing a group's month: by two persons, by rule, or at once as an opening measurement (Q3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, Overtaken, Refused, Role, Scope
from huzhu.base.access.scope import LEADERS
from huzhu.base.charter import rule
from huzhu.base.db import insert_many
from huzhu.base.journal import deed, happened, record
from huzhu.base.people.queries import leaders_of
from huzhu.base.units.models import Place, Unit
from huzhu.rooms.skills.access import must_hold
from huzhu.rooms.skills.arrivals import OFFICIAL
from huzhu.rooms.skills.clauses import CLOSE_BY
from huzhu.rooms.skills.models import Agreement, Measurement, Month, MonthScore, MonthVoice
from huzhu.rooms.skills.months import Scored, later, proof_of
from huzhu.rooms.skills.moves import MONTHS

FEWEST_ALIKE = 5
"""Quantities equal to the last digit in two months: fewer may be chance."""


@deed("skills.close_month")
def close_month(unit_id: int, month: date, *, by: Scope, now: datetime) -> dict[str, Any]:
    """Say that a group's month can be closed; closes it where the other leader has said so, or his post is empty,
    or the assessor stands beside one leader. Returns {'closed': bool, 'how': str}.

    Raises NotAllowed for others and for a sign-in that one person confirmed, who would speak with both voices (Q33);
    Refused outside the 1st to the 10th of the next month, Overtaken if it is closed.
    """
    must_hold(by, unit_id)
    if not by.full:
        raise NotAllowed(_("Your sign-in lacks a confirmation"))
    lock_groups([unit_id])
    row = Month.objects.filter(unit_id=unit_id, month=month).first()
    if row is None:
        raise Refused(_("Nothing was measured in this month."))
    last = last_day_of(row, by.day)
    if not later(month, 1) <= by.day <= last:
        raise Refused(_("A month is closed from the 1st to the %(last)s. of the next month.") % {"last": last.day})
    if row.state != Month.State.OPEN:
        raise Overtaken
    how = _voiced(row, unit_id, by, now)
    if how:
        seal([row], how=how, now=now)
    record("month", row.id, unit_id=unit_id, before={"state": "open"}, after={"state": row.state, "how": how})
    return {"closed": bool(how), "how": how}


@deed("skills.close_month_by_rule")
def close_month_by_rule(month_id: int, *, by: Scope, now: datetime) -> int:
    """Close a month that its leaders left open past the last day (Q3); done by the sweeper alone."""
    row = Month.objects.filter(id=month_id).first()
    if not by.is_system or row is None:
        raise NotAllowed
    lock_groups([row.unit_id])
    if by.day <= last_day_of(row, by.day):
        raise Refused(_("This month is still the leaders' to close."))
    seal([row], how="rule", now=now)
    record("month", row.id, unit_id=row.unit_id, before={"state": "open"}, after={"state": "closed", "how": "rule"})
    return row.id


def by_rule_from(unit_ids: Iterable[int], month: date, day: date) -> dict[int, date]:
    """For each group the day from which its month closes by rule, by the clause of today; to be stamped."""
    paths = Place.objects.on(day).filter(unit_id__in=set(unit_ids)).values_list("unit_id", "path")
    return {unit: later(month, 1).replace(day=rule(CLOSE_BY, path=path, day=day).value + 1) for unit, path in paths}


def last_day_of(row: Month, day: date) -> date:
    """The leaders' last day for a month: as it was stamped, else by the clause of today."""
    stamped = row.by_rule or by_rule_from([row.unit_id], row.month, day).get(row.unit_id, later(row.month, 2))
    return stamped - timedelta(days=1)


def lock_groups(unit_ids: Iterable[int]) -> None:
    """Hold the groups' rows in the order of their ids, so that no measurement slips past a closing (PostgreSQL;
    on SQLite a deed holds the one write lock)."""
    list(Unit.objects.select_for_update(no_key=True).filter(id__in=set(unit_ids)).order_by("id").values_list("id"))


def seal(months: list[Month], *, how: str, now: datetime, born: bool = False) -> None:
    """Close months: the last official measurement of each person and technique, the four parts of what is agreed, and
    the HMAC over all scores.

    `born`: the rows are new and inserted closed, each with its own `closed_how`; else they move. The groups are locked.
    """
    by_month = _scores(months)
    for row in months:
        held = by_month.get((row.unit_id, row.month), {})
        row.proof = proof_of(row.unit_id, row.month, (found.values for found in held.values()))
        row.people, row.held = len({person for person, _technique in held}), len(held)
        row.agreed = sum(found.agreement is not None for found in held.values())
    _find_repeats(months, by_month)
    if born:
        try:
            with transaction.atomic():
                Month.objects.bulk_create(months)
        except IntegrityError:
            raise Overtaken from None
    else:
        for row in months:
            MONTHS.make(
                row, "close", closed_how=how, closed_at=now, proof=row.proof, people=row.people, held=row.held,
                agreed=row.agreed, repeats=row.repeats,
            )  # fmt: skip
    Agreement.objects.bulk_create(
        found.agreement for held in by_month.values() for found in held.values() if found.agreement
    )
    insert_many(
        MonthScore,
        ("month", "person", "technique", "score", "quantity", "agreed", "agreement"),
        (
            (row.id, *found.values, found.agreement.pk if found.agreement else None)
            for row in months
            for found in by_month.get((row.unit_id, row.month), {}).values()
        ),
    )
    for row in months:
        happened("skills.month_closed", row.id)


@dataclass(slots=True)
class _Found:
    """One score to be closed; `agreement` where all four parts were said (Q2)."""

    values: Scored
    central: tuple[int, int] | None = None  # measurement, standard
    agreement: Agreement | None = None


def _scores(months: list[Month]) -> dict[tuple[int, date], dict[tuple[int, int], _Found]]:
    """By (group, month): by (person, technique) the last official measurement; one statement."""
    rows = Measurement.objects.filter(
        unit_id__in={row.unit_id for row in months}, month__in={row.month for row in months}
    ).order_by("day", "at", "id")
    as_text = {row.month.isoformat(): row.month for row in months}  # one date each instead of one a row
    found: dict[tuple[int, date], dict[tuple[int, int], _Found]] = {}
    beside: dict[tuple[str, int, str, int, int], int] = {}
    for key, unit, month, person, technique, score, quantity, source, second, standard in rows.values_list(
        "id", "unit_id", Cast("month", CharField()), "person_id", "technique_id", "score", "quantity", "source",
        "second_id", "standard_id",
    ):  # fmt: skip
        if source in OFFICIAL:
            found.setdefault((unit, as_text[month]), {})[person, technique] = _Found(
                (person, technique, score, quantity, False), (key, standard) if second and standard else None
            )
        else:
            beside[source, unit, month, person, technique] = key
    for (unit, at), held in found.items():
        for (person, technique), one in held.items():
            own = beside.get((Measurement.Source.SELF, unit, at.isoformat(), person, technique))
            group = beside.get((Measurement.Source.GROUP, unit, at.isoformat(), person, technique))
            if one.central and own and group:
                one.values = (*one.values[:4], True)
                one.agreement = Agreement(
                    central_id=one.central[0], standard_id=one.central[1], own_id=own, group_id=group
                )
    return found


def _find_repeats(months: list[Month], by_month: dict[tuple[int, date], dict[tuple[int, int], _Found]]) -> None:
    """Stamp a month that says of everybody measured in it and before the very quantities of the month before.

    Two measurements by watch or count differ somewhere; the same digits throughout, `FEWEST_ALIKE` or more, are a copy.
    A statement for each month that has so many quantities.
    """
    quantities: dict[tuple[int, date], dict[tuple[int, int], float | None]] = {
        place: {pair: one.values[3] for pair, one in held.items() if one.values[3] is not None}
        for place, held in by_month.items()
    }
    for row in sorted(months, key=lambda row: row.month):
        own = quantities.get((row.unit_id, row.month), {})
        if len(own) < FEWEST_ALIKE:
            continue
        closed = MonthScore.objects.filter(
            month__unit_id=row.unit_id,
            month__month__lt=row.month,
            month__state=Month.State.CLOSED,
            quantity__isnull=False,
        )
        earlier: dict[date, dict[tuple[int, int], float | None]] = {}
        for month, person, technique, quantity in closed.values_list(
            "month__month", "person_id", "technique_id", "quantity"
        ):
            earlier.setdefault(month, {})[person, technique] = quantity
        earlier |= {
            month: held for (unit, month), held in quantities.items() if unit == row.unit_id and month < row.month
        }
        if earlier:
            last = max(earlier)
            both = own.keys() & earlier[last].keys()
            if len(both) >= FEWEST_ALIKE and all(own[pair] == earlier[last][pair] for pair in both):
                row.repeats = last


def _voiced(row: Month, unit_id: int, by: Scope, now: datetime) -> str:
    """Note this person's voice; how the month closes by it, '' while it needs one more."""
    leaders = leaders_of(unit_id, by.day)
    roles = [role.value for role in (*LEADERS, Role.ASSESSOR) if by.holds_exactly(role, unit_id=unit_id)]
    if by.person_id is None:
        raise NotAllowed
    if not MonthVoice.objects.filter(month=row, person_id=by.person_id).exists():
        MonthVoice.objects.create(month=row, person_id=by.person_id, role=roles[0], at=now)
    voices = set(MonthVoice.objects.filter(month=row).values_list("person_id", flat=True))
    heard = {person for person in leaders.values() if person in voices}
    if not heard:
        return ""  # an assessor alone
    if len(heard) == 2:
        return "leaders"
    if len(leaders) == 1:
        return "alone"
    return "assessor" if len(voices) > 1 else ""
