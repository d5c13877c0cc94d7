"""How many words a group's open months still lack, for whoever is to say them; counted in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from huzhu.base.people.models import Membership
from huzhu.rooms.skills.arrivals import OFFICIAL
from huzhu.rooms.skills.models import Measurement, Month
from huzhu.rooms.skills.months import last_day
from huzhu.rooms.skills.queries.parts import Key
from huzhu.rooms.skills.scores import Level, level_of

Source = Measurement.Source


@dataclass(frozen=True)
class Owed:
    """Of a month: the assessor's opinions that wait for the production leader's, items without the group's word, and
    items on which those who have spoken name different levels."""

    opinions: int = 0
    words: int = 0
    differences: int = 0


def owed_in(
    months: Collection[Month], scales: Mapping[int, Sequence[Level]], day: date, *, but: int
) -> dict[int, Owed]:  # fmt: skip
    """{month's id}, as the pages of words and differences count them; `scales` by group; `but`: whoever is to say them.
    One statement."""
    if not months:
        return {}
    rows = Measurement.objects.filter(reduce(or_, (_said_in(month, day) for month in months))).exclude(person_id=but)
    columns = ("unit_id", "month", "person_id", "technique_id", "source", "score")
    said: dict[tuple[int, date], dict[Key, dict[str, tuple[int, int]]]] = defaultdict(lambda: defaultdict(dict))
    for at, (unit, month, *key, source, score) in enumerate(rows.order_by("day", "at", "id").values_list(*columns)):
        said[unit, month][key[0], key[1]][source] = (at, score)
    return {row.id: _owed(said[row.unit_id, row.month].values(), scales[row.unit_id]) for row in months}


def _said_in(row: Month, day: date) -> Q:
    """Of whoever is at home there on the month's last day, or today."""
    home = Membership.objects.on(min(day, last_day(row.month))).filter(
        person_id=OuterRef("person_id"), unit=row.unit_id
    )
    return Q(Exists(home), unit=row.unit_id, month=row.month)


def _owed(items: Collection[dict[str, tuple[int, int]]], scale: Sequence[Level]) -> Owed:
    """`items`: (place in time, score) of the newest word by its source."""
    opinions = words = differences = 0
    for said in items:
        official = max((said[source] for source in OFFICIAL if source in said), default=None)
        foreman, asked = said.get(Source.FOREMAN), official is not None and official == said.get(Source.ASSESSOR)
        opinions += asked and (foreman is None or foreman < (official or foreman))
        words += official is not None and Source.GROUP not in said
        central = official is not None and official == said.get(Source.CENTRAL)
        spoken = (official, official if central else foreman, said.get(Source.SELF), said.get(Source.GROUP))
        differences += len({level_of(word[1], scale).quarters for word in spoken if word}) > 1
    return Owed(opinions, words, differences)
