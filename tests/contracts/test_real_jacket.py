"""A real capacity study, before and after: the cycle times are the same, only a typed capacity changed (D.7).

What somebody who reads both sheets says: nobody held a watch a second time, so nothing is known to be better.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from huzhu.base.access import Scope
from huzhu.base.people.models import Person
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.contracts.queries.measured import measured_since
from huzhu.rooms.contracts.queries.page import contract_page
from huzhu.rooms.skills.actions.measuring import save_measurements
from huzhu.rooms.skills.arrivals import Row
from huzhu.rooms.skills.models import Month, Technique
from huzhu.rooms.skills.queries import current_scores, score_of_quantity, source_words, techniques
from huzhu.rooms.skills.reactions import close_due_months
from tests.cast import LAST_MONTH, NOW, TODAY, Shop, make_shop
from tests.contracts.pair import make_pair

STUDY = Path(__file__).resolve().parents[3] / "shared" / "data" / "production"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not STUDY.is_dir(), reason="the real files are not beside the project (../shared/data)"),
]
DECEMBER, JANUARY = date(2025, 12, 1), date(2026, 1, 1)


def cycle_times(name: str) -> dict[tuple[str, str], float]:
    """{(operator, operation): seconds} of everybody who was timed."""
    with (STUDY / f"jacket_time_study_{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    timed = [row for row in rows if row["named operator"] == "yes" and row["Cycle Time(CT)"]]
    return {(row["Operator code"], row["Operation"].strip()): float(row["Cycle Time(CT)"]) for row in timed}


def measured(shop: Shop, times: dict[tuple[str, str], float], month: date, people: dict[str, Person]) -> None:
    """The study as a month of the line's group, in seconds; less is better."""
    for code, operation in times:
        people.setdefault(code, shop.person(f"⟦{code}⟧"))
        if operation not in shop.techniques:
            worst = 3 * times[code, operation]
            shop.techniques[operation] = Technique.objects.create(
                unit_id=shop.factory, trade=shop.trade, name=f"⟦{operation}⟧"[:80], position=len(shop.techniques),
                measure="s", worth_0=worst, worth_1000=worst / 6,
            )  # fmt: skip
    known = techniques(technique.id for technique in shop.techniques.values())
    rows = [
        Row(
            people[code].id, shop.techniques[operation].id,
            score_of_quantity(known[shop.techniques[operation].id], seconds), month, quantity=seconds,
        )
        for (code, operation), seconds in times.items()
    ]  # fmt: skip
    save_measurements(rows, by=Scope.system(TODAY), now=NOW)
    Month.objects.filter(state="open").update(by_rule=TODAY)


def test_d7_the_jacket_study_after_is_shown_as_not_re_measured_and_as_no_improvement() -> None:
    before, after = cycle_times("before"), cycle_times("after")
    assert len(before) > 40 and all(before[key] == after[key] for key in after), "the trap of the file"
    shop, people = make_shop(), dict[str, Person]()
    measured(shop, before, DECEMBER, people)
    measured(shop, after, JANUARY, people)
    close_due_months(NOW)
    months = {row.month: row.repeats for row in Month.objects.all()}
    assert months == {DECEMBER: None, JANUARY: DECEMBER}
    code, operation = next(iter(after))
    technique = shop.techniques[operation]
    pair = make_pair(shop, measured=False)
    contract = pair.contract
    contract.terms.update(
        technique=technique,
        learner=people[code],
        measure="s",
        baseline=before[code, operation],
        baseline_month=DECEMBER,
    )
    Contract.objects.filter(pk=contract.pk).update(
        second=people[code], starts=DECEMBER, ends=TODAY, state="signed", signed=NOW
    )
    contract.refresh_from_db()
    assert measured_since(contract, list(contract.terms.all()), TODAY) == {}
    with translation.override("en"):
        line = contract_page(contract, shop.scope(people[code])).terms[0]
        assert line.now == ""
        standing = current_scores([people[code].id], TODAY)[people[code].id, technique.id]
        assert "not re-measured" in source_words(standing)


def test_d7_one_watch_held_anew_makes_the_month_a_measurement() -> None:
    before = cycle_times("before")
    shop, people = make_shop(), dict[str, Person]()
    measured(shop, before, DECEMBER, people)
    first = next(iter(before))
    measured(shop, before | {first: before[first] - 0.2}, JANUARY, people)
    close_due_months(NOW)
    assert set(Month.objects.values_list("repeats", flat=True)) == {None}


def test_d7_a_few_equal_figures_are_chance_and_no_copy() -> None:
    before = dict(list(cycle_times("before").items())[:4])
    shop, people = make_shop(), dict[str, Person]()
    measured(shop, before, DECEMBER, people)
    measured(shop, before, LAST_MONTH, people)
    close_due_months(NOW)
    assert set(Month.objects.values_list("repeats", flat=True)) == {None}
