"""Who signs for a unit: whoever holds the two leading roles of its level today (Q19)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import Refused
from huzhu.base.access.scope import ROLE_NAMES
from huzhu.base.people.models import Mandate
from huzhu.rooms.contracts.kinds import LEADING

Seats = tuple[int, int, int, int]


def seats_of(first_unit_id: int, second_unit_id: int, level: str, day: date) -> Seats:
    """Person ids who sign: first unit, second unit, beside the first, beside the second; four persons.

    Raises Refused where a unit has not two leaders of its own; one statement.
    """
    rows = Mandate.objects.on(day).filter(unit_id__in=(first_unit_id, second_unit_id), role__in=LEADING[level])
    held = list(rows.order_by("-starts", "id").values_list("unit_id", "role", "person_id"))
    taken: list[int] = []
    for unit_id in (first_unit_id, second_unit_id):
        for role in LEADING[level]:
            free = (person for unit, has, person in held if (unit, has) == (unit_id, role) and person not in taken)
            person = next(free, None)
            if person is None:
                raise Refused(
                    _("Four persons sign, two for each unit: a %(role)s is missing.") % {"role": ROLE_NAMES[role]},
                    field="second",
                )
            taken.append(person)
    return taken[0], taken[2], taken[1], taken[3]


def leaders_at(unit_id: int, level: str, day: date) -> list[int]:
    """Person ids of the leaders of a unit, each once; one statement."""
    rows = Mandate.objects.on(day).filter(unit_id=unit_id, role__in=LEADING.get(level, ()))
    return sorted(set(rows.values_list("person_id", flat=True)))
