"""Rules of units (S13): drafted, tried, in force, superseded; each begins on a day to come and rewrites nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from huzhu.base.access import NotAllowed, Overtaken, Refused, Role
from huzhu.base.charter import rule
from huzhu.base.charter.actions import decide_draft, draft_clause, drop_draft, keep_trial, set_clause
from huzhu.base.charter.models import Ruling
from huzhu.base.charter.queries import versions
from huzhu.base.units.models import Unit
from huzhu.rooms.introductions.actions.wishes import wish_to_learn
from huzhu.rooms.introductions.clauses import TEACHING_LOAD, WISH_LIFE
from huzhu.rooms.introductions.models import Wish
from huzhu.rooms.introductions.queries.limits import limits_at
from huzhu.rooms.skills.clauses import CAN_HELP
from tests.cast import NOW, TODAY, Shop, make_shop

pytestmark = [pytest.mark.django_db, pytest.mark.db_both]
CODE = TEACHING_LOAD.code
DAY = timedelta(days=1)
TOMORROW, LATER = TODAY + DAY, TODAY + timedelta(days=30)


@pytest.fixture(autouse=True)
def _in_english() -> object:
    with translation.override("en"):
        yield


def value(shop: Shop, unit: int, day: object = TODAY) -> int:
    return rule(TEACHING_LOAD, path=shop.path(unit), day=day).value  # type: ignore[arg-type]


def test_s13_a_value_counts_from_its_day_on_at_the_unit_and_below_and_not_before() -> None:
    shop = make_shop()
    sponsor = shop.holder(Role.SPONSOR, unit=shop.workshop)
    set_clause(shop.workshop, CODE, 5, starts=TOMORROW, cited="⟦words⟧", by=shop.scope(sponsor), now=NOW)
    assert value(shop, shop.group) == 3 and value(shop, shop.group, TOMORROW) == 5
    assert value(shop, shop.factory, TOMORROW) == 3
    said = rule(TEACHING_LOAD, path=shop.path(shop.group), day=TOMORROW).said
    assert "version 1" in said and "5" in said
    Unit.objects.filter(id=shop.workshop).update(name="⟦车间⟧", name_en="⟦the workshop⟧")
    assert "⟦the workshop⟧" in rule(TEACHING_LOAD, path=shop.path(shop.group), day=TOMORROW).said
    with translation.override("zh-hans"):
        assert "⟦车间⟧" in rule(TEACHING_LOAD, path=shop.path(shop.group), day=TOMORROW).said


def test_s13_back_to_inherited_is_a_row_of_its_own_and_history_stays() -> None:
    shop = make_shop()
    by = shop.scope(shop.holder(Role.ADMINISTRATOR, unit=shop.factory))
    for unit, number in ((shop.factory, 6), (shop.group, 2), (shop.group, None)):
        set_clause(unit, CODE, number, starts=TOMORROW, by=by, now=NOW)
    assert value(shop, shop.group, TOMORROW) == 6
    assert limits_at({shop.path(shop.group)}, TOMORROW)[shop.path(shop.group)].teaching == 6
    assert list(Ruling.objects.filter(unit_id=shop.group).order_by("version").values_list("version", "value")) == [
        (1, 2),
        (2, None),
    ]


def test_s13_nobody_else_sets_a_rule_and_none_outside_its_range_or_for_a_day_that_is_over() -> None:
    shop = make_shop()
    sponsor = shop.scope(shop.holder(Role.SPONSOR, unit=shop.workshop))
    for role in (Role.GROUP_LEADER, Role.ASSESSOR):
        with pytest.raises(NotAllowed):
            set_clause(shop.group, CODE, 4, starts=TOMORROW, by=shop.scope(shop.holder(role)), now=NOW)
    with pytest.raises(NotAllowed):
        set_clause(shop.factory, CODE, 4, starts=TOMORROW, by=sponsor, now=NOW)
    for number, starts, field in ((21, TODAY, "value"), (0, TODAY, "value"), (4, TODAY, "starts")):
        with pytest.raises(Refused) as refused:
            set_clause(shop.group, CODE, number, starts=starts, by=sponsor, now=NOW)
        assert refused.value.field == field
    assert not Ruling.objects.exists()
    set_clause(shop.group, CODE, 4, starts=TOMORROW, by=sponsor, now=NOW)
    assert value(shop, shop.group, TOMORROW) == 4


def test_s13_what_lists_compare_by_is_the_same_everywhere() -> None:
    shop = make_shop()
    by = shop.scope(shop.holder(Role.ADMINISTRATOR, unit=shop.factory))
    with pytest.raises(Refused):
        set_clause(shop.factory, CAN_HELP.code, 700, starts=TOMORROW, by=by, now=NOW)
    assert not Ruling.objects.exists()


def test_s13_a_draft_binds_nobody_until_it_is_put_in_force_and_a_dropped_one_never() -> None:
    shop = make_shop()
    by = shop.scope(shop.holder(Role.SPONSOR, unit=shop.workshop))
    first, second = (draft_clause(shop.workshop, CODE, n, cited="⟦why⟧", by=by, now=NOW) for n in (4, 5))
    assert value(shop, shop.group, LATER) == 3
    drop_draft(shop.workshop, CODE, first, by=by, now=NOW)
    with pytest.raises(Overtaken):
        decide_draft(shop.workshop, CODE, first, starts=TOMORROW, by=by, now=NOW)
    decide_draft(shop.workshop, CODE, second, starts=TOMORROW, by=by, now=NOW)
    assert value(shop, shop.group) == 3 and value(shop, shop.group, TOMORROW) == 5
    with pytest.raises(Overtaken):
        drop_draft(shop.workshop, CODE, second, by=by, now=NOW)


def test_s13_a_trial_binds_to_its_last_day_and_ends_by_itself_unless_it_is_kept_before() -> None:
    shop = make_shop()
    by, last = shop.scope(shop.holder(Role.SPONSOR, unit=shop.workshop)), TODAY + timedelta(days=14)
    set_clause(shop.workshop, CODE, 6, starts=TOMORROW, by=by, now=NOW)
    tried = set_clause(shop.group, CODE, 4, starts=TOMORROW, last=last, by=by, now=NOW)
    assert [value(shop, shop.group, day) for day in (TODAY, TOMORROW, last, last + DAY)] == [3, 4, 4, 6]
    assert "on trial" in rule(TEACHING_LOAD, path=shop.path(shop.group), day=last).said
    with pytest.raises(Refused):
        keep_trial(shop.group, CODE, tried, by=replace(by, day=last + DAY), now=NOW)
    keep_trial(shop.group, CODE, tried, by=replace(by, day=last), now=NOW)
    assert [value(shop, shop.group, day) for day in (TODAY, TOMORROW, last + DAY)] == [3, 4, 4]
    for starts, end in ((TODAY, last), (last, TOMORROW)):
        with pytest.raises(Refused):
            set_clause(shop.group, CODE, 8, starts=starts, last=end, by=by, now=NOW)


def test_s13_what_was_stamped_stays_and_its_day_still_tells_the_rule() -> None:
    """Not even the database takes a rule for a day that has begun, or a trial kept when it was over."""
    shop, tomorrow = make_shop(), NOW + timedelta(days=1)
    by, person = shop.scope(shop.holder(Role.SPONSOR, unit=shop.factory)), shop.person()
    before = wish_to_learn(technique_id=shop.technique().id, reach="group", by=shop.scope(person), now=NOW)
    set_clause(shop.factory, WISH_LIFE.code, 30, starts=TOMORROW, by=by, now=NOW)
    after = wish_to_learn(
        technique_id=shop.technique("doffing").id, reach="group", by=shop.scope(person, day=TOMORROW), now=tomorrow
    )
    lives = {wish.uid: (wish.lapses - wish.opened).days for wish in Wish.objects.all()}
    assert lives == {before: 90, after: 30}
    said = {wish.uid: rule(WISH_LIFE, path=shop.path(shop.group), day=wish.opened) for wish in Wish.objects.all()}
    assert {uid: (held.value, held.version) for uid, held in said.items()} == {before: (90, 0), after: (30, 1)}
    row = {"unit_id": shop.factory, "clause": CODE, "version": 9, "value": 9, "decided": TODAY}
    for wrong in (
        {"starts": TODAY},
        {"starts": None},
        {"starts": TOMORROW, "state": "trial"},
        {"starts": TOMORROW, "state": "draft"},
        {"starts": TOMORROW, "ends": LATER, "kept": LATER},
        {"starts": TOMORROW, "ends": LATER, "state": "force"},
        {"starts": TOMORROW, "ends": LATER, "state": "trial", "value": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Ruling.objects.create(**row | wrong)
    assert Ruling.objects.create(**row | {"starts": TOMORROW, "ends": LATER, "kept": TOMORROW}).pk


def test_s13_what_is_only_inherited_is_not_pinned() -> None:
    shop = make_shop()
    by = shop.scope(shop.holder(Role.SPONSOR, unit=shop.factory))
    for number in (3, None):
        with pytest.raises(Refused):
            set_clause(shop.group, CODE, number, starts=TOMORROW, by=by, now=NOW)
    assert not Ruling.objects.exists()
    set_clause(shop.group, CODE, 4, starts=TOMORROW, by=by, now=NOW)
    set_clause(shop.group, CODE, 4, starts=TOMORROW, cited="⟦said better⟧", by=by, now=NOW)
    assert rule(TEACHING_LOAD, path=shop.path(shop.group), day=TOMORROW).cited == "⟦said better⟧"


def test_s13_a_state_in_words_is_computed_from_the_days() -> None:
    shop = make_shop()
    by = shop.scope(shop.holder(Role.SPONSOR, unit=shop.factory))
    set_clause(shop.group, CODE, 4, starts=TOMORROW, by=by, now=NOW)
    set_clause(shop.group, CODE, 5, starts=LATER, by=by, now=NOW)
    set_clause(shop.group, CODE, 6, starts=LATER + DAY, last=LATER + 5 * DAY, by=by, now=NOW)
    draft_clause(shop.group, CODE, 7, by=by, now=NOW)

    def phases(day: date) -> dict[int, str]:
        found = versions(shop.path(shop.group), replace(by, day=day), code=CODE)
        return {row.version: row.phase for row in found}

    assert phases(TODAY) == {1: "ahead", 2: "ahead", 3: "ahead", 4: "draft"}
    assert phases(TOMORROW) == {1: "force", 2: "ahead", 3: "ahead", 4: "draft"}
    assert phases(LATER + 2 * DAY) == {1: "superseded", 2: "force", 3: "trial", 4: "draft"}
    assert phases(LATER + 6 * DAY) == {1: "superseded", 2: "force", 3: "over", 4: "draft"}
