"""Who practises what with whom under a contract: the two, or of two units those who accepted to carry out a term."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from huzhu.base.people.queries import groups_of
from huzhu.base.units.queries import ids_of, path_of
from huzhu.rooms.contracts.models import Term, TermPerson
from huzhu.rooms.contracts.queries.lists import subject_of

if TYPE_CHECKING:
    from huzhu.rooms.contracts.models import Contract


@dataclass(frozen=True)
class Couple:
    """One term with who teaches and who learns in it; `technique` None = a figure; `term` None = no term is open."""

    term: int | None
    term_uid: str
    teacher: int
    learner: int
    technique: int | None
    subject: str

    @property
    def two(self) -> tuple[int, int]:
        return self.teacher, self.learner


def couples_of(contract: Contract, day: date) -> list[Couple]:
    """Couples of the terms open on a day, in their order; two statements, of two units a few more."""
    rows = contract.terms.select_related("technique__same_as").order_by("position")
    terms = [row for row in rows if row.closed is None or row.closed >= day]
    if contract.of_units:
        return _of_units(contract, terms, day)
    found = [_couple(term, term.teacher_id, term.learner_id) for term in terms]
    return found or [Couple(None, "", contract.first_id, contract.second_id, None, "")]


def _couple(term: Term, teacher: int, learner: int) -> Couple:
    return Couple(term.pk, term.uid, teacher, learner, term.technique_id, subject_of(term))


def _of_units(contract: Contract, terms: list[Term], day: date) -> list[Couple]:
    named: dict[int, list[int]] = {}
    rows = TermPerson.objects.filter(term__in=terms, accepted__isnull=False)
    for term_id, person_id in rows.values_list("term_id", "person_id"):
        named.setdefault(term_id, []).append(person_id)
    homes = groups_of({person for people in named.values() for person in people}, day)
    above = {group: ids_of(path_of(group, day)) for group in set(homes.values())}
    first = (contract.first_id, contract.first_beside_id)
    found = []
    for term in terms:
        teaching = contract.first_unit_id if term.teacher_id in first else contract.second_unit_id
        sides: tuple[list[int], list[int]] = ([], [])
        for person in named.get(term.pk, []):
            sides[teaching not in above.get(homes.get(person, 0), ())].append(person)
        found += [_couple(term, teacher, learner) for teacher in sides[0] for learner in sides[1]]
    return found
