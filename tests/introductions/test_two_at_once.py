"""Q12, Q15: many at once never pass a limit and never conclude twice; on both databases."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from huzhu.base.access import HuzhuError, Role
from huzhu.base.charter.models import Ruling
from huzhu.base.db.consistency import checks
from huzhu.base.journal.models import Entry
from huzhu.rooms.introductions.actions.found import introduce_by_hand
from huzhu.rooms.introductions.actions.rounds import introduce_one, send
from huzhu.rooms.introductions.actions.waves import close_due_waves
from huzhu.rooms.introductions.models import Hold, Introduction, Load
from tests.cast import NOW, START, frozen_round, learner, make_shop, says, sent_round, star, wish_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db_both]
THREADS = 16


def at_once(deeds: list[Callable[[], object]]) -> Counter[str]:
    """Run all deeds from many threads, the threads starting in one moment; counts what came of them."""
    if connection.vendor == "sqlite":
        connection.close()
    start = Barrier(THREADS)

    def thread(mine: list[Callable[[], object]]) -> list[str]:
        start.wait()
        try:
            return [outcome(one) for one in mine]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        return Counter(
            name for names in pool.map(thread, [deeds[i::THREADS] for i in range(THREADS)]) for name in names
        )


def outcome(one: Callable[[], object]) -> str:
    try:
        one()
    except HuzhuError as error:
        return type(error).__name__
    return "done"


def breaches() -> list[str]:
    return [line for check in checks() if check.code.startswith("rooms.introductions") for line in check.find()]


def test_s23_200_simultaneous_introductions_of_one_teacher_never_pass_the_limit(free_clock):
    shop = make_shop()
    teacher, leader = star(shop), shop.holder(Role.GROUP_LEADER)
    weak = [learner(shop) for _ in range(99)]
    others = shop.people(100)
    organiser, round_uid = frozen_round(shop)
    by, technique = shop.scope(leader), shop.technique().id
    scopes = {person.id: shop.scope(person) for person in weak}
    wishes = {person.id: wish_of(person) for person in weak}
    by_hand = [lambda p=p: introduce_by_hand(teacher.id, p.id, technique, by=by, now=NOW) for p in others]
    ones = [lambda p=p: introduce_one(wishes[p.id], by=scopes[p.id], now=NOW) for p in weak]
    mixed = [deed for two in zip(by_hand, ones, strict=False) for deed in two] + by_hand[len(ones) :]
    mixed.insert(20, lambda: send(round_uid, by=shop.scope(organiser), now=NOW))
    seen = at_once(mixed)
    assert seen.total() == 200 and set(seen) <= {"done", "Refused"}
    assert Introduction.objects.filter(state="sent").count() == 3
    assert Load.objects.get(person=teacher).teaching == 3
    assert not breaches()


def test_s22_200_simultaneous_answers_conclude_each_pair_once(free_clock):
    shop = make_shop()
    Ruling.objects.create(unit_id=shop.factory, clause="introductions.teaching_load", version=1, value=20, starts=START)
    teachers = [star(shop) for _ in range(5)]
    for _ in range(100):
        learner(shop)
    sent_round(shop)
    rows = list(Introduction.objects.select_related("teacher", "learner"))
    scopes = [(row.uid, person) for row in rows for person in (row.teacher, row.learner)]
    seen = at_once([lambda u=u, p=p: says(shop, p, u, "yes") for u, p in scopes])
    assert seen == {"done": 200} and len(teachers) == 5
    assert set(Introduction.objects.values_list("state", flat=True)) == {"concluded"}
    assert Entry.objects.filter(deed="introductions.conclude").count() == 100
    assert Hold.objects.filter(freed=None).count() == 200 and not breaches()


def test_s22_answers_against_two_sweepers_at_the_deadline_leave_nothing_half(free_clock):
    shop = make_shop()
    for _ in range(4):
        star(shop)
    weak = [learner(shop) for _ in range(12)]
    sent_round(shop)
    rows = list(Introduction.objects.select_related("teacher", "learner"))
    for row in rows[:4]:
        says(shop, row.teacher, row.uid, "yes")
    last = rows[0].deadline
    free_clock.move_to(last)
    answers = [lambda r=r: says(shop, r.learner, r.uid, "yes") for r in rows]
    at_once([*answers, *[lambda: close_due_waves(last)] * 2])
    states = Counter(Introduction.objects.values_list("state", flat=True))
    assert states["concluded"] + states["not concluded"] == len(rows) == len(weak)
    assert states["concluded"] <= 4
    assert Hold.objects.filter(freed=None).count() == 2 * states["concluded"] and not breaches()
