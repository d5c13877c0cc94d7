"""Counts of causes for those above: of a whole factory only, on a base of five people or more (Q31).

One level, so nothing is had by subtracting units; a cell of none or one is 'few', of all or all but one 'most', and
the base is not printed, so nothing is had by subtracting cells.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from huzhu.base.charter import Rule, rule
from huzhu.base.people.queries import members_under
from huzhu.base.units.queries import UnitLine
from huzhu.rooms.production.access import home_day
from huzhu.rooms.production.kinds import CAUSES
from huzhu.rooms.production.queries.below import below_keys, causes_of, months_of
from huzhu.rooms.skills.clauses import SMALLEST_BASE
from huzhu.rooms.skills.months import first_of


@dataclass(frozen=True)
class CauseCounts:
    """`cells`: (cause in words, count or 'few' / 'most'); None = too few people to show anything."""

    month: date
    months: list[date]
    cells: list[tuple[str, str]] | None
    rule: Rule


def cause_counts(factory: UnitLine, asked: date | None, today: date) -> CauseCounts:
    """People below plan in a month by the last cause found, each counted once; constant statements."""
    months = months_of([person for person, _group in members_under(factory.path, today)])
    month = asked or (months[0] if months else first_of(today))
    smallest = rule(SMALLEST_BASE, path=factory.path, day=today)
    staff = [person for person, _group in members_under(factory.path, home_day(month, today))]
    below = below_keys(staff, month)
    found = causes_of({person for person, _indicator in below}, month)
    by_person = {person: cause for (person, what), cause in sorted(found.items()) if (person, what) in below}
    base, counts = len(by_person), Counter(by_person.values())
    if base < smallest.value:
        return CauseCounts(month, months, None, smallest)
    return CauseCounts(
        month, months, [(str(cause.name), _words(counts[code], base)) for code, cause in CAUSES.items()], smallest
    )


def _words(part: int, whole: int) -> str:
    if part <= 1:
        return _("few")
    return _("most") if part >= whole - 1 else str(part)
