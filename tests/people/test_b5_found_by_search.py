"""People found by number, name, pinyin or initials, in simplified or traditional writing."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from huzhu.base.access import Refused, Role
from huzhu.base.people.actions.bulk import NewPerson, enrol_many
from huzhu.base.people.finding import find, make_findable
from huzhu.base.people.models import Person
from huzhu.base.people.names import LENGTH, asked, found_by
from huzhu.base.people.queries import person_by_roll
from tests.cast import NOW, START, TODAY, Shop, client_for, make_shop


@pytest.fixture
def shop(db: None) -> Shop:
    return make_shop()


@pytest.mark.db_both
@pytest.mark.parametrize("words", ["zjf", "ZhouJinfeng", "zhouj", "周金凤", "周金鳳", "金鳳", "jinfeng", "周", "101"])
def test_one_person_is_found_by_number_name_pinyin_and_initials_in_both_writings(shop: Shop, words: str) -> None:
    person = shop.person("周金鳳")
    shop.person("許春梅")
    leader = shop.scope(shop.holder(Role.GROUP_LEADER, name="何桂英"))
    assert person.roll == "101"
    assert [line.uid for line in find(words, leader)] == [person.uid]


def test_a_name_of_several_readings_is_found_by_each(shop: Shop) -> None:
    shop.person("单雄信"), shop.person("吕布")
    leader = shop.scope(shop.holder(Role.GROUP_LEADER))
    found = {
        words: [line.name for line in find(words, leader)] for words in ("shanxiong", "danxx", "dxx", "lvbu", "lübu")
    }
    assert found == {"shanxiong": ["单雄信"], "danxx": [], "dxx": ["单雄信"], "lvbu": ["吕布"], "lübu": ["吕布"]}


@pytest.mark.db_both
def test_only_people_whose_roll_one_keeps_are_found(shop: Shop) -> None:
    near, second = shop.person("周金凤"), shop.add_group("⟦group 2⟧")
    far, other = shop.person("周金花", group=second), make_shop("second mill")
    other.person("周金枝")
    leader, officer = shop.holder(Role.GROUP_LEADER), shop.holder(Role.TRAINING_OFFICER, unit=shop.factory)
    assert [line.uid for line in find("zhoujin", shop.scope(leader))] == [near.uid]
    assert [line.uid for line in find("zhoujin", shop.scope(officer))] == [near.uid, far.uid]
    assert find("zhoujin", shop.scope(near)) == [] and client_for(near).get("/people?q=zhou").status_code == 404
    page = client_for(officer).get("/people?q=zjh")
    assert [line.name for line in page.context["found"]] == ["周金花"]


def test_the_bulk_path_and_a_migrated_house_are_searched_alike_and_statements_do_not_grow(shop: Shop) -> None:
    officer = shop.scope(shop.holder(Role.TRAINING_OFFICER, unit=shop.factory))
    people = [NewPerson(f"周金{chr(0x4E00 + at)}", f"9{at:03}", shop.group) for at in range(40)]
    enrol_many(people[:2], starts=START, by=officer, now=NOW)
    with CaptureQueriesContext(connection) as few:
        assert len(find("zhoujin", officer)) == 2
    enrol_many(people[2:], starts=START, by=officer, now=NOW)
    with CaptureQueriesContext(connection) as many:
        assert len(find("zhoujin", officer)) == 30
    assert len(few) == len(many) == 2
    Person.objects.update(found_by="")
    assert find("zhoujin", officer) == [] and make_findable() == Person.objects.count()
    assert len(find("zhoujin", officer)) == 30


def test_where_a_number_is_asked_a_name_will_do_and_several_are_named(shop: Shop) -> None:
    one, other = shop.person("周金凤"), shop.person("周金花")
    administrator = shop.scope(shop.holder(Role.ADMINISTRATOR, unit=shop.factory))
    assert person_by_roll("zjf", administrator) == one.id and person_by_roll(other.roll, administrator) == other.id
    with pytest.raises(Refused, match=f"周金凤 {one.roll}.*周金花 {other.roll}"):
        person_by_roll("zhou", administrator)
    mate, stranger = shop.scope(shop.person("⟦mate⟧")), make_shop("second mill")
    assert person_by_roll("zjf", mate) == one.id, "whom one may name: those of the own group"
    with pytest.raises(Refused):
        person_by_roll("zjf", stranger.scope(stranger.person()))
    assert administrator.day == TODAY


@given(st.text(max_size=80), st.text(max_size=20))
def test_any_name_makes_keys_that_fit_and_are_found_by_its_own_words(name: str, roll: str) -> None:
    keys = found_by(roll, name)
    assert len(keys) <= LENGTH
    if len(keys) < LENGTH:
        assert all(f" {word}" in keys for word in asked(name))
