"""S17: 'today' tells the leaders which words a month still lacks, counted as the pages count them; others nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit
from huzhu.rooms.skills.today import skills_waiting
from tests.cast import NOW, TODAY, client_for
from tests.skills.parts import APRIL_2, Four, make_four

pytestmark = [pytest.mark.django_db, pytest.mark.db_both]
OPINION, WORD = "1 opinion of the assessor waits for yours", "1 word of the group is missing"
DIFFERENCE, CLOSE = "1 difference to look at", "Close the month of ⟦first mill group 1⟧"


@pytest.fixture(autouse=True)
def english() -> object:
    with translation.override("en"):
        yield


def today(four: Four, person: Person, day: object = TODAY) -> set[str]:
    scope, now = four.by(person, day), NOW + (day - TODAY)  # type: ignore[arg-type, operator]
    return {line.title for line in skills_waiting(scope, now)}


def test_s17_the_production_leader_sees_opinions_that_wait_and_both_what_is_missing_from_the_1st() -> None:
    four = make_four()
    four.assessor_says(650)
    four.says_himself(350)
    assert today(four, four.foreman) == {OPINION} and today(four, four.leader) == set()
    assert today(four, four.leader, APRIL_2) == {WORD, DIFFERENCE, CLOSE}
    assert today(four, four.foreman, APRIL_2) == {OPINION, WORD, DIFFERENCE, CLOSE}
    assert today(four, four.assessor, APRIL_2) == {CLOSE} and today(four, four.person, APRIL_2) == set()
    four.second(900)
    assert today(four, four.foreman) == set(), "another opinion is an answer too"
    four.second(650)
    four.group_says()
    assert today(four, four.leader, APRIL_2) == {DIFFERENCE, CLOSE}
    four.says_himself(650)
    assert today(four, four.leader, APRIL_2) == {CLOSE} == today(four, four.foreman, APRIL_2)


def test_s17_each_line_opens_to_as_many_rows_and_takes_two_statements_more_however_many() -> None:
    four = make_four()

    def statements() -> int:
        scope = four.by(four.foreman, APRIL_2)
        with CaptureQueriesContext(connection) as found:
            list(skills_waiting(scope, NOW + timedelta(days=31)))
        return len(found)

    four.assessor_says()
    one = statements()
    for minutes in range(1, 4):
        four.assessor_says(650, four.shop.person(), minutes=minutes)
    four.assessor_says(650, four.foreman, minutes=9)  # his own: the other leader writes
    assert statements() == one == 5
    (line,) = list(skills_waiting(four.by(four.foreman), NOW + timedelta(hours=1)))
    assert line.title == "4 opinions of the assessor wait for yours"
    group = Unit.objects.get(id=four.shop.group).uid
    assert line.url == reverse("skills:central", args=[group]) + "?month=2026-03"
    with time_machine.travel(NOW, tick=False):
        assert len(client_for(four.foreman).get(line.url).context["lines"]) == 4
