"""S17: the pages of the four sources; differences item by item."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huzhu.base.units.models import Unit
from huzhu.rooms.skills.actions.correcting import correct
from huzhu.rooms.skills.actions.saying import say_of_oneself
from huzhu.rooms.skills.actions.sitting import begin_sitting
from huzhu.rooms.skills.models import Measurement, StandardItem
from tests.cast import NOW
from tests.skills.parts import FEBRUARY, Four, english, make_four, words_of

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


def test_s17_the_person_sees_what_others_say_of_him_after_he_has_said_his_own() -> None:
    four = make_four()
    four.assessor_says(900)
    client, page = english(four.person), reverse("skills:assess-me")
    cell = at(four, "records", four.person.uid, four.shop.technique().uid)
    for address in (page, cell, f"{cell}?month=2026-03"):
        assert "Assessor: can teach" not in client.get(address).content.decode(), address
        assert "2 Mar · ⟦assessor⟧" not in client.get(address).content.decode(), address
    assert "Say your own first" in client.get(cell).content.decode()
    assert "2 Mar · ⟦assessor⟧" in english(four.leader).get(cell).content.decode()
    said = client.post(page, {"technique": four.shop.technique().uid, "level": "350"}, headers=HTMX).content.decode()
    assert "Assessor: can teach" in said and "The person: with help" in said
    assert "2 Mar · ⟦assessor⟧" in client.get(cell).content.decode()
    assert Measurement.objects.get(source="self").standard is not None


def test_s17_the_person_says_his_word_item_by_item_and_nothing_sent_is_no_nought() -> None:
    four = make_four()
    client, page = english(four.person), reverse("skills:assess-me")
    first = StandardItem.objects.order_by("position").first()
    technique = {"technique": four.shop.technique().uid}
    assert client.post(page, technique, headers=HTMX).status_code == 422
    assert "Choose a level" in client.post(page, technique).content.decode()
    assert not Measurement.objects.filter(source="self").exists()
    client.post(page, technique | {"by_items": "1", "seen": [first.uid]})  # type: ignore[union-attr]
    row = Measurement.objects.get(source="self")
    assert (row.score, row.marks.count()) == (500, 2)


def test_s17_the_four_parts_stand_side_by_side_with_what_is_missing() -> None:
    four = make_four()
    four.assessor_says()
    cell = at(four, "records", four.person.uid, four.shop.technique().uid)
    page = english(four.leader).get(cell).content.decode()
    assert "by the assessor only" in page
    assert "Missing for an agreed score: central opinion, the person&#x27;s own word, the group&#x27;s word." in page
    four.second()
    four.says_himself(350)
    four.group_says()
    page = english(four.leader).get(cell).content.decode()
    assert "They name different levels" in page and "Missing for" not in page and ">agreed" in page


def test_q3_a_correction_stands_beside_the_closed_value_with_day_and_reason() -> None:
    four = make_four()
    by = four.by(four.assessor)
    correct(four.shop.group, four.person.id, four.technique, FEBRUARY, 650, reason="⟦wrong row⟧", by=by, now=NOW)
    cell = at(four, "records", four.person.uid, four.shop.technique().uid)
    own = reverse("skills:curve", args=[four.shop.technique().uid])
    for client, address in ((english(four.leader), cell), (english(four.person), cell), (english(four.person), own)):
        page = client.get(address).content.decode()
        assert "with help" in page and "alone (650), corrected on 2 Mar: ⟦wrong row⟧" in page
    mate = english(four.shop.person()).get(cell).content.decode()
    assert "alone, corrected on 2 Mar: ⟦wrong row⟧" in mate and "650" not in mate


@pytest.mark.db_both
@pytest.mark.parametrize(
    ("name", "who"),
    [("assess", "assessor"), ("central", "foreman"), ("supplement", "leader"), ("differences", "leader"), ("months", "leader"),
     ("assess-me", "person")],
)  # fmt: skip
def test_s17_statements_of_the_pages_do_not_grow_with_people(name: str, who: str) -> None:
    four = make_four()
    client, counts = english(getattr(four, who)), []
    address = reverse("skills:assess-me") if name == "assess-me" else at(four, name)
    four.assessor_says()
    client.get(address)
    for size in (2, 6):
        for person in four.shop.people(size):
            four.assessor_says(person=person)
            say_of_oneself(four.technique, 350, by=four.by(person), now=NOW)
        client.get(address)  # who was looked at is written once a day
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_s16_statements_of_a_card_do_not_grow_with_its_round() -> None:
    four, counts = make_four(), []
    client = english(four.assessor)
    client.get(at(four, "assess"))  # what is kept for half a minute
    for size in (2, 8):
        people = four.shop.people(size)
        uid = begin_sitting(
            four.shop.group, [person.id for person in people], [four.technique], by=four.by(four.assessor), now=NOW
        )
        with CaptureQueriesContext(connection) as seen:
            assert client.get(at(four, "card", uid, people[0].uid, four.shop.technique().uid)).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
