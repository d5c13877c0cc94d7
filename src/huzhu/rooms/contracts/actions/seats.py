"""Who signs a contract of two units: their leaders of today, until it binds (Q19)."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Case, Q, Value, When

from huzhu.rooms.contracts.models import Contract, Signature
from huzhu.rooms.contracts.moves import DRAFT
from huzhu.rooms.contracts.queries.leading import seats_of

SEATS = ("first_id", "second_id", "first_beside_id", "second_beside_id")
SIDES = (0, 1, 0, 1)
"""For which of the two units each seat signs."""


def seat_columns(contract: Contract) -> dict[str, int | None]:
    """Columns of a signature that say who may sign."""
    return dict(zip(SEATS, contract.seats, strict=True))


def take_seats(contract: Contract, day: date, now: datetime) -> None:
    """A draft of two units is signed by who leads them today; the name of whoever leads no longer, or by now the other
    unit, is void.

    The text names the units, so that it stays as it is. Raises Refused where a unit has not two leaders.
    """
    if not contract.of_units or contract.state != DRAFT:
        return
    seats = seats_of(contract.first_unit_id, contract.second_unit_id, contract.first_level, day)
    if seats == contract.seats:
        return
    before = dict(zip(contract.seats, SIDES, strict=True))
    staying = [person for person, side in zip(seats, SIDES, strict=True) if before.get(person) == side]
    by_first, one, other = Q(teacher_id=contract.first_id), Value(seats[0]), Value(seats[1])
    contract.terms.update(
        teacher=Case(When(by_first, then=one), default=other), learner=Case(When(by_first, then=other), default=one)
    )
    for name, person in zip(SEATS, seats, strict=True):
        setattr(contract, name, person)
    contract.save(update_fields=[name.removesuffix("_id") for name in SEATS])
    names = Signature.objects.filter(contract=contract, version=contract.version, voided=None)
    names.exclude(person_id__in=staying).update(voided=now)
    names.filter(person_id__in=staying).update(**seat_columns(contract))
