"""S27, Q7: no request and no offer waits in silence."""

from datetime import timedelta

import pytest

from huzhu.base.access import NotFound, Refused, Role
from huzhu.base.notices.models import Notice
from huzhu.base.units.models import Unit
from huzhu.rooms.introductions.actions.mornings import every_morning
from huzhu.rooms.introductions.actions.private import set_readiness
from huzhu.rooms.introductions.actions.rounds import introduce_one
from huzhu.rooms.introductions.actions.wishes import renew, suggest, take_up, withdraw
from huzhu.rooms.introductions.models import SuggestedWish, Wish
from huzhu.rooms.introductions.queries.board import board, owned
from huzhu.rooms.introductions.queries.wishes import my_wishes, suggestions
from tests.cast import NOW, TODAY, asks, learner, local_day, make_shop, offers, star, wish_of

pytestmark = pytest.mark.django_db


def morning(clock, days: int):
    at = NOW.replace(hour=6) + timedelta(days=days)
    clock.move_to(at)
    every_morning(at)
    return at


def kinds_of(person) -> list[str]:
    return sorted(Notice.objects.filter(person=person).values_list("kind", flat=True))


def test_s27_a_request_goes_to_the_group_after_14_days_and_to_the_workshop_after_28(free_clock):
    shop = make_shop()
    leader, sponsor = shop.holder(Role.GROUP_LEADER), shop.holder(Role.SPONSOR, unit=shop.workshop)
    weak = learner(shop)
    morning(free_clock, 13)
    assert kinds_of(leader) == []
    at = morning(free_clock, 14)
    every_morning(at)
    assert kinds_of(leader) == ["wishes.group"] and kinds_of(sponsor) == []
    (line,) = owned(shop.scope(leader, day=local_day(at)))
    assert (line.name, line.due, line.overdue) == ("", TODAY + timedelta(days=28), False)
    at = morning(free_clock, 28)
    assert kinds_of(sponsor) == ["wishes.workshop"]
    assert owned(shop.scope(leader, day=local_day(at))) == []
    assert owned(shop.scope(sponsor, day=local_day(at)))[0].due == wish_days(weak)[1]


def wish_days(person):
    wish = Wish.objects.get(person=person)
    return wish.opened, wish.lapses


def test_s27_of_a_group_in_a_shift_the_workshop_is_told_and_the_shift_is_passed_over(free_clock):
    shop = make_shop()
    shift = shop.add_shift()
    group = shop.add_group("⟦by night⟧", workshop=shift)
    sponsor, of_shift = (shop.holder(Role.SPONSOR, unit=unit) for unit in (shop.workshop, shift))
    weak = learner(shop, group=group)
    at = morning(free_clock, 28)
    assert (kinds_of(sponsor), kinds_of(of_shift)) == (["wishes.workshop"], [])
    (line,) = owned(shop.scope(sponsor, day=local_day(at)))
    assert (line.owner, line.due) == (Unit.objects.get(id=shop.workshop).name, wish_days(weak)[1])
    assert owned(shop.scope(of_shift, day=local_day(at))) == []


def test_s27_the_clock_runs_on_while_an_introduction_is_open_and_the_name_needs_a_tick(free_clock):
    shop = make_shop()
    leader = shop.holder(Role.GROUP_LEADER)
    star(shop)
    weak = learner(shop, show_name=True)
    at = NOW + timedelta(days=13)
    free_clock.move_to(at)
    introduce_one(wish_of(weak), by=shop.scope(weak, day=local_day(at)), now=at)
    at = morning(free_clock, 14)
    (line,) = owned(shop.scope(leader, day=local_day(at)))
    assert line.name == weak.name


def test_s27_request_and_offer_both_open_are_told_to_both_groups_next_morning(free_clock):
    shop = make_shop()
    other = shop.add_group("⟦second group⟧")
    one, two = shop.holder(Role.GROUP_LEADER), shop.holder(Role.GROUP_LEADER, unit=other)
    weak = learner(shop)
    morning(free_clock, 1)
    assert kinds_of(one) == []
    star(shop, group=other)
    morning(free_clock, 2)
    assert kinds_of(one) == kinds_of(two) == ["wishes.both-open"]
    morning(free_clock, 3)
    assert kinds_of(one) == ["wishes.both-open"]
    assert weak.pk


def test_s27_an_introduced_pair_is_not_told_as_unmatched(free_clock):
    shop = make_shop()
    one = shop.holder(Role.GROUP_LEADER)
    star(shop)
    weak = learner(shop)
    introduce_one(wish_of(weak), by=shop.scope(weak), now=NOW)
    morning(free_clock, 1)
    assert kinds_of(one) == []


def test_s27_an_offer_without_request_is_told_to_its_owner(free_clock):
    shop = make_shop()
    teacher = star(shop)
    morning(free_clock, 13)
    assert kinds_of(teacher) == []
    morning(free_clock, 14)
    assert kinds_of(teacher) == ["wishes.idle"]


def test_s27_a_wish_lives_90_days_with_a_reminder_and_one_tap_renews(free_clock):
    shop = make_shop()
    one, two = shop.person(), shop.person()
    uid = offers(shop, one)
    offers(shop, two)
    at = morning(free_clock, 83)
    assert "wishes.ends" in kinds_of(one)
    renew(uid, by=shop.scope(one, day=local_day(at)), now=at)
    morning(free_clock, 90)
    assert [Wish.objects.get(person=person).state for person in (one, two)] == ["open", "lapsed"]


def test_s27_counts_are_said_from_five_upward_and_within_reach():
    shop = make_shop()
    far = shop.add_group("⟦second group⟧")
    reader = shop.person(group=far)
    weak = [learner(shop) for _ in range(4)]
    assert board(shop.scope(reader), NOW)[0].asking == "a few"
    asks(shop, shop.person())
    assert board(shop.scope(reader), NOW)[0].asking == "5"
    for person in weak:
        set_readiness("not-now", by=shop.scope(person), now=NOW)
    withdraw(
        Wish.objects.get(state="open", person=Wish.objects.latest("id").person).uid,
        by=shop.scope(Wish.objects.latest("id").person),
        now=NOW,
    )
    asks(shop, shop.person(), reach="group")
    assert board(shop.scope(reader), NOW) == []
    assert board(shop.scope(weak[0]), NOW)[0].asking == "a few"


def test_s27_one_open_wish_of_each_technique_and_nobody_touches_anothers():
    shop = make_shop()
    weak, other = learner(shop), shop.person()
    with pytest.raises(Refused, match="open already"):
        asks(shop, weak)
    with pytest.raises(NotFound):
        withdraw(wish_of(weak), by=shop.scope(other), now=NOW)
    withdraw(wish_of(weak), by=shop.scope(weak), now=NOW)
    asks(shop, weak)
    assert sorted(Wish.objects.values_list("state", flat=True)) == ["open", "withdrawn"]


def test_s27_an_imported_wish_is_a_suggestion_until_the_person_taps_it():
    shop = make_shop()
    weak, officer = shop.person(), shop.holder(Role.TRAINING_OFFICER)
    suggest([(weak.id, shop.technique().id, "request")], by=shop.scope(officer), now=NOW)
    assert not Wish.objects.exists()
    (line,) = suggestions(shop.scope(weak), NOW)
    assert line.why == "list"
    with pytest.raises(NotFound):
        take_up(line.uid, by=shop.scope(officer), now=NOW)
    take_up(line.uid, by=shop.scope(weak), now=NOW)
    assert my_wishes(shop.scope(weak))[0].state == "open" and not SuggestedWish.objects.exists()


def test_s27_wishes_are_suggested_from_own_gaps_and_what_others_ask():
    shop = make_shop()
    weak, strong = shop.person(), shop.person()
    shop.measured(weak, "piecing", 300)
    shop.measured(strong, "piecing", 850)
    learner(shop)
    assert [(line.kind, line.why, line.said) for line in suggestions(shop.scope(weak), NOW)] == [
        ("request", "gap", "You are still short of it.")
    ]
    assert [(line.kind, line.said) for line in suggestions(shop.scope(strong), NOW)] == [
        ("offer", "Others ask for it.")
    ]
