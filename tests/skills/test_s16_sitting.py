"""S16: the assessor's round, card after card; what is tapped is kept."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from huzhu.base.access import NotAllowed, NotFound, Refused, Role, Scope
from huzhu.base.people.actions.roll import move_person
from huzhu.base.units.models import Unit
from huzhu.rooms.skills.actions.measuring import record_grid
from huzhu.rooms.skills.actions.sitting import begin_sitting, mark_card
from huzhu.rooms.skills.models import Correction, ItemMark, Measurement, Month, Sitting, StandardItem
from tests.cast import NOW, TODAY, Shop, client_for, make_shop
from tests.skills.parts import MARCH, english, make_four, publish

pytestmark = [pytest.mark.django_db, pytest.mark.db_both]


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def begun(shop: Shop, people: list, *techniques: str, **more: bool) -> str:
    picked = [shop.technique(name).id for name in techniques]
    assessor = shop.holder(Role.ASSESSOR)
    return begin_sitting(shop.group, [p.id for p in people], picked, by=shop.scope(assessor), now=NOW, **more)


def owner(uid: str):
    return Sitting.objects.get(uid=uid).by


def address(uid: str, shop: Shop, person, technique: str = "piecing") -> str:
    group = Unit.objects.get(id=shop.group).uid
    return reverse("skills:card", args=[group, uid, person.uid, shop.technique(technique).uid])


def test_s16_a_tap_is_a_measurement_with_score_date_assessor_and_method_and_turns_to_the_next_card() -> None:
    shop = make_shop()
    first, second = shop.people(2)
    uid = begun(shop, [first, second], "piecing")
    client = client_for(owner(uid))
    answer = client.post(address(uid, shop, first), {"level": "650"})
    assert answer.headers["Location"] == address(uid, shop, second)
    row = Measurement.objects.get()
    assert (row.score, row.day, row.assessor, row.method, row.source) == (
        650,
        NOW.date(),
        owner(uid),
        "observed",
        "assessor",
    )
    assert Month.objects.get().state == "open"


def test_s16_a_part_alone_is_swapped_where_the_page_stays() -> None:
    shop = make_shop()
    first, second = shop.people(2)
    uid = begun(shop, [first, second], "piecing")
    answer = client_for(owner(uid)).post(address(uid, shop, first), {"level": "650"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.headers["HX-Push-Url"] == address(uid, shop, second)
    assert second.name in page and "<html" not in page


@pytest.mark.parametrize(
    ("by_technique", "names"), [(False, ["1 1", "1 2", "2 1", "2 2"]), (True, ["1 1", "2 1", "1 2", "2 2"])]
)
def test_s16_cards_come_by_person_or_by_technique(by_technique: bool, names: list[str]) -> None:
    shop = make_shop()
    people = shop.people(2)
    uid = begun(shop, people, "piecing", "doffing", by_technique=by_technique)
    client, seen = client_for(owner(uid)), []
    here = address(uid, shop, people[0])
    for _ in range(4):
        person, technique = here.split("/")[-2:]
        who = next(i for i, p in enumerate(people, 1) if p.uid == person)
        what = next(i for i, n in enumerate(("piecing", "doffing"), 1) if shop.technique(n).uid == technique)
        seen.append(f"{who} {what}")
        here = client.post(here, {"level": "350"}).headers["Location"]
    assert seen == names
    assert here == reverse("skills:sitting", args=[Unit.objects.get(id=shop.group).uid, uid])


def test_s16_items_of_the_standard_are_kept_one_by_one_and_give_the_score_with_the_last() -> None:
    shop = make_shop()
    standard, (person, other) = publish(shop), shop.people(2)
    uid = begun(shop, [person, other], "piecing")
    client, (first, second) = client_for(owner(uid)), StandardItem.objects.order_by("position")
    half = client.post(address(uid, shop, person), {"item": first.uid, "value": "1"})
    assert half.headers["Location"] == address(uid, shop, person)
    assert not Measurement.objects.exists()
    assert "1" in client.get(address(uid, shop, person)).content.decode()
    again = client_for(owner(uid))  # left, and taken up again
    assert again.post(address(uid, shop, person), {"item": second.uid, "value": "0"}).headers["Location"] == address(
        uid, shop, other
    )
    row = Measurement.objects.get()
    assert (row.score, row.standard) == (500, standard)
    assert list(ItemMark.objects.order_by("item__position").values_list("value", flat=True)) == [1, 0]


def test_s16_a_measured_value_is_stored_with_the_score_that_it_is_worth() -> None:
    shop = make_shop()
    technique, person = shop.technique(), shop.person()
    technique.worth_0, technique.worth_1000, technique.measure = 120, 70, "s"
    technique.save()
    uid = begun(shop, [person], "piecing")
    client = client_for(owner(uid))
    wrong = client.post(address(uid, shop, person), {"quantity": "about 90"})
    assert wrong.status_code == 422 and not Measurement.objects.exists()
    client.post(address(uid, shop, person), {"quantity": "82.5"})
    row = Measurement.objects.get()
    assert (row.quantity, row.score, row.method) == (82.5, 750, "timed")


def test_s16_nothing_foreign_can_be_tapped() -> None:
    shop = make_shop()
    publish(shop)
    item = StandardItem.objects.first()
    person, stranger = shop.person(), shop.person()
    uid = begun(shop, [person], "piecing")
    by, piecing, doffing = shop.scope(owner(uid)), shop.technique().id, shop.technique("doffing").id
    for wrong in ((stranger.id, piecing, {"score": 5}), (person.id, doffing, {"score": 5}), (person.id, piecing, {"quantity": 5.0}),
                  (person.id, piecing, {"item": (item.id + 99, 1.0)})):  # type: ignore[union-attr]  # fmt: skip
        with pytest.raises(NotFound):
            mark_card(uid, wrong[0], wrong[1], by=by, now=NOW, **wrong[2])
    with pytest.raises(Refused):
        mark_card(uid, person.id, piecing, score=1001, by=by, now=NOW)
    with pytest.raises(NotFound):  # another assessor's round
        mark_card(uid, person.id, piecing, score=500, by=shop.scope(shop.holder(Role.ASSESSOR)), now=NOW)
    assert not Measurement.objects.exists()
    assert mark_card(uid, person.id, piecing, score=500, by=by, now=NOW)


def test_s16_only_the_assessor_begins_a_round_and_never_measures_himself() -> None:
    shop = make_shop()
    assessor, leader, person = shop.holder(Role.ASSESSOR), shop.holder(Role.GROUP_LEADER), shop.person()
    picked = [shop.technique().id]
    for other, error in ((leader, NotAllowed), (person, NotAllowed), (make_shop("b").holder(Role.ASSESSOR), NotFound)):
        with pytest.raises(error):
            begin_sitting(shop.group, [person.id], picked, by=shop.scope(other), now=NOW)
    with pytest.raises(Refused):
        begin_sitting(shop.group, [assessor.id], picked, by=shop.scope(assessor), now=NOW)
    uid = begin_sitting(shop.group, [assessor.id, person.id], picked, by=shop.scope(assessor), now=NOW)
    assert Sitting.objects.get(uid=uid).people == [person.id]


def test_s16_what_is_measured_in_a_month_that_the_first_grid_closed_stands_beside_it() -> None:
    shop = make_shop()
    person = shop.person()
    uid = begun(shop, [person], "piecing")
    by = shop.scope(owner(uid))
    record_grid(shop.group, [(person.id, shop.technique().id, 2)], by=by, now=NOW)
    mark_card(uid, person.id, shop.technique().id, score=650, by=by, now=NOW)
    assert (Month.objects.get().opening, Correction.objects.get().score) == (True, 650)


def test_s16_the_pages_of_a_round_show_where_one_is() -> None:
    four = make_four()
    client = english(four.assessor)
    group = Unit.objects.get(id=four.shop.group).uid
    begin = reverse("skills:assess", args=[group])
    assert four.person.name in client.get(begin).content.decode()
    empty = client.post(begin, {"people": [], "techniques": [], "order": "person"}).content.decode()
    assert "are missing" in empty
    picked = {"people": [four.person.uid], "techniques": [four.shop.technique().uid], "order": "person"}
    card = client.post(begin, picked).headers["Location"]
    assert "Card 1 of 1; 0 done" in client.get(card).content.decode()
    assert "0 of 1 cards are done" in client.get(begin).content.decode()
    done = client.post(card, {"level": "650"}).headers["Location"]
    assert "All are noted" in client.get(done).content.decode()
    assert Measurement.objects.get(month=MARCH).standard is not None


def test_q31_a_card_of_somebody_who_left_the_group_is_nobodys_to_tap_any_more() -> None:
    shop = make_shop()
    gone, here = shop.people(2)
    uid = begun(shop, [gone, here], "piecing")
    by, technique = shop.scope(owner(uid)), shop.technique("piecing").id
    system = Scope.system(TODAY)
    move_person(gone.id, to_group_id=shop.add_group("⟦second⟧"), starts=TODAY, by=system, now=NOW)
    with pytest.raises(Refused):
        mark_card(uid, gone.id, technique, score=650, by=by, now=NOW)
    mark_card(uid, here.id, technique, score=650, by=by, now=NOW)
    assert [row.person_id for row in Measurement.objects.all()] == [here.id]
    assert client_for(owner(uid)).post(address(uid, shop, gone), {"level": "650"}).status_code < 500
