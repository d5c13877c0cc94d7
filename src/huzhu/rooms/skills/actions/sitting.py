"""The assessor's round: people and techniques picked once, then card after card; every tap is kept (S16)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotFound, Refused, Role, Scope
from huzhu.base.journal import deed, record
from huzhu.base.people.queries import roster
from huzhu.rooms.skills.access import must_hold
from huzhu.rooms.skills.actions.saying import measured, somebody_else
from huzhu.rooms.skills.models import Measurement, Sitting
from huzhu.rooms.skills.queries.catalogue import techniques, techniques_for
from huzhu.rooms.skills.queries.standards import standard_for
from huzhu.rooms.skills.scores import score_of, score_of_quantity


@deed("skills.begin_sitting")
def begin_sitting(
    group_id: int, person_ids: Collection[int], technique_ids: Collection[int], *, by_technique: bool = False, by: Scope,
    now: datetime,
) -> str:  # fmt: skip
    """Pick whom to measure in what; names stay in roll order, techniques in the catalogue's. Returns its public id.

    Raises NotAllowed for others than the group's assessor, Refused where nobody or nothing of the group is picked.
    """
    path = must_hold(by, group_id, Role.ASSESSOR)
    people = [line.id for line in roster(group_id, by.day) if line.id in person_ids and line.id != by.person_id]
    picked = [line.id for line in techniques_for(path) if line.id in technique_ids]
    if not people or by.person_id is None:
        raise Refused(_("Pick at least one person."), field="people")
    if not picked:
        raise Refused(_("Pick at least one technique."), field="techniques")
    row = Sitting.objects.create(
        unit_id=group_id, by_id=by.person_id, at=now, by_technique=by_technique, people=people, techniques=picked
    )
    record("sitting", row.id, unit_id=group_id, after={"people": len(people), "techniques": len(picked)})
    return row.uid


@deed("skills.mark_card")
def mark_card(
    uid: str, person_id: int, technique_id: int, *, by: Scope, now: datetime, score: int | None = None,
    quantity: float | None = None, item: tuple[int, float] | None = None,
) -> bool:  # fmt: skip
    """One tap on a card: a level's score, a measured quantity, or one item of the standard (seen 1, not seen 0, or its
    measured value). Returns whether the card is finished; with items it is when the last one is said.

    Raises NotFound for anything that is not on one's own sitting, Refused for a score out of range and for somebody
    who has left the group since.
    """
    sitting = sitting_for(uid, by, lock=True)
    if person_id not in sitting.people or technique_id not in sitting.techniques:
        raise NotFound
    path, technique = must_hold(by, sitting.unit_id, Role.ASSESSOR), techniques([technique_id])[technique_id]
    somebody_else(sitting.unit_id, person_id, by)
    method: str = Measurement.Method.OBSERVED
    marks: dict[int, float] = {}
    if quantity is not None:
        if technique.worth_0 is None:
            raise NotFound
        score, method = score_of_quantity(technique, quantity), Measurement.Method.TIMED
    elif item is not None:
        score, marks = _items(sitting, f"{person_id}.{technique_id}", technique_id, path, item, by)
    if score is not None:
        row = measured(
            sitting.unit_id,
            path,
            person_id,
            technique_id,
            score,
            by,
            now,
            quantity=quantity,
            method=method,
            marks=marks,
        )
        sitting.marks.pop(f"{person_id}.{technique_id}", None)
        record("measurement", row.id, unit_id=sitting.unit_id, after={"source": row.source})
    else:
        record("sitting", sitting.id, unit_id=sitting.unit_id, after={"items": 1})
    sitting.save(update_fields=["marks"])
    return score is not None


def sitting_for(uid: str, by: Scope, *, lock: bool = False) -> Sitting:
    """One's own sitting; nobody else sees it."""
    rows = Sitting.objects.select_for_update(of=("self",)) if lock else Sitting.objects.all()
    found = rows.filter(uid=uid, by_id=by.person_id or 0).first()
    if found is None:
        raise NotFound
    return found


def _items(
    sitting: Sitting, card: str, technique_id: int, path: str, item: tuple[int, float], by: Scope
) -> tuple[int | None, dict[int, float]]:
    """Note one item on the card; its score, once every item is said."""
    standard = standard_for(technique_id, path, by.day)
    known = {line.id for line in standard.items} if standard else set()
    if standard is None or item[0] not in known:
        raise NotFound
    said = {int(key): value for key, value in sitting.marks.get(card, {}).items() if int(key) in known}
    said[item[0]] = item[1]
    sitting.marks[card] = said
    return (score_of(standard.items, said), said) if said.keys() == known else (None, said)
