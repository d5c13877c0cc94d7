"""Faults of a contract for its two and their leaders (S41)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from huzhu.base.access import NotFound, Scope
from huzhu.base.units.queries import path_of
from huzhu.rooms.contracts.access import contract_for, is_party
from huzhu.rooms.contracts.moves import SIGNED
from huzhu.rooms.contracts.queries.lists import names_of, subject_of, title_of
from huzhu.rooms.contracts.values import is_quantity
from huzhu.rooms.practice.access import sees_faults, third
from huzhu.rooms.practice.models import Fault
from huzhu.rooms.practice.moves import OPEN
from huzhu.rooms.skills.queries import Later, in_language, later_measurements, level_of, scale_of, techniques


@dataclass(frozen=True)
class FaultLine:
    """One fault in words. `before`, `after`: the named level then, and by the measurement that closes it; `closable`:
    that measurement is there, and this reader may close; `measurable`: this reader may take it,
    in `measure` or as one of `levels`."""

    uid: str
    subject: str
    by: str
    about: str
    found: date
    symptom: str
    fault: str
    countermeasure: str
    open: bool
    closable: bool
    measurable: bool
    before: str
    after: str
    measured: date | None
    measure: str
    levels: list[tuple[int, str]]


@dataclass(frozen=True)
class FaultsPage:
    uid: str
    title: str
    may_name: bool
    about: str
    subjects: list[tuple[str, str]]
    lines: list[FaultLine]


def faults_page(uid: str, scope: Scope) -> FaultsPage:
    """Every fault of a contract, newest first; NotFound for whoever is none of the few. A constant number of statements."""
    contract = contract_for(uid, by=scope)
    if not sees_faults(contract, scope):
        raise NotFound
    names = names_of(contract, scope)
    scale = scale_of(path_of(contract.second_unit_id, scope.day))
    mine, runs = is_party(contract, scope), contract.state == SIGNED
    rows = Fault.objects.filter(contract=contract).select_related("technique__same_as")
    measures = {person: runs and third(contract, person, scope) for person in names}
    known = techniques({row.technique_id for row in rows})
    named = [(level.middle, str(level.name)) for level in scale]
    closes = closing([row for row in rows if row.state == OPEN])
    lines = []
    for row in rows:
        later = closes.get(row.pk)
        technique = row.technique.same_as or row.technique
        after = row.score_after if later is None else later.score
        lines.append(FaultLine(
            row.uid, in_language(technique.name, technique.name_en), names[row.by_id], names[row.about_id], row.found,
            row.symptom, row.fault, row.countermeasure, row.state == OPEN, mine and later is not None,
            row.state == OPEN and later is None and measures[row.about_id] and row.found < scope.day,
            str(level_of(row.score, scale).name) if row.score is not None else "",
            str(level_of(after, scale).name) if after is not None else "", later.day if later else row.measured,
            technique.measure, [] if is_quantity(known[row.technique_id]) else named,
        ))  # fmt: skip
    terms = contract.terms.filter(technique__isnull=False).select_related("technique__same_as")
    other = contract.second_id if scope.person_id == contract.first_id else contract.first_id
    subjects = list({subject_of(term): term.uid for term in terms}.items())
    return FaultsPage(
        contract.uid, title_of(contract, scope), mine and runs, names[other],
        [(term, subject) for subject, term in subjects], lines,
    )  # fmt: skip


def closing(rows: Collection[Fault]) -> dict[int, Later]:
    """{fault id: the first measurement of its person and technique after the day of finding}, of one contract's faults
    with their techniques joined; one statement."""
    if not rows:
        return {}
    taken = later_measurements(
        {row.about_id for row in rows}, {_reads_as(row) for row in rows}, min(row.found for row in rows),
        next(iter(rows)).contract_id,
    )  # fmt: skip
    found: dict[int, Later] = {}
    for row in rows:
        for later in taken:
            if (later.person_id, later.technique_id) == (row.about_id, _reads_as(row)) and later.day > row.found:
                found[row.pk] = later
                break
    return found


def _reads_as(row: Fault) -> int:
    return row.technique.same_as_id or row.technique_id
