"""S52, S34: a closed contract offers the next weakest item, the chain shows what came of each; after ending, somebody else."""

from __future__ import annotations

import pytest
from django.urls import reverse

from huzhu.base.access import NotAllowed, NotFound, Overtaken
from huzhu.base.jobs import run_waiting
from huzhu.rooms.contracts.actions.closing import end_contract
from huzhu.rooms.contracts.actions.drafting import draft_from_introduction
from huzhu.rooms.contracts.actions.going_on import go_on
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.contracts.queries.chain import chain_of, pace_at
from huzhu.rooms.contracts.queries.going_on import offers_of
from huzhu.rooms.introductions.models import Introduction, Wish
from tests.cast import NOW, TODAY, says
from tests.contracts.pair import Pair, browser_of, days_later, introduced, make_pair
from tests.contracts.test_life import close, consistent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def settled() -> Pair:
    """甲 has taught 乙 piecing; 乙 is weakest at cleaning, then at doffing, and was never measured at sorting."""
    pair = make_pair()
    for technique, score in (("doffing", 400), ("cleaning", 300)):
        pair.shop.measured(pair.second, technique, score)
        pair.shop.measured(pair.first, technique, 900)
    pair.shop.technique("sorting")
    pair.signed()
    close(pair, 0, "not-met", day=10)
    return pair


def said(pair: Pair, person: object) -> list[tuple[str, str]]:
    return [(one.words, one.verb) for one in offers_of(pair.contract, pair.scope(person, day=days_later(11).date()))]  # type: ignore[arg-type]


def test_s52_a_closed_contract_offers_the_next_weakest_measured_item_to_its_two_alone() -> None:
    running = make_pair().signed()
    assert said(running, running.first) == said(running, running.second) == []
    pair = settled()
    assert said(pair, pair.second)[0] == ("Next for you: ⟦cleaning⟧", "With ⟦first⟧ again")
    assert said(pair, pair.first) == [("Next for ⟦second⟧: ⟦cleaning⟧", "I can teach it")]
    assert said(pair, pair.shop.person()) == []
    other = pair.shop.person(group=pair.shop.add_group("⟦far⟧"))
    with pytest.raises(NotFound):
        go_on(pair.uid, pair.shop.technique("cleaning").uid, "request", True, by=pair.scope(other), now=NOW)
    with pytest.raises(NotAllowed):
        go_on(
            pair.uid, pair.shop.technique("cleaning").uid, "request", True, by=pair.scope(pair.shop.person()), now=NOW
        )


def test_s52_one_alone_begins_nothing_and_the_two_accept_for_themselves_before_there_is_a_draft() -> None:
    pair, now = settled(), days_later(12)
    technique = pair.shop.technique("cleaning").uid
    go_on(pair.uid, technique, "request", True, by=pair.scope(pair.second, day=now.date()), now=now)
    assert Wish.objects.filter(state="open").count() == 1 and not Introduction.objects.filter(state="sent").exists()
    go_on(pair.uid, technique, "offer", True, by=pair.scope(pair.first, day=now.date()), now=now)
    met = Introduction.objects.get(state="sent")
    run_waiting()
    assert Contract.objects.count() == 1, "nobody has accepted yet"
    for person in (pair.first, pair.second):
        says(pair.shop, person, met.uid, "yes", now=now)
    draft_from_introduction(met.id, by=pair.scope(pair.first, day=now.date()), now=now)
    following = Contract.objects.get(state="draft")
    assert following.follows == pair.contract


def test_s52_the_chain_shows_content_dates_and_result_of_each_and_the_gap() -> None:
    pair, now = settled(), days_later(14)

    introduction = introduced(pair.shop, pair.first, pair.second, "cleaning", now=now)
    made = draft_from_introduction(introduction, by=pair.scope(pair.first, day=now.date()), now=now)
    following = Pair(pair.shop, pair.first, pair.second, Contract.objects.get(pk=made).uid)
    following.signed(now=now)
    chain = chain_of(pair.contract, pair.scope(pair.first, day=now.date()))
    assert [(link.n, link.since, link.closed, link.gap) for link in chain.links] == [
        (1, TODAY, days_later(10).date(), None),
        (2, now.date(), None, 4),
    ]
    assert [next(iter(link.terms.values())).subject for link in chain.links] == ["⟦piecing⟧", "⟦cleaning⟧"]
    assert next(iter(chain.links[0].terms.values())).outcome == "not reached"
    assert (chain.pace.links, chain.pace.days) == (1, 4)
    assert pace_at(pair.shop.path(pair.shop.factory), now.date()).days == 4
    assert consistent() == []


@pytest.mark.usefixtures("cast_day")
def test_s34_who_ends_it_gets_a_new_introduction_by_one_tap_and_a_running_one_gives_none() -> None:
    pair = make_pair().signed()
    url, technique = reverse("contracts:go-on", args=[pair.uid]), pair.shop.technique().uid
    with pytest.raises(Overtaken):
        go_on(pair.uid, technique, "request", False, by=pair.scope(pair.second), now=NOW)
    end_contract(pair.uid, "time", by=pair.scope(pair.second), now=NOW)
    client = browser_of(pair.second)
    page = client.get(reverse("contracts:page", args=[pair.uid]), headers={"Accept-Language": "en"})
    assert "Look for somebody else" in page.text
    for _ in range(2):  # the second tap renews
        assert client.post(url, {"technique": technique, "kind": "request"}).status_code == 302
    assert Wish.objects.get(person=pair.second).state == "open"
