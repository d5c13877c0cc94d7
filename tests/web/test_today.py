"""D.3: 'waiting for me': what is due, who waits, what went well; one tap each."""

from __future__ import annotations

import re

import pytest
import time_machine

from huzhu.rooms.contracts.actions.closing import close_term
from huzhu.rooms.contracts.models import Step
from tests.cast import client_for
from tests.contracts.pair import Pair, days_later, make_pair, measured_again

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


def a_step_waits(pair: Pair) -> Step:
    return Step.objects.create(
        contract=pair.contract,
        term=pair.contract.terms.first(),
        week=1,
        text="⟦pull the tube first⟧",
        starts=days_later(0).date(),
        ends=days_later(6).date(),
    )


def test_a_step_is_said_done_in_one_tap_and_one_stays_on_today() -> None:
    pair = make_pair().signed()
    step = a_step_waits(pair)
    with time_machine.travel(days_later(1), tick=False):
        client, other = client_for(pair.second), client_for(pair.shop.person("⟦neighbour⟧"))
        page = client.get("/", headers=ENGLISH).content.decode()
        form = re.search(rf'<form[^>]*action="([^"]*{step.uid}[^"]*)" data-queue="⟦pull the tube first⟧">', page)
        assert form and "What went well" not in page
        assert other.post(form[1], {"done": "yes", "from_today": "1"}).status_code == 403
        answer = client.post(form[1], {"done": "yes", "from_today": "1"})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/")
        step.refresh_from_db()
        assert step.done is True
        assert step.text not in client.get("/", headers=ENGLISH).content.decode()


def test_a_term_that_was_met_stands_under_what_went_well_of_its_two_alone() -> None:
    pair = make_pair().signed()
    measured_again(pair)
    close_term(
        pair.uid, pair.contract.terms.all()[0].uid, "met", None,
        by=pair.scope(pair.second, day=days_later(20).date()), now=days_later(20),
    )  # fmt: skip
    with time_machine.travel(days_later(21), tick=False):
        seen = {
            person: client_for(person).get("/", headers=ENGLISH).content.decode()
            for person in (pair.first, pair.second, pair.shop.person("⟦neighbour⟧"))
        }
    assert ["What went well" in page for page in seen.values()] == [True, True, False]
    with time_machine.travel(days_later(40), tick=False):
        assert "What went well" not in client_for(pair.first).get("/", headers=ENGLISH).content.decode()
