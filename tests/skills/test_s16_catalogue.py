"""Trades and techniques of a tree: owned above, used, extended and named below; what posts ask for; named levels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from huzhu.base.access import NotAllowed, NotFound, Refused, Role, Scope
from huzhu.base.people.actions.roll import give_mandate
from huzhu.base.people.models import Person
from huzhu.base.units.actions.tree import found_unit
from huzhu.base.units.queries import unit_by_uid
from huzhu.rooms.skills.actions.catalogue import (
    change_technique,
    found_technique,
    found_trade,
    move_technique,
    name_locally,
    retire_technique,
    set_scale,
)
from huzhu.rooms.skills.actions.linking import set_prerequisite
from huzhu.rooms.skills.models import LocalName, Prerequisite, Technique, WantedLevel
from huzhu.rooms.skills.queries.catalogue import scale_of, technique_by_uid, techniques_for
from huzhu.rooms.skills.queries.needs import first_words
from huzhu.rooms.skills.queries.own import own_card
from huzhu.rooms.skills.scores import Level
from tests.cast import NOW, START, TODAY, Shop, make_shop
from tests.skills.test_s18_pages import signed_in, uid

pytestmark = pytest.mark.django_db
SYSTEM = Scope.system(TODAY)


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        yield


@dataclass
class City:
    """A city with two factories, each with a group, a training officer and the trade 'spinning' of the city."""

    id: int
    one: Shop
    two: Shop
    trade: int
    officers: dict[int, Person]

    def scope(self, shop: Shop) -> Scope:
        return shop.scope(self.officers[shop.factory])

    def technique(self, name: str, unit: int | None = None, *, name_en: str = "") -> Technique:
        found = found_technique(name, trade_id=self.trade, unit_id=unit or self.id, name_en=name_en, by=SYSTEM, now=NOW)
        return Technique.objects.get(id=found)


def make_city() -> City:
    city = found_unit("⟦city⟧", "city", parent_id=None, starts=START, by=SYSTEM, now=NOW)
    shops = [make_shop(f"{name} mill", parent=city) for name in ("first", "second")]
    trade = found_trade("⟦纺纱⟧", unit_id=city, by=SYSTEM, now=NOW)
    officers = {}
    for shop in shops:
        officers[shop.factory] = shop.holder(Role.TRAINING_OFFICER, unit=shop.factory)
    return City(city, *shops, trade, officers)


def names_at(shop: Shop) -> list[str]:
    return [line.name for line in techniques_for(shop.path(shop.group))]


def posted(client: Client, name: str, *args: str, query: str = "", **data: str) -> int:
    """302 = done, 200 = back with an error, 403, 404."""
    return client.post(reverse(f"skills:{name}", args=args) + query, data).status_code


@pytest.mark.db_both
def test_b3_a_factory_extends_a_trade_of_the_city_for_itself_and_no_other_factory_sees_it() -> None:
    city = make_city()
    city.technique("接头")
    leader = city.one.holder(Role.GROUP_LEADER)
    found_technique("⟦高速接头⟧", trade_id=city.trade, unit_id=city.one.factory, by=city.one.scope(leader), now=NOW)
    assert names_at(city.one) == ["接头", "⟦高速接头⟧"]
    assert names_at(city.two) == ["接头"]
    for unit in (city.id, city.two.factory):  # the city is not the factory's, and the other factory is not seen
        with pytest.raises((NotAllowed, NotFound)):
            found_technique("⟦other⟧", trade_id=city.trade, unit_id=unit, by=city.one.scope(leader), now=NOW)


@pytest.mark.db_both
def test_b3_a_local_name_is_shown_below_its_unit_with_the_common_one_beside_it() -> None:
    city = make_city()
    piecing = city.technique("接头")
    name_locally(piecing.uid, city.one.factory, "⟦结头⟧", by=city.scope(city.one), now=NOW)
    assert names_at(city.one) == ["⟦结头⟧"] and names_at(city.two) == ["接头"]
    line = technique_by_uid(piecing.uid, city.one.path(city.one.group))
    assert line and (line.name, line.common_name) == ("⟦结头⟧", "接头")
    member = city.one.person()
    page = signed_in(member).get(reverse("skills:catalogue", args=[uid(city.one.factory)])).content.decode()
    assert "⟦结头⟧" in page and "接头" in page
    name_locally(piecing.uid, city.one.factory, "", by=city.scope(city.one), now=NOW)
    assert names_at(city.one) == ["接头"]
    with pytest.raises(NotAllowed):
        name_locally(piecing.uid, city.one.factory, "⟦x⟧", by=city.one.scope(member), now=NOW)
    with pytest.raises(NotFound):
        name_locally(piecing.uid, city.two.factory, "⟦x⟧", by=city.scope(city.one), now=NOW)


def test_b3_the_nearest_local_name_wins() -> None:
    city = make_city()
    piecing = city.technique("接头")
    for unit, name in ((city.one.factory, "⟦of the factory⟧"), (city.one.group, "⟦of the group⟧")):
        LocalName.objects.create(unit_id=unit, technique=piecing, name=name)
    assert names_at(city.one) == ["⟦of the group⟧"]


@pytest.mark.db_both
def test_b3_a_technique_is_renamed_ordered_and_retired_by_its_owner_alone() -> None:
    city = make_city()
    first, second = city.technique("⟦a⟧", city.one.factory), city.technique("⟦b⟧", city.one.factory)
    own = city.scope(city.one)
    change_technique(second.uid, name="⟦c⟧", name_en="sea", by=own, now=NOW)
    move_technique(second.uid, True, by=own, now=NOW)
    assert [line.name for line in techniques_for(city.one.path(city.one.group))] == ["sea", "⟦a⟧"]
    with pytest.raises(Refused):
        change_technique(second.uid, name="⟦a⟧", by=own, now=NOW)
    with pytest.raises(Refused):
        retire_technique(first.uid, TODAY - timedelta(days=1), by=own, now=NOW)
    retire_technique(first.uid, TODAY, by=own, now=NOW)
    path = city.one.path(city.one.group)
    assert len(techniques_for(path)) == 2 and len(techniques_for(path, on=TODAY)) == 1
    retire_technique(first.uid, None, by=own, now=NOW)
    assert len(techniques_for(path, on=TODAY)) == 2
    for stranger in (city.scope(city.two), city.one.scope(city.one.person())):
        with pytest.raises((NotFound, NotAllowed)):
            change_technique(first.uid, name="⟦x⟧", by=stranger, now=NOW)


def test_b3_the_pages_of_the_catalogue_are_kept_by_its_keepers_and_read_by_the_rest() -> None:
    city = make_city()
    shop, factory = city.one, uid(city.one.factory)
    officer, member, stranger = city.officers[shop.factory], shop.person(), city.two.person()
    form = {"trade": "⟦纺纱⟧", "technique": "⟦walking⟧", "measure": "s", "worth_0": "90", "worth_1000": "30"}
    assert posted(signed_in(member), "catalogue", factory, **form) == 403
    assert posted(signed_in(stranger), "catalogue", factory, **form) == 404
    assert posted(signed_in(officer), "catalogue", factory, **form | {"worth_1000": ""}) == 200
    assert posted(signed_in(officer), "catalogue", factory, **form) == 302
    walking = Technique.objects.get(name="⟦walking⟧")
    assert (walking.unit_id, walking.trade_id) == (shop.factory, city.trade)
    page = signed_in(member).get(reverse("skills:catalogue", args=[factory])).content.decode()
    assert "⟦walking⟧" in page and "90" in page and "Add a technique" not in page
    one = {
        "what": "change",
        "change-name": "⟦running⟧",
        "change-measure": "s",
        "change-worth_0": "9",
        "change-worth_1000": "9",
    }
    assert posted(signed_in(officer), "technique", factory, walking.uid, **one) == 200
    assert posted(signed_in(officer), "technique", factory, walking.uid, **one | {"change-worth_1000": "3"}) == 302
    assert posted(signed_in(member), "technique", factory, walking.uid, **one) == 403
    assert posted(signed_in(stranger), "technique", factory, walking.uid, **one) == 404
    assert posted(signed_in(officer), "technique-move", factory, walking.uid, up="1") == 302
    retired = {"what": "retire", "retire-day": TODAY.isoformat()}
    assert posted(signed_in(officer), "technique", factory, walking.uid, **retired) == 302
    assert posted(signed_in(officer), "technique-back", factory, walking.uid) == 302
    assert (
        "⟦running⟧" in signed_in(member).get(reverse("skills:technique", args=[factory, walking.uid])).content.decode()
    )


@pytest.mark.db_both
def test_b3_what_comes_first_is_a_hint_on_the_card_and_never_a_circle() -> None:
    city = make_city()
    shop, own = city.one, city.scope(city.one)
    one, two, three = (shop.technique(name) for name in ("one", "two", "three"))
    set_prerequisite(two.uid, one.uid, 500, by=own, now=NOW)
    set_prerequisite(three.uid, two.uid, 500, by=own, now=NOW)
    with pytest.raises(Refused, match="circle"):
        set_prerequisite(one.uid, three.uid, 500, by=own, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Prerequisite.objects.create(technique=one, needs=one, score=1)
    person = shop.person()
    shop.measured(person, "one", 499)
    shop.measured(person, "two", 300)
    path = shop.path(shop.group)
    assert first_words([two.id], {one.id: 499}, path) == {two.id: "first: ⟦one⟧ (alone)"}
    assert first_words([two.id], {one.id: 500}, path) == {}
    card = own_card(shop.scope(person), TODAY)
    assert {item.technique.name: item.first for item in card.to_learn}["⟦two⟧"] == "first: ⟦one⟧ (alone)"
    officer, factory = signed_in(city.officers[shop.factory]), uid(shop.factory)
    need = {"what": "need", "need-needs": three.uid, "need-level": "500"}
    assert posted(officer, "technique", factory, one.uid, **need) == 200
    assert posted(officer, "need-drop", factory, two.uid, one.uid) == 302
    assert posted(officer, "technique", factory, one.uid, **need) == 302


def test_q4_the_table_of_posts_and_techniques_is_written_at_once_and_keeps_what_was_finer() -> None:
    city = make_city()
    shop, factory = city.one, uid(city.one.factory)
    one, two = shop.technique("one"), shop.technique("two")
    WantedLevel.objects.create(post_id=shop.post, technique=one, score=700)
    officer, member = signed_in(city.officers[shop.factory]), signed_in(shop.person())
    page = officer.get(reverse("skills:posts", args=[factory])).content.decode()
    assert "⟦spinner⟧, ⟦one⟧" in page
    cells = {f"{shop.post}.{one.uid}": "500", f"{shop.post}.{two.uid}": "200"}
    assert posted(member, "posts", factory, **cells) == 403
    assert posted(officer, "posts", factory, **cells) == 302
    assert dict(WantedLevel.objects.values_list("technique_id", "score")) == {one.id: 700, two.id: 200}
    assert posted(officer, "posts", factory, **cells | {f"{shop.post}.{one.uid}": "1"}) == 200
    assert posted(officer, "posts", factory, **{f"{shop.post}.{one.uid}": ""}) == 302
    assert not WantedLevel.objects.exists()
    assert posted(officer, "posts", uid(shop.group)) == 404
    assert signed_in(city.two.person()).get(reverse("skills:posts", args=[factory])).status_code == 404


def test_q1_a_unit_names_its_own_levels_after_a_look_and_goes_back_to_those_from_above() -> None:
    city = make_city()
    shop, factory = city.one, uid(city.one.factory)
    officer = signed_in(city.officers[shop.factory])
    rows = {"form-TOTAL_FORMS": "4", "form-INITIAL_FORMS": "0"}
    for place, (name, low) in enumerate((("生手", ""), ("熟手", "400"), ("师傅", "800"))):
        rows |= {f"form-{place}-name": name, f"form-{place}-low": low}
    path = shop.path(shop.group)
    assert posted(officer, "levels", factory, look="1", **rows) == 200 and len(scale_of(path)) == 4
    assert posted(signed_in(shop.person()), "levels", factory, save="1", **rows) == 403
    assert posted(officer, "levels", factory, save="1", **rows | {"form-1-low": "900"}) == 302
    assert posted(officer, "levels", factory, save="1", **rows | {"form-1-low": "0"}) == 200
    assert posted(officer, "levels", factory, save="1", **rows) == 302
    assert [(level.name, level.low, level.middle) for level in scale_of(path)] == [
        ("生手", 0, 200), ("熟手", 400, 600), ("师傅", 800, 900),
    ]  # fmt: skip
    assert [level.quarters for level in scale_of(path)] == [1, 3, 4]
    assert len(scale_of(city.two.path(city.two.group))) == 4
    assert posted(officer, "levels", factory) == 302 and str(scale_of(path)[0].name) == "not yet"


@pytest.mark.db_both
def test_q1_bands_of_a_scale_ascend_from_nought() -> None:
    shop = make_shop()
    own = shop.scope(shop.holder(Role.SPONSOR, unit=shop.factory))
    good = [Level(1, "⟦a⟧", 0, 100), Level(4, "⟦b⟧", 500, 700)]
    set_scale(shop.factory, good, by=own, now=NOW)
    for wrong in (good[:1], [good[1], good[0]], [Level(1, "⟦a⟧", 0, 600), good[1]]):
        with pytest.raises(Refused):
            set_scale(shop.factory, wrong, by=own, now=NOW)
    assert len(scale_of(shop.path(shop.group))) == 2


def test_b3_a_city_officer_keeps_the_city_and_a_factory_reads_it() -> None:
    city = make_city()
    officer = city.two.person()
    give_mandate(officer.id, Role.TRAINING_OFFICER, unit_id=city.id, starts=START, by=SYSTEM, now=NOW)
    client, address = signed_in(officer), uid(city.id)
    assert posted(client, "catalogue", address, trade="⟦纺纱⟧", technique="落纱") == 302
    assert unit_by_uid(address, TODAY) and names_at(city.one) == ["落纱"]
    reader = signed_in(city.officers[city.one.factory])
    assert reader.get(reverse("skills:catalogue", args=[address])).status_code == 200
    assert posted(reader, "catalogue", address, trade="⟦纺纱⟧", technique="⟦x⟧") == 403
