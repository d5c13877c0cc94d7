"""Who helped whom, as asker and helper each say it, of real managers (Krackhardt 1987): they often disagree (D.7, Q23)."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from huzhu.base.followup.models import LifeSign, Matter
from huzhu.base.people.models import Person
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.contracts.queries.living import LIVING, standing_on
from huzhu.rooms.practice.actions.logging import Said, log_session
from huzhu.rooms.practice.queries.held import sessions_of
from tests.cast import NOW, TODAY, make_shop

TIES = Path(__file__).resolve().parents[3] / "shared" / "data" / "network" / "krackhardt_advice_ties.csv"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not TIES.is_file(), reason="the real files are not beside the project (../shared/data)"),
]
ASKERS = tuple(f"A{n}" for n in range(1, 8))


def said() -> dict[tuple[str, str], set[str]]:
    """{(asker, helper): which of the two says so}, of the first seven askers; what third persons think is left out."""
    found: dict[tuple[str, str], set[str]] = {}
    with TIES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            two = (row["asker"], row["helper"])
            if row["asker"] in ASKERS and row["reported_by"] in two:
                found.setdefault(two, set()).add(row["reported_by"])
    return found


@time_machine.travel(NOW, tick=False)
def test_d7_what_only_one_of_two_says_is_one_sided_and_outside_all_rates() -> None:
    ties, shop = said(), make_shop()
    people: dict[str, Person] = {name: shop.person() for name in sorted({name for two in ties for name in two})}
    technique, contracts = shop.technique(), {}
    for asker, helper in ties:
        matter = Matter.objects.create(
            kind="contract", unit_id=shop.group, opened=TODAY, quiet_after=TODAY + timedelta(30)
        )
        row = Contract.objects.create(
            matter=matter, kind="tutor", state="signed", mode="found", first=people[helper], second=people[asker],
            first_unit_id=shop.group, second_unit_id=shop.group, drafted=NOW, signed=NOW, starts=TODAY,
            ends=TODAY + timedelta(days=60),
        )  # fmt: skip
        row.terms.create(position=1, teacher=people[helper], learner=people[asker], technique=technique)
        contracts[asker, helper] = row
    for two, sayers in ties.items():
        for who in sorted(sayers):
            by = shop.scope(people[who])
            log_session(contracts[two].uid, Said(30, 20), done_at=NOW, by=by, now=NOW)
    both = {two for two, sayers in ties.items() if len(sayers) == 2}
    held = sessions_of([row.pk for row in contracts.values()], TODAY, TODAY)
    assert (len(ties), len(both)) == (94, 39), "the two agree about less than half of it"
    confirmed = {two for two, row in contracts.items() if any(one.confirmed for one in held[row.pk])}
    assert confirmed == both
    assert all(len(held[row.pk]) == 1 for row in contracts.values()), "two words of one half day are one session"
    assert LifeSign.objects.count() == len(both), "only these keep their contracts living"
    late = TODAY + timedelta(days=31)
    living = standing_on(TODAY + timedelta(days=29)).filter(stands=LIVING)
    assert {row.pk for row in living} == {contracts[two].pk for two in both}
    assert not standing_on(late).filter(stands=LIVING).exists(), "and not for ever"
