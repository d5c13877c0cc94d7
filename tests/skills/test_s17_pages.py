"""S17: the pages of the four sources; differences item by item."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from huzhu.base.units.models import Unit
from huzhu.rooms.skills.models import Measurement
from tests.cast import NOW
from tests.skills.parts import Four, english, make_four, words_of

pytestmark = [pytest.mark.django_db]
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def at(four: Four, name: str, *args: str) -> str:
    return reverse(f"skills:{name}", args=[Unit.objects.get(id=four.shop.group).uid, *args])


def about(four: Four, **more: object) -> dict[str, object]:
    return {"person": four.person.uid, "technique": four.shop.technique().uid} | more


def test_s17_the_production_leader_says_the_same_opinion_with_one_tap() -> None:
    four = make_four()
    four.assessor_says()
    client = english(four.foreman)
    assert "Same opinion" in client.get(at(four, "central")).content.decode()
    row = client.post(at(four, "central"), about(four), headers=HTMX).content.decode()
    assert "Production leader: alone" in row and "Same opinion" not in row
    assert words_of(four) == ["assessor", "central"]
    assert "Everything of this month is said." in client.get(at(four, "central")).content.decode()


def test_s17_another_opinion_waits_for_the_assessor() -> None:
    four = make_four()
    four.assessor_says()
    page = at(four, "central")
    assert "Everything" in english(four.assessor).get(page).content.decode()
    english(four.foreman).post(page, about(four, level="350"))
    assert "Same opinion" in english(four.assessor).get(page).content.decode()
    assert "Same opinion" not in english(four.foreman).get(page).content.decode()
    english(four.assessor).post(page, about(four))
    assert Measurement.objects.get(source="central").score == 350


def test_s17_the_group_agrees_with_one_tap_and_differs_with_words() -> None:
    four = make_four()
    four.assessor_says()
    client, page = english(four.leader), at(four, "supplement")
    assert "The group agrees" in client.get(page).content.decode()
    without = client.post(page, about(four, level="350"), headers=HTMX)
    assert without.status_code == 422 and "few words" in without.content.decode()
    assert "few words" in client.post(page, about(four, level="350")).content.decode()
    assert not Measurement.objects.filter(source="group").exists()
    client.post(page, about(four, level="350", words="⟦slow⟧"))
    row = Measurement.objects.get(source="group")
    assert (row.score, row.words, row.assessor) == (350, "⟦slow⟧", four.leader)


def test_s17_a_leader_does_not_find_himself_on_the_groups_page() -> None:
    four = make_four()
    four.assessor_says(person=four.leader)
    assert four.leader.name not in english(four.leader).get(at(four, "supplement")).content.decode()
    assert four.leader.name in english(four.foreman).get(at(four, "supplement")).content.decode()


def test_s17_differences_are_listed_item_by_item_only_where_the_parts_differ() -> None:
    four = make_four()
    four.assessor_says(650)
    four.second()
    page = at(four, "differences")
    assert "No differences" in english(four.leader).get(page).content.decode()
    four.says_himself(900)
    found = english(four.leader).get(page).content.decode()
    assert four.person.name in found and "can teach" in found and "the group&#x27;s word" in found
    four.group_says()
    assert "1 have all four parts" in english(four.leader).get(page).content.decode()


@pytest.mark.parametrize("name", ["central", "supplement", "differences", "assess"])
def test_s17_the_four_pages_are_for_those_whose_word_it_is(name: str) -> None:
    four, other = make_four(), make_four()
    allowed = {"central": ("foreman", "assessor"), "supplement": ("leader", "foreman"), "assess": ("assessor",),
               "differences": ("leader", "foreman", "assessor")}[name]  # fmt: skip
    for who in ("person", "leader", "foreman", "assessor"):
        expected = 200 if who in allowed else 403
        assert english(getattr(four, who)).get(at(four, name)).status_code == expected, who
        assert english(getattr(other, who)).get(at(four, name)).status_code == 404, who
