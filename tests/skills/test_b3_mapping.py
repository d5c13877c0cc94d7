"""A local technique is mapped to a common one, and only then crosses factories; merged ones keep their history."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from huzhu.base.access import NotAllowed, NotFound, Refused, Role
from huzhu.base.db.consistency import checks
from huzhu.base.jobs import run_waiting
from huzhu.base.people.models import Person
from huzhu.rooms.introductions.models import Introduction, Wish
from huzhu.rooms.introductions.queries.board import board
from huzhu.rooms.introductions.queries.introductions import my_introductions
from huzhu.rooms.skills.actions.linking import map_technique, merge_techniques, unmap_technique
from huzhu.rooms.skills.actions.measuring import record_grid
from huzhu.rooms.skills.alike import Name, likeness, proposals
from huzhu.rooms.skills.models import MonthScore, PostTrade, Technique, Trade, WantedLevel
from huzhu.rooms.skills.queries import common_of, current_scores, curves, known_abroad
from huzhu.rooms.skills.queries.catalogue import technique_by_uid, techniques, techniques_for
from huzhu.spreadsheets.actions.importing import take_in
from tests.cast import NOW, TODAY, Shop, asks, make_shop, offers, sent_round
from tests.contracts.pair import make_pair
from tests.skills.test_s16_catalogue import City, make_city, posted
from tests.skills.test_s18_pages import signed_in, uid

pytestmark = pytest.mark.django_db
OCCUPATIONS = Path(__file__).parents[3] / "shared/data/skills/cn_occupations2022_production.csv"


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        yield


def local(city: City, shop: Shop, name: str) -> Technique:
    """A technique of the factory's own trade, as an import makes it."""
    return Technique.objects.create(unit_id=shop.factory, trade=shop.trade, name=name)


def pair_of_two_factories(city: City) -> tuple[Person, Person]:
    """Somebody of the first mill asks within the city, somebody strong of the second offers; each by the own technique."""
    city.one.techniques["joining"], city.two.techniques["piecing"] = (
        local(city, city.one, "⟦joining⟧"), local(city, city.two, "⟦piecing⟧"),
    )  # fmt: skip
    learner, teacher = city.one.person(), city.two.person()
    city.one.measured(learner, "joining", 300)
    city.two.measured(teacher, "piecing", 900)
    asks(city.one, learner, "joining", reach="city")
    offers(city.two, teacher, "piecing", reach="city")
    return learner, teacher


def map_both(city: City) -> Technique:
    common = city.technique("接头")
    for shop, name in ((city.one, "joining"), (city.two, "piecing")):
        map_technique(shop.techniques[name].uid, common.uid, by=city.scope(shop), now=NOW)
    return common


def city_round(city: City) -> list[Introduction]:
    """Introductions of a round of the whole city; none where nobody can be introduced."""
    city.one.workshop = city.id
    with suppress(Refused), transaction.atomic():
        sent_round(city.one)
    return list(Introduction.objects.all())


@pytest.mark.db_both
def test_b3_two_factories_meet_only_by_a_technique_that_both_have_mapped() -> None:
    city = make_city()
    learner, teacher = pair_of_two_factories(city)
    assert city_round(city) == []
    assert board(city.one.scope(learner), NOW)[0].offers == []
    map_both(city)
    assert [line.person.id for line in board(city.one.scope(learner), NOW)[0].offers] == [teacher.id]
    found = city_round(city)
    assert [(row.learner_id, row.teacher_id, row.gain) for row in found] == [(learner.id, teacher.id, 500)]
    assert found[0].technique_id == city.one.techniques["joining"].id and not found[0].facts["other_trade"]
    assert my_introductions(city.one.scope(learner), NOW)[0].technique == "⟦joining⟧"
    assert my_introductions(city.two.scope(teacher), NOW)[0].technique == "⟦piecing⟧"


@pytest.mark.db_both
def test_b3_within_a_factory_two_mapped_techniques_stay_two() -> None:
    city = make_city()
    shop, common = city.one, city.technique("接头")
    one, two = shop.technique("one"), shop.technique("two")
    for technique in (one, two):
        map_technique(technique.uid, common.uid, by=city.scope(shop), now=NOW)
    learner, teacher = shop.person(), shop.person()
    shop.measured(learner, "one", 300)
    shop.measured(teacher, "two", 900)
    asks(shop, learner, "one", reach="city")
    offers(shop, teacher, "two", reach="city")
    assert city_round(city) == []
    shop.measured(teacher, "one", 900)
    offers(shop, teacher, "one", reach="city")
    assert len(city_round(city)) == 1


def test_q8_of_two_factories_each_must_have_the_trade_of_the_own_technique() -> None:
    city = make_city()
    pair_of_two_factories(city)
    map_both(city)
    PostTrade.objects.filter(post_id=city.two.post).update(
        trade=Trade.objects.create(unit_id=city.two.factory, name="⟦weaving⟧")
    )
    assert city_round(city) == []


@pytest.mark.db_both
def test_b3_a_mapping_is_undone_until_factories_have_met_by_it() -> None:
    city = make_city()
    pair_of_two_factories(city)
    common = map_both(city)
    own = city.one.techniques["joining"]
    unmap_technique(own.uid, by=city.scope(city.one), now=NOW)
    assert city_round(city) == []
    map_technique(own.uid, common.uid, by=city.scope(city.one), now=NOW)
    assert len(city_round(city)) == 1
    with pytest.raises(Refused, match="it stays"):
        unmap_technique(own.uid, by=city.scope(city.one), now=NOW)
    page = signed_in(city.officers[city.one.factory]).get(reverse("skills:map", args=[uid(city.one.factory)]))
    assert "People of two factories have met by it" in page.content.decode()


@pytest.mark.db_both
def test_b3_a_mapping_goes_upward_in_one_step_and_by_the_owner_alone() -> None:
    city = make_city()
    common, other = city.technique("接头"), city.technique("落纱")
    own, of_group = local(city, city.one, "⟦own⟧"), None
    of_group = Technique.objects.create(unit_id=city.one.group, trade=city.one.trade, name="⟦of the group⟧")
    leader = city.one.scope(city.one.holder(Role.GROUP_LEADER))
    map_technique(of_group.uid, own.uid, by=leader, now=NOW)
    map_technique(own.uid, common.uid, by=city.scope(city.one), now=NOW)
    assert {row.common_id for row in (own, of_group) if not row.refresh_from_db()} == {common.id}
    assert set(common_of([of_group.id]).values()) == {common.id}
    with pytest.raises(Refused):
        map_technique(own.uid, of_group.uid, by=city.scope(city.one), now=NOW)  # downward
    for by in (city.scope(city.two), city.one.scope(city.one.person())):
        with pytest.raises((NotFound, NotAllowed)):
            map_technique(own.uid, other.uid, by=by, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Technique.objects.filter(id=own.id).update(common=own)
    assert known_abroad(city.two.path(city.two.group)) == {row.id: row.id for row in (common, other)} | {
        own.id: common.id, of_group.id: common.id,
    }  # fmt: skip


def test_b3_the_mapping_page_proposes_and_accepts_row_by_row() -> None:
    city = make_city()
    common = city.technique("接头", name_en="piecing")
    city.technique("清洁")
    same, far = local(city, city.one, "結頭接頭"), local(city, city.one, "⟦qq⟧")
    factory = uid(city.one.factory)
    officer, member = signed_in(city.officers[city.one.factory]), signed_in(city.one.person())
    page = officer.get(reverse("skills:map", args=[factory])).content.decode()
    assert "piecing · ⟦纺纱⟧ · similar" in page and "No name above is like this one." in page
    assert member.get(reverse("skills:map", args=[factory])).status_code == 403
    assert signed_in(city.two.person()).get(reverse("skills:map", args=[factory])).status_code == 404
    chosen = {"technique": same.uid, f"{same.uid}-common": common.uid}
    assert posted(officer, "map", factory, technique=same.uid) == 200
    assert posted(member, "map", factory, **chosen) == 403
    assert posted(officer, "map", factory, **chosen) == 302
    whole = officer.get(reverse("skills:map", args=[factory]) + f"?technique={far.uid}").content.decode()
    assert "清洁 · ⟦纺纱⟧" in whole
    assert posted(officer, "map", factory, whole="1", technique=far.uid, **{f"{far.uid}-common": common.uid}) == 302
    assert posted(officer, "unmap", factory, far.uid) == 302
    assert {row.common_id for row in Technique.objects.filter(unit_id=city.one.factory)} == {common.id, None}


@pytest.mark.db_both
def test_b3_merged_techniques_are_read_as_one_and_nothing_closed_is_rewritten() -> None:
    city = make_city()
    shop, own = city.one, city.scope(city.one)
    stays, goes = shop.technique("stays"), shop.technique("goes")
    leader, worker, both = shop.holder(Role.GROUP_LEADER), shop.person(), shop.person()
    shop.holder(Role.ASSESSOR)
    cells = [(worker.id, goes.id, 3), (both.id, goes.id, 2), (both.id, stays.id, 4)]
    record_grid(shop.group, cells, by=shop.scope(leader), now=NOW)
    asks(shop, worker, "goes")
    for name in ("goes", "stays"):
        asks(shop, both, name)
    WantedLevel.objects.create(post_id=shop.post, technique=goes, score=500)
    before = list(MonthScore.objects.order_by("id").values_list("technique_id", "score"))
    merge_techniques(goes.uid, stays.uid, by=own, now=NOW)
    run_waiting()
    assert list(MonthScore.objects.order_by("id").values_list("technique_id", "score")) == before
    assert {check.code: list(check.find()) for check in checks() if "skills" in check.code and list(check.find())} == {}
    held = current_scores([worker.id, both.id], TODAY)
    assert {key: at.score for key, at in held.items()} == {(worker.id, stays.id): 650, (both.id, stays.id): 900}
    asked = current_scores([worker.id], TODAY, technique_ids=[goes.id])
    assert {at.score for at in asked.values()} == {650} and (worker.id, goes.id) in asked
    assert set(curves([worker.id], TODAY)) == {(worker.id, stays.id)}
    assert techniques([goes.id])[goes.id].id == stays.id
    assert [line.id for line in techniques_for(shop.path(shop.group))] == [stays.id]
    assert (line := technique_by_uid(goes.uid, shop.path(shop.group))) and line.id == stays.id
    assert WantedLevel.objects.get().technique_id == stays.id
    open_ones = Wish.objects.filter(state="open").values_list("person_id", "technique_id")
    assert sorted(open_ones) == sorted([(worker.id, stays.id), (both.id, stays.id)])


@pytest.mark.db_both
def test_b3_techniques_merge_only_at_their_owner_and_where_they_are_measured_alike() -> None:
    city = make_city()
    shop, own = city.one, city.scope(city.one)
    one, two, three = (shop.technique(name) for name in ("one", "two", "three"))
    foreign = city.two.technique("foreign")
    for by in (city.scope(city.two), shop.scope(shop.person())):
        with pytest.raises((NotFound, NotAllowed)):
            merge_techniques(one.uid, two.uid, by=by, now=NOW)
    with pytest.raises(Refused):
        merge_techniques(one.uid, foreign.uid, by=own, now=NOW)
    with pytest.raises(Refused):
        merge_techniques(one.uid, one.uid, by=own, now=NOW)
    Technique.objects.filter(id=two.id).update(measure="s", worth_0=90, worth_1000=30)
    with pytest.raises(Refused, match="measured differently"):
        merge_techniques(one.uid, two.uid, by=own, now=NOW)
    Technique.objects.filter(id=two.id).update(measure="", worth_0=None, worth_1000=None)
    merge_techniques(one.uid, two.uid, by=own, now=NOW)
    merge_techniques(two.uid, three.uid, by=own, now=NOW)
    assert set(Technique.objects.exclude(same_as=None).values_list("same_as_id", flat=True)) == {three.id}
    with pytest.raises(NotFound):  # what was merged is no longer there to be merged
        merge_techniques(three.uid and one.uid, three.uid, by=own, now=NOW)
    with pytest.raises(Refused):
        merge_techniques(three.uid, one.uid, by=own, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Technique.objects.filter(id=one.id).update(common=foreign)


def test_b3_names_are_alike_by_sign_by_sound_in_english_or_in_part() -> None:
    assert likeness(Name(1, "接头"), Name(2, " 接头。"))[1] == "spelling"
    assert likeness(Name(1, "接头"), Name(2, "接頭")) == (0.95, "sound")
    assert likeness(Name(1, "piecing"), Name(2, "接头", "Piecing"))[1] == "english"
    assert likeness(Name(1, "高速接头"), Name(2, "接头"))[1] == "similar"
    found = proposals([Name(1, "高速接头"), Name(2, "⟦qq⟧")], [Name(3, "接头"), Name(4, "落纱"), Name(5, "接经")])
    assert found[1][0].key == 3 and found[2] == []


@pytest.mark.skipif(not OCCUPATIONS.exists(), reason="the real occupations are not here")
def test_b3_shortened_names_of_real_occupations_find_their_own() -> None:
    with OCCUPATIONS.open(encoding="utf-8-sig", newline="") as file:
        titles = [
            title for row in csv.DictReader(file) for title in row["occupation_titles"].split("|") if len(title) > 3
        ]
    among = [Name(key, title) for key, title in enumerate(titles)]
    spoken = [
        Name(key, title.removesuffix("工").replace("机械", "").replace("操作", "")) for key, title in enumerate(titles)
    ]
    found = proposals(spoken, among)
    first = sum(bool(found[key]) and found[key][0].key == key for key in range(len(titles)))
    listed = sum(key in [line.key for line in found[key]] for key in range(len(titles)))
    assert first / len(titles) > 0.9 and listed / len(titles) > 0.97, (first, listed, len(titles))


def test_b3_the_import_proposes_known_techniques_for_a_name_it_does_not_know() -> None:
    city = make_city()
    city.technique("接头")
    officer = city.officers[city.one.factory]
    file = "工号,姓名,高速接头,⟦qq⟧\n901,⟦new⟧,65,70\n".encode()
    upload = take_in(uid(city.one.factory), "a.csv", file, by=city.scope(city.one), now=NOW)
    page = signed_in(officer).get(reverse("spreadsheets:read", args=[upload])).content.decode()
    assert "高速接头 (perhaps 接头)" in page and "⟦qq⟧ (perhaps" not in page


def test_b3_a_contract_signed_before_a_merge_still_verifies_and_reads_under_the_technique_that_stays() -> None:
    shop = make_shop()
    pair = make_pair(shop).signed()
    term = pair.contract.terms.get()
    goes, stays = Technique.objects.get(id=term.technique_id), shop.technique("stays")
    officer = shop.scope(shop.holder(Role.TRAINING_OFFICER, unit=shop.factory))
    merge_techniques(goes.uid, stays.uid, by=officer, now=NOW)
    run_waiting()
    assert [line for check in checks() if "contracts" in check.code for line in check.find()] == []
    term.refresh_from_db()
    assert (term.technique_id, techniques([goes.id])[goes.id].name) == (goes.id, stays.name)
    address = reverse("contracts:page", args=[pair.contract.uid])
    assert stays.name in signed_in(pair.second).get(address).content.decode()
