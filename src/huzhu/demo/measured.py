"""The demo's trades and techniques, and six closed months of measurements, in bulk and with their right proofs."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from huzhu.base.db import insert_many
from huzhu.demo.house import House
from huzhu.demo.story import CAN_TEACH, CLOSED_ROUND, COMPARED, COMPUTED, COMPUTED_TEACH, PLAYS, STANDING
from huzhu.demo.words import WEAVING, TechniqueWords
from huzhu.rooms.skills.models import (
    Correction,
    Measurement,
    Month,
    MonthScore,
    MonthVoice,
    PostTrade,
    Technique,
    Trade,
    WantedLevel,
)  # fmt: skip
from huzhu.rooms.skills.months import last_day, later, proof_of
from huzhu.rooms.skills.scores import quantity_of_score, score_of_quantity

MONTHS = 6
Given = dict[tuple[int, int], tuple[int, int]]
"""First and last score by (person, technique)."""

Method, Source = Measurement.Method, Measurement.Source
COLUMNS = (
    "person",
    "technique",
    "score",
    "quantity",
    "day",
    "month",
    "unit",
    "assessor",
    "at",
    "method",
    "source",
    "words",
)


ASKED = (500, 200)
"""What a trade's first post asks of each technique (alone), and its second one (with help)."""

Scores = dict[tuple[str, date], list[tuple[int, int, int, float | None, bool]]]
"""By (group, month)."""


def six_months(today: date) -> list[date]:
    """The six months that are closed today, oldest first; before the 6th the last one is still the leaders' to close."""
    last = later(today.replace(day=1), -1 if today.day > 5 else -2)
    return [later(last, back) for back in range(1 - MONTHS, 1)]


def teach_trades(house: House) -> None:
    """Trades, techniques and what each post asks for."""
    trades = Trade.objects.bulk_create(
        Trade(unit_id=house.factory, name=trade.name, name_en=trade.name_en) for trade in house.words.trades
    )
    rows = Technique.objects.bulk_create(
        Technique(
            unit_id=house.factory, trade=trade, name=one.name, name_en=one.name_en, measure=one.measure,
            worth_0=one.worth_0, worth_1000=one.worth_1000, position=place,
        )
        for trade, words in zip(trades, house.words.trades, strict=True)
        for place, one in enumerate(words.techniques)
    )  # fmt: skip
    house.techniques = {row.name: row.id for row in rows}
    PostTrade.objects.bulk_create(
        PostTrade(post_id=house.posts[name], trade=trade)
        for trade, words in zip(trades, house.words.trades, strict=True)
        for name, _ in words.posts
    )
    WantedLevel.objects.bulk_create(
        WantedLevel(
            post_id=house.posts[post],
            technique_id=house.techniques[one.name],
            score=house.words.core.get((post, one.name), asked),
        )
        for trade in house.words.trades
        for (post, _), asked in zip(trade.posts, ASKED, strict=False)
        for one in trade.techniques
    )


def measure(
    house: House, draw: Random, months: list[date], today: date, *, given: Given | None = None,
    but: Collection[tuple[str, date]] = (),
) -> None:  # fmt: skip
    """Measurements of each measured group: the first month an import, then by hand; the open month half done.

    given: what the story needs. but: groups and months that are measured otherwise.
    """
    scores: Scores = {}
    rows: list[tuple[object, ...]] = []
    open_months = [later(months[-1], 1)] + ([later(months[-1], 2)] if later(months[-1], 2) <= today else [])
    for name, group in house.groups.items():
        if not group.words.measured:
            continue
        for person in group.people:
            for one in group.words.trade.techniques:
                technique = house.techniques[one.name]
                told = (given or {}).get((person, technique))
                for month, score in _curve(draw, months + open_months, house.hired[person], told):
                    day = _measuring_day(draw, month)
                    if day >= today or (month == open_months[-1] and draw.random() < 0.5) or (name, month) in but:
                        continue
                    score, quantity = _exactly(one, score)
                    first = month == months[0]
                    rows.append((
                        person, technique, score, quantity, day, month, group.id, None if first else house.assessor(name),
                        _at(day, 16), Method.TIMED if quantity is not None else Method.OBSERVED,
                        Source.IMPORT if first else Source.CENTRAL, "",
                    ))  # fmt: skip
                    scores.setdefault((name, month), []).append((person, technique, score, quantity, False))
    insert_many(Measurement, COLUMNS, rows)
    _months(house, months, scores)


def given(house: House) -> Given:
    """What the story needs."""
    told = {
        (house.player(name), house.techniques[technique]): ends
        for name, known in STANDING.items() for technique, ends in known.items()
    }  # fmt: skip
    for group, places, technique in (*CLOSED_ROUND, *COMPARED, *COMPUTED):
        for place in places:
            told[house.groups[group].people[place], house.techniques[technique]] = (130 + 15 * place, 200 + 20 * place)
    for group, place, technique in (*CAN_TEACH, *COMPUTED_TEACH):
        told[house.groups[group].people[place], house.techniques[technique]] = (780, 840 + 10 * (place % 5))
    return told


def _curve(draw: Random, months: list[date], hired: date, given: tuple[int, int] | None) -> Iterator[tuple[date, int]]:
    """(month, score): a start, a growth that sometimes stands still, gaps; some are never measured."""
    if given:
        step = (given[1] - given[0]) / (MONTHS - 1)
        for number, month in enumerate(months):
            wobble = 0 if number in (0, MONTHS - 1) else draw.randrange(-12, 13)
            yield month, max(0, min(1000, round(given[0] + step * min(number, MONTHS)) + wobble))
        return
    if draw.random() < 0.08:
        return
    score, growth = draw.gauss(540, 210), draw.choice((0, 6, 12, 18, 25, 34))
    for month in months:
        score = max(60.0, min(970.0, score + draw.gauss(growth, 14)))
        if last_day(month) > hired and draw.random() > 0.06:
            yield month, round(score)


def _exactly(technique: TechniqueWords, score: int) -> tuple[int, float | None]:
    """A score, or where there is a measure the quantity to a tenth and the score that it is worth."""
    if technique.worth_0 is None:
        return score, None
    quantity = round(quantity_of_score(technique, score), 1)
    return score_of_quantity(technique, quantity), quantity


def _measuring_day(draw: Random, month: date) -> date:
    """A working day between the 12th and the 26th."""
    day = month.replace(day=draw.randrange(12, 27))
    return day - timedelta(days=max(0, day.weekday() - 4))


def tell_apart(house: House, draw: Random, month: date) -> None:
    """Some weavers said what they think of themselves, and one score of the month was corrected."""
    rows = []
    for group in house.groups.values():
        for person in group.people[2:8] if group.words.trade is WEAVING else ():
            technique = house.techniques[draw.choice(WEAVING.techniques).name]
            day = month.replace(day=10)
            rows.append(
                Measurement(
                    person_id=person, technique_id=technique, score=draw.choice((350, 650, 900)), day=day, month=month,
                    unit_id=group.id, assessor_id=person, source=Measurement.Source.SELF, at=_at(day, 12),
                )
            )  # fmt: skip
    Measurement.objects.bulk_create(rows)
    asking, technique = house.player("asks inspection"), house.techniques["验布"]
    home = PLAYS["asks inspection"][0]
    found = MonthScore.objects.select_related("month").get(
        person_id=asking, technique_id=technique, month__month=month, month__unit_id=house.groups[home].id
    )
    assert found.month.closed_at is not None
    Correction.objects.create(
        month=found.month, person_id=asking, technique_id=technique, score=min(1000, found.score + 60),
        at=found.month.closed_at + timedelta(days=1), by_id=house.assessor(home), reason="两台车的时间记反了",
    )  # fmt: skip


def _months(house: House, months: list[date], scores: Scores) -> None:
    """The first month as an opening measurement, the others by the two leaders, by one alone or by rule."""
    rows, voices = [], []
    for name, month in sorted(scores, key=lambda key: (key[1], house.groups[key[0]].id)):
        row = Month(unit_id=house.groups[name].id, month=month)
        rows.append((name, row))
        after = later(month, 1)
        if month > months[-1]:
            row.by_rule = after.replace(day=11)
            continue
        how = "opening" if month == months[0] else "leaders"
        how = "alone" if how == "leaders" and house.groups[name].headless else how
        how = "rule" if name == house.words.late and month == months[2] else how
        day = {"opening": month.replace(day=27), "rule": after.replace(day=11)}.get(how, after.replace(day=4))
        row.state, row.opening, row.closed_how, row.closed_at = Month.State.CLOSED, how == "opening", how, _at(day, 9)
        held = scores[name, month]
        row.proof = proof_of(row.unit_id, month, held)
        row.people, row.held, row.agreed = len({person for person, *_ in held}), len(held), 0
        if how in ("leaders", "alone"):
            voices += [
                MonthVoice(month=row, person_id=person, role=role.value, at=row.closed_at)
                for role, person in house.groups[name].leaders.items()
            ]
    Month.objects.bulk_create(row for _, row in rows)
    MonthVoice.objects.bulk_create(voices)
    insert_many(
        MonthScore,
        ("month", "person", "technique", "score", "quantity", "agreed", "agreement"),
        [
            (row.id, *values, None)
            for name, row in rows if row.state == Month.State.CLOSED
            for values in scores[name, row.month]
        ],
    )  # fmt: skip


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
