"""Load (Q12): taken when an introduction is sent, kept through draft and contract, freed once. Run inside deeds.

Counters are taken in the order of (person, side), each by one conditional UPDATE; who frees locks the counters first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Count, F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Least

from huzhu.base.access import Overtaken
from huzhu.base.db import insert_once, rise, sink
from huzhu.rooms.introductions.models import Hold, Introduction, Load
from huzhu.rooms.introductions.queries.limits import Limit

COLUMN = {Hold.Side.LEARN: "learning", Hold.Side.TEACH: "teaching"}


def take(introductions: Iterable[Introduction], limits: dict[int, Limit], *, now: datetime, day: date) -> set[int]:
    """Take both sides' places for each introduction; returns the ids of those that got both, the others hold nothing.

    A place is refused by a full counter, a pause, or a learner who has a teacher for the technique already.
    """
    rows = list(introductions)
    claims = sorted(
        [(row.teacher_id, Hold.Side.TEACH.value, row.id) for row in rows]
        + [(row.learner_id, Hold.Side.LEARN.value, row.id) for row in rows]
    )
    _make_counters({person for person, _, _ in claims})
    got: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for person, side, introduction in claims:
        if _rise(person, side, limits[person], day):
            got[introduction].append((person, side))
    held = {row.id for row in rows if len(got[row.id]) == 2 and _write(row, now)}
    for person, side in sorted(place for id_, places in got.items() if id_ not in held for place in places):
        sink(Load.objects.filter(person_id=person), COLUMN[Hold.Side(side)])
    return held


def free(holds: QuerySet[Hold], *, now: datetime) -> int:
    """Free these holds, all in one moment; those freed before stay as they are. Returns how many."""
    open_holds = holds.filter(freed=None)
    persons = sorted(set(open_holds.values_list("person_id", flat=True)))
    list(Load.objects.select_for_update().filter(person_id__in=persons).order_by("person_id").values_list("id"))
    rows = list(open_holds.filter(person_id__in=persons).values_list("id", "person_id", "side"))
    Hold.objects.filter(id__in=[row[0] for row in rows]).update(freed=now)
    for side, column in COLUMN.items():
        places = Counter(person for _, person, of in rows if of == side)
        for many in sorted(set(places.values())):
            whom = [person for person, count in places.items() if count == many]
            Load.objects.filter(person_id__in=whom).update(**{column: F(column) - many})
    return len(rows)


def move_hold_to_contract(introduction_id: int, contract_id: int) -> None:
    """The draft takes both holds over, never remade; again with the same contract it changes nothing.

    Raises Overtaken where they were freed or belong to another contract.
    """
    holds = Hold.objects.filter(introduction_id=introduction_id, freed=None)
    holds.filter(contract_id=None).update(contract_id=contract_id)
    if holds.filter(contract_id=contract_id).count() != 2:
        raise Overtaken


def move_holds(contract_id: int, to_contract_id: int) -> None:
    """A contract's next version takes its places over, never remade; no counter moves (Q12)."""
    Hold.objects.filter(contract_id=contract_id, freed=None).update(contract_id=to_contract_id)


def held_places() -> list[tuple[int, int]]:
    """(contract, how many places it holds) of all that hold any; one statement."""
    rows = Hold.objects.filter(freed=None).exclude(contract_id=None).order_by().values_list("contract_id")
    return list(rows.annotate(n=Count("id")))


def free_holds_of_contract(contract_id: int, now: datetime) -> int:
    """At a lapse or a closing: every place that the contract took is free again. Returns how many."""
    return free(Hold.objects.filter(contract_id=contract_id), now=now)


def _make_counters(persons: set[int]) -> None:
    Load.objects.bulk_create([Load(person_id=person) for person in sorted(persons)], ignore_conflicts=True)


def _rise(person: int, side: str, limit: Limit, day: date) -> bool:
    column = COLUMN[Hold.Side(side)]
    most = Value(getattr(limit, column), output_field=IntegerField())
    own = Coalesce(F(f"own_{column}"), most, output_field=IntegerField())
    rows = Load.objects.filter(Q(paused_until=None) | Q(paused_until__lte=day), person_id=person)
    return rise(rows, column, below=Least(most, own, output_field=IntegerField()))  # type: ignore[arg-type]


def _write(row: Introduction, now: datetime) -> bool:
    """Both hold rows, or neither: a learner has one teacher per technique (unique)."""
    same = {
        "technique_id": row.technique_id,
        "introduction_id": row.id,
        "contract_id": None,
        "taken": now,
        "freed": None,
    }
    learns = insert_once(Hold, person_id=row.learner_id, side=Hold.Side.LEARN.value, **same)
    return learns and insert_once(Hold, person_id=row.teacher_id, side=Hold.Side.TEACH.value, **same)
