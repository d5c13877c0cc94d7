"""Which running contracts the facts have overtaken, and why (S51): asked by the deed that changes a fact, and hourly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from huzhu.base.people.models import Posting
from huzhu.base.units.models import Label, Place
from huzhu.base.units.queries import ids_of
from huzhu.rooms.contracts.models import PERSON, Contract, Term
from huzhu.rooms.contracts.moves import SIGNED
from huzhu.rooms.contracts.queries.measured import measured_in
from huzhu.rooms.contracts.values import score_of
from huzhu.rooms.skills.queries import techniques
from huzhu.rooms.skills.queries.standards import published_after, standards_for

Row = tuple[Contract, Term]


def overtaken(contracts: Iterable[Contract], day: date) -> dict[int, str]:
    """{contract id: code of `kinds.OVERTAKEN`}, the first that holds, of those that run and are not marked yet.

    Statements do not grow with the contracts, but by two for each place below which a new standard stands.
    """
    rows = {row.pk: row for row in contracts if row.state == SIGNED and row.revise_since is None and row.starts}
    if not rows:
        return {}
    terms = [(rows[term.contract_id], term) for term in Term.objects.filter(contract_id__in=rows, closed=None)]
    places = Place.objects.on(day).filter(
        unit_id__in={unit for row in rows.values() for unit in (row.first_unit_id, row.second_unit_id)}
    )
    paths = dict(places.values_list("unit_id", "path"))
    found: dict[int, str] = {}
    for code, ids in (
        ("target-met", _target_met(terms, day)),
        ("new-standard", _new_standard(terms, paths, day)),
        ("new-post", _new_post(rows.values(), day)),
        ("new-product", _new_product(rows.values(), paths, day)),
    ):
        for contract_id in ids:
            found.setdefault(contract_id, code)
    return found


def _target_met(terms: Sequence[Row], day: date) -> list[int]:
    """The last measurement of a term still open meets its target."""
    since = measured_in(terms, day)
    known = techniques({term.technique_id for _row, term in terms if term.technique_id})
    return [
        row.pk
        for row, term in terms
        if term.pk in since
        and term.target is not None
        and since[term.pk].score >= score_of(known[term.technique_id or 0], term.target)
    ]


def _new_standard(terms: Sequence[Row], paths: dict[int, str], day: date) -> list[int]:
    """What holds for a term's technique at the learner's group was published after the first day."""
    of_technique = [(row, term) for row, term in terms if term.technique_id]
    since = min((row.starts for row, _term in of_technique if row.starts), default=day)
    fresh = published_after({term.technique_id for _row, term in of_technique if term.technique_id}, since, day)
    by_path: dict[str, list[Row]] = defaultdict(list)
    for row, term in of_technique:
        if term.technique_id in fresh:
            by_path[paths.get(row.second_unit_id, "")].append((row, term))
    found = []
    for path, rows in by_path.items():
        holds = standards_for([term.technique_id for _row, term in rows if term.technique_id], path, day)
        for row, term in rows:
            held = holds.get(term.technique_id or 0)
            if held and row.starts and held.published > row.starts:
                found.append(row.pk)
    return found


def _new_post(rows: Iterable[Contract], day: date) -> list[int]:
    """One of the two has another post than on the first day; who had none then has changed nothing."""
    pairs = [row for row in rows if row.first_level == PERSON]
    people = {person for row in pairs for person in (row.first_id, row.second_id)}
    held: dict[int, list[Posting]] = defaultdict(list)
    for posting in Posting.objects.filter(person_id__in=people).order_by("starts"):
        held[posting.person_id].append(posting)

    def post(person: int, on: date | None) -> int | None:
        return next((one.post_id for one in held[person] if on and one.starts <= on < one.ends), None)

    def changed(person: int, first: date | None) -> bool:
        before, now = post(person, first), post(person, day)
        return None not in (before, now) and before != now

    return [row.pk for row in pairs if changed(row.first_id, row.starts) or changed(row.second_id, row.starts)]


def _new_product(rows: Iterable[Contract], paths: dict[int, str], day: date) -> list[int]:
    """What one of the two groups makes, said of it or of a unit above, is not what it made on the first day."""
    labels: dict[int, list[Label]] = defaultdict(list)
    above = {unit for path in paths.values() for unit in ids_of(path)}
    for label in Label.objects.filter(unit_id__in=above, kind="product"):
        labels[label.unit_id].append(label)

    def made(unit: int, on: date | None) -> set[str]:
        return {label.text for label in labels[unit] if on and label.starts <= on < label.ends}

    def changed(home: int, first: date | None) -> bool:
        return any((before := made(unit, first)) and before != made(unit, day) for unit in ids_of(paths.get(home, "")))

    return [row.pk for row in rows if changed(row.first_unit_id, row.starts) or changed(row.second_unit_id, row.starts)]
