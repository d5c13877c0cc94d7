"""S21, S22: it introduces, it never assigns; both answer from their own accounts."""

from datetime import timedelta

import pytest
from django.utils import translation

from huzhu.base.access import NotAllowed, NotFound, Overtaken, Refused, Role
from huzhu.base.journal.models import Entry
from huzhu.rooms.introductions.actions.answers import answer
from huzhu.rooms.introductions.actions.found import introduce_by_hand
from huzhu.rooms.introductions.actions.rounds import introduce_one
from huzhu.rooms.introductions.actions.waves import close_due_waves
from huzhu.rooms.introductions.models import Answer, Hold, Introduction, Load
from huzhu.rooms.introductions.queries.introductions import concluded, introduction, my_introductions
from tests.cast import NOW, Shop, asks, learner, make_shop, offers, says, star, wish_of

pytestmark = [pytest.mark.django_db, pytest.mark.db_both]


def pair(shop: Shop):
    teacher, weak = star(shop), learner(shop)
    return teacher, weak, introduce_one(wish_of(weak), by=shop.scope(weak), now=NOW)


def test_s21_a_wish_becomes_an_introduction_and_two_acceptances_conclude_it():
    shop = make_shop()
    teacher, weak, uid = pair(shop)
    row = Introduction.objects.get(uid=uid)
    assert (row.state, row.mode, row.teacher_id, row.learner_id) == ("sent", "introduced", teacher.id, weak.id)
    assert row.deadline.isoformat() == "2026-03-05T12:00:00+00:00"  # Thursday 20:00 in Shanghai
    says(shop, weak, uid, "yes")
    with pytest.raises(NotFound):
        concluded(row.id)
    assert introduction(shop.scope(teacher), uid, NOW).state == "sent"
    says(shop, teacher, uid, "yes")
    done = concluded(row.id)
    assert (done.teacher_id, done.learner_id, done.mode) == (teacher.id, weak.id, "introduced")
    assert introduction(shop.scope(weak), uid, NOW).state == "concluded"


@pytest.mark.parametrize("words", [("yes", "no"), ("no", "yes"), ("yes", "silent"), ("silent", "silent"), ("no", "no")])
def test_s22_anything_but_two_acceptances_closes_with_one_wording_at_the_deadline(words):
    shop = make_shop()
    teacher, weak, uid = pair(shop)
    for person, word in zip((teacher, weak), words, strict=True):
        says(shop, person, uid, word)
    row = Introduction.objects.get(uid=uid)
    assert close_due_waves(row.deadline - timedelta(seconds=1)) == 0
    assert Hold.objects.filter(freed=None).count() == 2
    assert close_due_waves(row.deadline) == 1
    row.refresh_from_db()
    assert row.state == "not concluded"
    assert set(Hold.objects.values_list("freed", flat=True)) == {row.deadline}
    assert [(load.teaching, load.learning) for load in Load.objects.all()] == [(0, 0), (0, 0)]


def test_s22_nobody_accepts_for_another_nor_before_the_sign_in_is_confirmed():
    shop = make_shop()
    teacher, weak, uid = pair(shop)
    leader = shop.holder(Role.GROUP_LEADER)
    with pytest.raises(NotFound):
        says(shop, leader, uid, "yes")
    with pytest.raises(NotFound):
        says(shop, shop.person(), uid, "yes")
    with pytest.raises(NotAllowed):
        answer(uid, "yes", by=shop.scope(weak, full=False), now=NOW)
    says(shop, weak, uid, "yes")
    says(shop, teacher, uid, "yes")
    with pytest.raises(Overtaken):
        says(shop, weak, uid, "no")


def test_s22_an_answer_may_be_changed_until_the_deadline_and_not_after():
    shop = make_shop()
    teacher, weak, uid = pair(shop)
    row = Introduction.objects.get(uid=uid)
    for word in ("no", "yes", "silent", "no"):
        says(shop, weak, uid, word)
        assert introduction(shop.scope(weak), uid, NOW).answer == word
    assert introduction(shop.scope(teacher), uid, NOW).answer == "silent"
    with pytest.raises(Refused):
        says(shop, weak, uid, "yes", now=row.deadline)
    assert introduction(shop.scope(teacher), uid, row.deadline).state == "not concluded"


def test_s22_an_answer_leaves_no_journal_row_and_no_clear_word():
    shop = make_shop()
    _teacher, weak, uid = pair(shop)
    before = Entry.objects.count()
    says(shop, weak, uid, "no")
    assert Entry.objects.count() == before
    words = [bytes(word) for word in Answer.objects.values_list("word", flat=True)]
    assert len({len(word) for word in words}) == 1 and not any(word[12:14] == b"no" for word in words)


def test_s21_a_leader_can_only_introduce_and_only_people_of_the_own_group():
    shop = make_shop()
    leader, other = shop.holder(Role.GROUP_LEADER), shop.add_group("⟦second group⟧")
    teacher, weak, stranger = shop.person(), shop.person(), shop.person(group=other)
    technique = shop.technique().id
    uid = introduce_by_hand(teacher.id, weak.id, technique, by=shop.scope(leader), now=NOW)
    assert Introduction.objects.get(uid=uid).state == "sent"
    with pytest.raises(NotFound):
        introduce_by_hand(stranger.id, weak.id, technique, by=shop.scope(leader), now=NOW)
    with pytest.raises(NotAllowed):
        introduce_by_hand(teacher.id, stranger.id, technique, by=shop.scope(leader), now=NOW)
    with pytest.raises(NotAllowed):
        introduce_by_hand(weak.id, teacher.id, technique, by=shop.scope(weak), now=NOW)


def test_s21_two_who_name_each_other_are_introduced_at_once_and_told_what_is_missing():
    shop = make_shop()
    strong, weak = shop.person(), shop.person()
    asks(shop, weak, named_id=strong.id)
    assert not Introduction.objects.exists()
    offers(shop, strong, named_id=weak.id)
    row = Introduction.objects.get()
    assert (row.mode, row.state, row.teacher_id) == ("found", "sent", strong.id)
    with translation.override("en"):
        shown = my_introductions(shop.scope(weak), NOW)
    assert "Not measured as stronger: decide for yourselves." in shown[0].remarks
