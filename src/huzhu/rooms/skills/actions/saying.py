"""What each of the four sources says of one person and technique in a month: one dated row each (S17, Q2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import LEADERS, NotAllowed, NotFound, Refused, Role, Scope
from huzhu.base.journal import deed, happened, record
from huzhu.base.people.queries import roster
from huzhu.base.units.queries import ids_of
from huzhu.rooms.skills.access import must_hold
from huzhu.rooms.skills.actions.closing import by_rule_from, lock_groups
from huzhu.rooms.skills.arrivals import OFFICIAL
from huzhu.rooms.skills.models import Correction, ItemMark, Measurement, Month, Technique
from huzhu.rooms.skills.months import first_of
from huzhu.rooms.skills.queries.standards import standard_for
from huzhu.rooms.skills.scores import TOP, score_of

Source = Measurement.Source


@deed("skills.second_word")
def second_word(
    group_id: int, person_id: int, technique_id: int, month: date, score: int | None, *, by: Scope, now: datetime
) -> str:
    """Make a central opinion of two: the production leader on the assessor's word, or the assessor on his. None = the
    same opinion, and it is central; another score stands beside. Returns the source written.

    Raises NotAllowed for others, Refused for oneself, for one's own word, where the other has not spoken, and in a
    month that is closed.
    """
    path = must_hold(by, group_id, Role.FOREMAN, Role.ASSESSOR)
    somebody_else(group_id, person_id, by)
    lock_groups([group_id])
    _must_be_open(group_id, month)
    leads = by.holds_exactly(Role.FOREMAN, unit_id=group_id)
    other, own = (Source.ASSESSOR, Source.FOREMAN) if leads else (Source.FOREMAN, Source.ASSESSOR)
    said = _last(group_id, person_id, technique_id, month, other)
    if said is None or said.assessor_id is None:
        raise Refused(_("The other one has not spoken yet."))
    if said.assessor_id == by.person_id:
        raise Refused(_("A central opinion is the word of two."))
    if score is None or score == said.score:
        row = _say(
            group_id, path, person_id, technique_id, said.score, Source.CENTRAL, month, by, now,
            quantity=said.quantity, assessor_id=said.assessor_id, second_id=by.person_id, method=said.method,
        )  # fmt: skip
    else:
        row = _say(group_id, path, person_id, technique_id, score, own, month, by, now)
    record("measurement", row.id, unit_id=group_id, after={"source": row.source})
    return row.source


@deed("skills.supplement")
def supplement(
    group_id: int, person_id: int, technique_id: int, month: date, score: int | None, *, words: str = "", by: Scope,
    now: datetime,
) -> int:  # fmt: skip
    """Write down what the group says at its sitting: None = it agrees, another score with words. For a leader himself
    the other leader writes. Returns the row's id.

    Raises NotAllowed for others than the two leaders, Refused for oneself, in a closed month, without words, and where
    there is nothing yet to agree with.
    """
    path = must_hold(by, group_id, *LEADERS)
    somebody_else(group_id, person_id, by)
    lock_groups([group_id])
    _must_be_open(group_id, month)
    said = _last(group_id, person_id, technique_id, month, *OFFICIAL)
    if score is None and said is None:
        raise Refused(_("Nothing has been measured here yet, so there is nothing to agree with."))
    if score is not None and not words.strip():
        raise Refused(_("Write in a few words why the group sees it another way."), field="words")
    agreed = said.score if said and score is None else score
    row = _say(
        group_id, path, person_id, technique_id, agreed or 0, Source.GROUP, month, by, now, words=words.strip()[:200]
    )
    record("measurement", row.id, unit_id=group_id, after={"source": "group"})
    return row.id


@deed("skills.say_of_oneself")
def say_of_oneself(
    technique_id: int, score: int | None, *, by: Scope, now: datetime, month: date | None = None,
    marks: Mapping[int, float] | None = None,
) -> int:  # fmt: skip
    """Report one's own opinion of a technique (S17): listed beside the assessor's, never the month's score.

    By a level's score, or by `marks` on the items of the published standard. Returns the row's id. NotAllowed for a
    sign-in that one person confirmed: a leader would speak in his place (Q33).
    """
    if not by.full:
        raise NotAllowed(_("Your sign-in lacks a confirmation"))
    used = Technique.objects.filter(id=technique_id, unit_id__in=ids_of(by.group_path)).exists()
    if by.person_id is None or by.group_id is None or not used:
        raise NotFound
    month = month or first_of(by.day)
    if month != first_of(by.day):
        _must_be_open(by.group_id, month)
    if marks:
        standard = standard_for(technique_id, by.group_path, by.day)
        score = score_of(standard.items, marks) if standard else None
        marks = {item.id: marks[item.id] for item in standard.items if item.id in marks} if standard else {}
    if score is None:
        raise Refused(_("Choose a level."), field="level")
    row = _say(by.group_id, by.group_path, by.person_id, technique_id, score, Source.SELF, month, by, now, marks=marks)
    record("measurement", row.id, unit_id=by.group_id, after={"source": "self"})
    return row.id


@deed("skills.remeasure")
def remeasure(
    group_id: int, person_id: int, technique_id: int, score: int, *, matter_id: int, by: Scope, now: datetime,
    quantity: float | None = None, method: str = Measurement.Method.OBSERVED,
) -> int:  # fmt: skip
    """Measure again for a contract: counts at once for its term and enters the month like any other (Q1).

    Raises NotAllowed for others than the group's leaders and assessor, Refused for oneself or a stranger.
    """
    path = must_hold(by, group_id)
    somebody_else(group_id, person_id, by)
    if not Technique.objects.filter(id=technique_id, unit_id__in=ids_of(path)).exists():
        raise Refused(_("A technique in this list is not in the catalogue of the group."))
    row = measured(
        group_id, path, person_id, technique_id, score, by, now, quantity=quantity, method=method, matter_id=matter_id
    )
    record("measurement", row.id, unit_id=group_id, after={"source": row.source, "matter": matter_id})
    return row.id


def measured(
    group_id: int, path: str, person_id: int, technique_id: int, score: int, by: Scope, now: datetime, *,
    quantity: float | None = None, method: str = Measurement.Method.OBSERVED, matter_id: int | None = None,
    marks: Mapping[int, float] | None = None,
) -> Measurement:  # fmt: skip
    """One measurement of today by somebody who measures: opens the month, or stands beside a closed one."""
    lock_groups([group_id])
    month = first_of(by.day)
    held = Month.objects.filter(unit_id=group_id, month=month).first()
    if held is None:
        due = by_rule_from([group_id], month, by.day)[group_id]
        Month.objects.create(unit_id=group_id, month=month, by_rule=due)
    source = Source.ASSESSOR if by.holds_exactly(Role.ASSESSOR, unit_id=group_id) else Source.GRID
    row = _say(
        group_id, path, person_id, technique_id, score, source, month, by, now, quantity=quantity, method=method,
        matter_id=matter_id, marks=marks,
    )  # fmt: skip
    if held and held.state == Month.State.CLOSED:
        Correction.objects.create(
            month=held, person_id=person_id, technique_id=technique_id, score=score, at=now, by_id=by.person_id
        )
        happened("skills.month_corrected", held.id)
    return row


def _say(
    group_id: int, path: str, person_id: int, technique_id: int, score: int, source: str, month: date, by: Scope,
    now: datetime, *, assessor_id: int | None = None, marks: Mapping[int, float] | None = None, **more: object,
) -> Measurement:  # fmt: skip
    """One opinion of today, with the standard that is published today. The door is the caller's."""
    if not 0 <= score <= TOP:
        raise Refused(_("A score lies between 0 and 1000."), field="level")
    standard = standard_for(technique_id, path, by.day)
    row = Measurement.objects.create(
        unit_id=group_id, person_id=person_id, technique_id=technique_id, score=score, source=source, month=month,
        day=by.day, at=now, assessor_id=assessor_id or by.person_id, standard_id=standard.id if standard else None,
        **more,
    )  # fmt: skip
    ItemMark.objects.bulk_create(
        ItemMark(measurement=row, item_id=item, value=value) for item, value in (marks or {}).items()
    )
    return row


def _last(group_id: int, person_id: int, technique_id: int, month: date, *sources: str) -> Measurement | None:
    """The newest word of these sources in a group's month."""
    rows = Measurement.objects.filter(
        person_id=person_id, technique_id=technique_id, unit_id=group_id, month=month, source__in=sources
    )
    return rows.order_by("day", "at", "id").last()


def somebody_else(group_id: int, person_id: int, by: Scope) -> None:
    """Refused for oneself, and for whoever is not at home in the group today."""
    if person_id == by.person_id or person_id not in {line.id for line in roster(group_id, by.day)}:
        raise Refused(_("Nobody measures himself, nor anybody of another group."))


def _must_be_open(group_id: int, month: date) -> None:
    if not Month.objects.filter(unit_id=group_id, month=month, state=Month.State.OPEN).exists():
        raise Refused(_("This month is closed; what is said now belongs to the next one."))
