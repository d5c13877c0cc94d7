"""S23, Q12, F6: nobody is overloaded, and everybody ends with somebody or with an owner."""

from collections import Counter

import pytest

from huzhu.base.access import Refused, Role
from huzhu.base.db.consistency import checks
from huzhu.base.jobs import run_waiting
from huzhu.rooms.introductions.actions import holds
from huzhu.rooms.introductions.actions.found import introduce_by_hand
from huzhu.rooms.introductions.actions.loads import pause, set_own_limits
from huzhu.rooms.introductions.actions.rounds import introduce_one
from huzhu.rooms.introductions.actions.waves import close_due_waves
from huzhu.rooms.introductions.models import Ending, Hold, Introduction, Load, Round, Wave, Wish
from huzhu.rooms.introductions.queries.arrays import world
from huzhu.rooms.introductions.queries.board import board, demonstrations
from huzhu.rooms.introductions.queries.introductions import my_introductions
from huzhu.rooms.introductions.queries.places import own_places
from huzhu.rooms.introductions.queries.wishes import alternatives, my_wishes
from tests.cast import NOW, TODAY, Shop, learner, make_shop, says, sent_round, star, wish_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_mail")]
THREE_ENDS = set(Ending.Way.values)


def forty(shop: Shop, others: int):
    """Forty ask; one star, with whom each would gain most, and so many other able teachers."""
    first = star(shop, score=1000)
    return first, [star(shop, score=650) for _ in range(others)], [learner(shop) for _ in range(40)]


def play_out(free_clock) -> None:
    """Nobody answers; waves close at their deadlines until the rounds have closed."""
    while (wave := Wave.objects.filter(closed=None, deadline__isnull=False).order_by("deadline").first()) is not None:
        free_clock.move_to(wave.deadline)
        close_due_waves(wave.deadline)
        run_waiting()


def breaches() -> list[str]:
    return [line for check in checks() if check.code.startswith("rooms.introductions") for line in check.find()]


def test_s23_fortieth_request_is_led_to_somebody_else(free_clock):
    shop = make_shop()
    first, _others, weak = forty(shop, 14)
    sent_round(shop)
    loads = Counter(Introduction.objects.filter(state="sent").values_list("teacher_id", flat=True))
    assert loads[first.id] == 3 and max(loads.values()) == 3 and sum(loads.values()) == 40
    assert {row.learner_id for row in Introduction.objects.all()} == {person.id for person in weak}
    assert not breaches()


@pytest.mark.parametrize("others", [0, 14])
def test_f6_of_forty_learners_everybody_ends_in_one_of_three(free_clock, others):
    shop = make_shop()
    first, _others, weak = forty(shop, others)
    _organiser, uid = sent_round(shop)
    row = Introduction.objects.filter(teacher=first).order_by("id").first()
    for person in (row.teacher, row.learner):
        says(shop, person, row.uid, "yes")
    play_out(free_clock)
    round_ = Round.objects.get(uid=uid)
    assert round_.state == "closed" and round_.waves.count() <= 3
    ends = {end.wish.person_id: end for end in Ending.objects.filter(round=round_).select_related("wish")}
    assert set(ends) == {person.id for person in weak}
    assert {end.way for end in ends.values()} <= THREE_ENDS
    assert ends[row.learner_id].way == "introduced"
    assert all(end.owner_unit_id and end.due for end in ends.values() if end.way != "introduced")
    assert {end.star_id for end in ends.values() if end.way == "collective"} == {first.id}
    assert Counter(Hold.objects.filter(freed=None).values_list("side", flat=True)) == {"teach": 1, "learn": 1}
    assert not breaches()


def test_f6_with_nobody_able_a_request_is_owned_by_its_group_with_a_date(free_clock):
    shop = make_shop()
    weak = learner(shop, "doffing")
    forty(shop, 0)
    _organiser, uid = sent_round(shop)
    play_out(free_clock)
    end = Ending.objects.get(round__uid=uid, wish__person=weak)
    assert (end.way, end.owner_unit_id) == ("owned", shop.group) and end.due > TODAY
    assert shop.factory and "looks for somebody until" in my_wishes(shop.scope(weak))[0].ending


def test_f6_who_is_turned_away_by_a_full_star_stands_on_the_demonstration_list(free_clock):
    shop = make_shop()
    first, _others, weak = forty(shop, 0)
    sent_round(shop)
    play_out(free_clock)
    sponsor = shop.holder(Role.SPONSOR, unit=shop.workshop)
    lists = demonstrations(shop.scope(sponsor))
    assert len(lists) == 1 and lists[0].star == first.name and lists[0].places == str(len(weak))


def test_s23_the_same_pair_is_not_introduced_again_in_a_round(free_clock):
    shop = make_shop()
    forty(shop, 14)
    sent_round(shop)
    play_out(free_clock)
    pairs = Counter(Introduction.objects.values_list("teacher_id", "learner_id"))
    assert max(pairs.values()) == 1 and sum(pairs.values()) > 40


def test_s23_own_lower_limit_and_pause_stop_new_introductions_and_break_none():
    shop = make_shop()
    teacher, one, two = star(shop), learner(shop), learner(shop)
    introduce_one(wish_of(one), by=shop.scope(one), now=NOW)
    set_own_limits(1, None, by=shop.scope(teacher), now=NOW)
    with pytest.raises(Refused, match="available"):
        introduce_one(wish_of(two), by=shop.scope(two), now=NOW)
    set_own_limits(None, None, by=shop.scope(teacher), now=NOW)
    pause(TODAY.replace(day=20), by=shop.scope(teacher), now=NOW)
    with pytest.raises(Refused, match="available"):
        introduce_one(wish_of(two), by=shop.scope(two), now=NOW)
    pause(None, by=shop.scope(teacher), now=NOW)
    introduce_one(wish_of(two), by=shop.scope(two), now=NOW)
    assert Introduction.objects.filter(state="sent").count() == 2


def test_s23_load_is_shown_before_asking_and_as_it_stood_at_the_opening():
    shop = make_shop()
    teacher, weak = star(shop), learner(shop)
    introduce_one(wish_of(weak), by=shop.scope(weak), now=NOW)
    shown = my_introductions(shop.scope(weak), NOW)[0]
    assert (shown.load, shown.limit) == (0, 3)
    (line,) = board(shop.scope(weak), NOW)
    assert (line.offers[0].free, line.offers[0].most) == (3, 3)
    assert own_places(shop.scope(teacher), NOW).places.free_teaching == 3
    assert Load.objects.get(person=teacher).teaching == 1


def test_s23_while_wishing_many_and_few_are_said_in_words():
    shop = make_shop()
    first = star(shop)
    weak = [learner(shop) for _ in range(6)]
    words, others = alternatives(shop.scope(weak[0]), shop.technique().id, first.id, NOW)
    assert (words, others) == ("Many ask for this and places are few.", [])
    second = star(shop, score=700)
    words, others = alternatives(shop.scope(weak[0]), shop.technique().id, first.id, NOW)
    assert [person.id for person in others] == [second.id] and second.name in words
    assert not any(sign.isdigit() for sign in words.replace(second.name, ""))


def test_s23_holds_move_to_the_contract_and_are_freed_with_it():
    shop = make_shop()
    teacher, weak = star(shop), learner(shop)
    uid = introduce_one(wish_of(weak), by=shop.scope(weak), now=NOW)
    for person in (teacher, weak):
        says(shop, person, uid, "yes")
    row = Introduction.objects.get(uid=uid)
    for _again in range(2):
        holds.move_hold_to_contract(row.id, 77)
    close_due_waves(row.deadline)
    assert Load.objects.get(person=teacher).teaching == 1 and not breaches()
    for freed in (2, 0):
        assert holds.free_holds_of_contract(77, NOW) == freed
    assert Load.objects.get(person=teacher).teaching == 0 and not breaches()


def test_s23_a_teacher_without_a_place_is_not_introduced_by_hand(free_clock):
    shop = make_shop()
    leader, teacher = shop.holder(Role.GROUP_LEADER), shop.person()
    weak = shop.people(4)
    for person in weak[:3]:
        introduce_by_hand(teacher.id, person.id, shop.technique().id, by=shop.scope(leader), now=NOW)
    with pytest.raises(Refused):
        introduce_by_hand(teacher.id, weak[3].id, shop.technique().id, by=shop.scope(leader), now=NOW)
    assert Load.objects.get(person=teacher).teaching == 3 and not breaches()


def test_check_finds_a_counter_that_was_changed(free_clock):
    shop = make_shop()
    teacher, weak = star(shop), learner(shop)
    introduce_one(wish_of(weak), by=shop.scope(weak), now=NOW)
    assert not breaches()
    Load.objects.filter(person=teacher).update(teaching=2)
    assert breaches() == [f"person {teacher.id}: counter teach says 2, holds are 1"]


def test_q17_an_introduction_that_is_still_open_ends_no_request_of_another_round():
    shop = make_shop()
    leader, strong, weak = shop.holder(Role.GROUP_LEADER), star(shop), learner(shop)
    introduce_by_hand(strong.id, weak.id, shop.technique().id, by=shop.scope(leader), now=NOW)
    asked = {"requests": Wish.objects.filter(person=weak, kind="request"), "path": shop.path(shop.group), "day": TODAY}
    assert [wish.person_id for wish in world(**asked).served] == [weak.id]
    assert world(**asked, concluded_only=True).served == []
    row = Introduction.objects.get()
    for person in (strong, weak):
        says(shop, person, row.uid, "yes")
    assert [wish.person_id for wish in world(**asked, concluded_only=True).served] == [weak.id]
