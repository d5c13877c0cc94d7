"""Real learners drive whole contracts (issue D.7): their trials are the sessions, their results the re-measurements.

What comes out is what somebody reading the file would say; each case has his words beside it.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import pytest
import time_machine

from huzhu.base.access import Refused, Role
from huzhu.base.people.models import Person
from huzhu.rooms.contracts.actions.closing import close_term
from huzhu.rooms.contracts.actions.measuring import measure_term
from huzhu.rooms.contracts.queries.measured import measured_since
from huzhu.rooms.practice.actions.cycles import check, debrief, observe, practise
from huzhu.rooms.practice.actions.logging import Said, confirm, log_session
from huzhu.rooms.practice.actions.stalls import review
from huzhu.rooms.practice.models import StallReview
from huzhu.rooms.practice.queries.cycles import of_contracts
from huzhu.rooms.practice.queries.stalls import share_run
from huzhu.rooms.practice.reactions import look_at_contract
from huzhu.rooms.skills.models import Technique
from tests.cast import LAST_MONTH, NOW, make_shop
from tests.contracts.pair import Pair, days_later, make_pair

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "learning"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("english"),
    pytest.mark.skipif(not DATA.is_dir(), reason="the real files are not beside the project (../shared/data)"),
]


@dataclass(frozen=True)
class Case:
    """`reader`: what somebody says who reads the series. `still`: after which results nothing had been gained over three
    of them; `reached`: the last result is at the target, and so it is mastered."""

    who: str
    reader: str
    still: tuple[int, ...]
    reached: bool


TRAINEES = (  # minutes per trial; the aim is 3 minutes
    Case("10", "7.6, 8.1, 8.7: no better at first; then a leap from 8.4 to 4.6 and on to 2.2", (3,), True),
    Case(
        "13",
        "quickly to 2.2, then one bad trial of 6.3 among good ones, under three at the end: the rule looks at three values"
        " and not at their spread, so somebody looks at the bad one too",
        (7,),
        True,
    ),
    Case("19", "down to 4.3 by the eighth, then to and fro between 4.3 and 6.0; never near three", (9, 11), False),
)

PUPILS = (  # right answers of each ten, in thousandths; the aim is 800
    Case("69 45", "not one right in sixty", (3, 5), False),
    Case("69 98", "slowly, then quickly better; not there yet", (), False),
    Case("171 44", "nothing in sixty, then it has clicked and stays", (3, 5), True),
)


def trials(who: str) -> list[float]:
    with (DATA / "laparoscopy_trainee_trials.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["Part"] == who]
    return [round(float(row["Duration"]), 1) for row in sorted(rows, key=lambda row: int(row["trial"]))]


def tens(who: str) -> list[float]:
    """Right answers of each ten of a learner's attempts at one skill, in thousandths; a last part of ten is left out."""
    learner, skill = who.split()
    right = []
    with (DATA / "assistments0910_attempts.csv").open() as file:
        for line in file:
            if line.startswith(f"{learner},"):
                _learner, _attempt, of, correct = line.strip().split(",")
                right += [int(correct)] if of == skill else []
            elif right:
                break
    return [100.0 * sum(right[start : start + 10]) for start in range(0, len(right) - 9, 10)]


def contract_of(results: Sequence[float], target: float, **anchors: object) -> Pair:
    """A signed contract whose baseline is the first result."""
    shop = make_shop()
    technique = shop.technique()
    if anchors:
        Technique.objects.filter(pk=technique.pk).update(**anchors)
    pair = make_pair(shop, measured=False)
    pair.contract.terms.update(
        baseline=results[0], baseline_month=LAST_MONTH, first_measurement_due=None, target=target
    )
    return pair.signed()


@dataclass
class Lived:
    """What came of a contract: after which results a review was opened, whether the target was reached."""

    still: list[int]
    gained: float
    reached: bool


def live(pair: Pair, results: Sequence[float], minutes: Sequence[int]) -> Lived:
    """One trial a day: held, confirmed, measured; what stands still is looked at the same day; at the end it is checked."""
    assessor, foreman = pair.shop.holder(Role.ASSESSOR), pair.shop.holder(Role.FOREMAN)
    term, still = pair.contract.terms.get(), []
    for place, result in enumerate(results[1:], start=2):
        now = days_later(place)
        with time_machine.travel(now, tick=False):
            first, second, measures, leads = (
                pair.scope(person, day=now.date()) for person in (pair.first, pair.second, assessor, foreman)
            )
            if place == 2:
                observe(pair.uid, term.uid, by=second, now=now)
                debrief(pair.uid, term.uid, "⟦the same once more⟧", by=first, now=now)
                practise(pair.uid, term.uid, by=second, now=now)
            said = Said(minutes=minutes[place - 1], learner_minutes=minutes[place - 1])
            confirm(log_session(pair.uid, said, done_at=now, by=second, now=now), done_at=now, by=first, now=now)
            measure_term(pair.uid, term.uid, result, by=measures, now=now)
            look_at_contract(pair.contract.pk)
            for row in StallReview.objects.filter(state="open"):
                still.append(place)
                review(row.uid, "⟦seen⟧", "⟦another way⟧", by=leads, now=now)
    return Lived(still, results[-1] - results[0], settled(pair, term.uid, assessor, len(results)))


def settled(pair: Pair, term: str, assessor: Person, day: int) -> bool:
    """Was it reached? Closed as 'met' where the last measurement lets it; else checked as 'not yet'."""
    now = days_later(day + 1)
    by = pair.scope(assessor, day=now.date())
    first = pair.scope(pair.first, day=now.date())
    latest = measured_since(pair.contract, [pair.contract.terms.get()], now.date())
    try:
        close_term(pair.uid, term, "met", None, by=first, now=now)
    except Refused:
        check(pair.uid, term, False, "⟦not there⟧", by=by, now=now)
        return False
    assert next(iter(latest.values())).ordered
    return True


@pytest.mark.parametrize("case", TRAINEES, ids=lambda case: case.who)
def test_real_trainees_progress_stand_still_and_reach_the_aim_as_their_file_reads(case: Case) -> None:
    results = trials(case.who)
    minutes = [ceil(result) for result in results]
    pair = contract_of(results, 3.0, measure="min", worth_0=10.0, worth_1000=2.0)
    lived = live(pair, results, minutes)
    assert (tuple(lived.still), lived.reached, lived.gained < 0) == (case.still, case.reached, True), case.reader
    day = days_later(30).date()
    assert share_run(pair.contract.pk, pair.second.id, NOW.date(), day).minutes == sum(minutes[1:])


@pytest.mark.parametrize("case", PUPILS, ids=lambda case: case.who)
def test_real_pupils_progress_stand_still_and_reach_the_aim_as_their_file_reads(case: Case) -> None:
    results = tens(case.who)
    pair = contract_of(results, 800.0)
    lived = live(pair, results, [10] * len(results))
    assert (tuple(lived.still), lived.reached) == (case.still, case.reached), case.reader
    (line,) = of_contracts([pair.contract.pk])[pair.contract.pk]
    assert (line.number, line.state) == ((1, "practising") if case.reached else (2, "begun"))
