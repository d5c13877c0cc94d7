"""S26: what is told the system alone removes a candidate silently."""

import pytest
from django.core import mail

from huzhu.base.access import Refused, Role
from huzhu.base.jobs import run_waiting
from huzhu.base.journal.models import Entry
from huzhu.base.notices.models import Delivery, Notice
from huzhu.base.notices.queries import told
from huzhu.rooms.introductions.actions.found import introduce_by_hand
from huzhu.rooms.introductions.actions.private import set_not_with, set_readiness
from huzhu.rooms.introductions.actions.rounds import introduce_one
from huzhu.rooms.introductions.actions.waves import close_due_waves
from huzhu.rooms.introductions.models import Hold, Introduction, PrivateWord
from huzhu.rooms.introductions.queries.board import board
from huzhu.rooms.introductions.queries.introductions import introduction, my_introductions
from huzhu.rooms.introductions.queries.places import own_places
from huzhu.rooms.introductions.queries.private import own_words, talks_wanted
from tests.cast import NOW, learner, make_shop, says, star, wish_of

pytestmark = [pytest.mark.django_db, pytest.mark.db_both]


def test_s26_a_flag_of_either_removes_the_candidate_with_one_word_for_all():
    shop = make_shop()
    teacher, weak = star(shop), learner(shop)
    for person, other in ((teacher, weak), (weak, teacher)):
        set_not_with([other.id], by=shop.scope(person), now=NOW)
        with pytest.raises(Refused, match="Nobody who offers this is available just now"):
            introduce_one(wish_of(weak), by=shop.scope(weak), now=NOW)
        set_not_with([], by=shop.scope(person), now=NOW)
    introduce_one(wish_of(weak), by=shop.scope(weak), now=NOW)
    assert Introduction.objects.get().teacher_id == teacher.id


def test_s26_not_now_is_as_if_without_wish():
    shop = make_shop()
    teacher, weak = star(shop), learner(shop)
    assert board(shop.scope(weak), NOW)[0].offers
    set_readiness("not-now", by=shop.scope(teacher), now=NOW)
    assert not board(shop.scope(weak), NOW)[0].offers
    with pytest.raises(Refused, match="Nobody offers this yet"):
        introduce_one(wish_of(weak), by=shop.scope(weak), now=NOW)
    set_readiness("yes", by=shop.scope(teacher), now=NOW)
    introduce_one(wish_of(weak), by=shop.scope(weak), now=NOW)


def test_s26_who_wants_a_talk_first_is_told_only_to_the_leader_he_chose():
    shop = make_shop()
    leader, foreman, weak = shop.holder(Role.GROUP_LEADER), shop.holder(Role.FOREMAN), learner(shop)
    with pytest.raises(Refused):
        set_readiness("talk", talk_with_id=shop.person().id, by=shop.scope(weak), now=NOW)
    set_readiness("talk", talk_with_id=leader.id, by=shop.scope(weak), now=NOW)
    assert [line.id for line in talks_wanted(shop.scope(leader))] == [weak.id]
    assert talks_wanted(shop.scope(foreman)) == []
    assert list(Notice.objects.values_list("person_id", "subject")) == [(leader.id, "")]
    with pytest.raises(Refused):
        introduce_one(wish_of(weak), by=shop.scope(weak), now=NOW)


def test_s26_private_words_leave_no_journal_row_and_no_clear_text():
    shop = make_shop()
    weak, other = learner(shop), shop.person()
    before = Entry.objects.count()
    set_not_with([other.id], by=shop.scope(weak), now=NOW)
    set_readiness("not-now", by=shop.scope(weak), now=NOW)
    words = own_words(shop.scope(weak))
    assert (words.readiness, words.not_with) == ("not-now", {other.id})
    assert Entry.objects.count() == before
    row = PrivateWord.objects.get()
    assert len({len(bytes(column)) for column in (row.readiness, row.talk_with, row.not_with)}) == 1
    assert b"not-now" not in bytes(row.readiness)
    set_not_with([other.id], by=shop.scope(weak), now=NOW)
    assert bytes(PrivateWord.objects.get().not_with) != bytes(row.not_with), "the same word never looks the same"
    with pytest.raises(Refused):
        set_not_with(list(range(1000, 1009)), by=shop.scope(weak), now=NOW)


def test_s26_a_flagged_pair_introduced_by_hand_looks_like_any_other_and_is_shown_to_neither(free_clock):
    shop = make_shop()
    leader, teacher, weak = shop.holder(Role.GROUP_LEADER), star(shop), learner(shop)
    set_not_with([weak.id], by=shop.scope(teacher), now=NOW)
    uid = introduce_by_hand(teacher.id, weak.id, shop.technique().id, by=shop.scope(leader), now=NOW)
    row = Introduction.objects.get(uid=uid)
    assert row.state == "sent" and Hold.objects.filter(freed=None).count() == 2
    assert Notice.objects.filter(subject=uid).count() == 2
    for person in (teacher, weak):
        scope = shop.scope(person)
        assert my_introductions(scope, NOW) == [] and told(scope) == []
        with pytest.raises(Exception, match="not for you"):
            introduction(scope, uid, NOW)
        with pytest.raises(Exception, match="not for you"):
            says(shop, person, uid, "yes")
        places = own_places(scope, NOW).places
        assert (places.teaching, places.learning) == (0, 0)
    with pytest.raises(Refused, match="available just now"):
        introduce_one(wish_of(weak), by=shop.scope(weak), now=NOW)
    close_due_waves(row.deadline)
    row.refresh_from_db()
    assert row.state == "not concluded" and not Hold.objects.filter(freed=None).exists()
    assert told(shop.scope(weak)) == []


@pytest.mark.parametrize("flagged", [False, True])
def test_s26_nobody_is_mailed_of_what_is_shown_to_neither_and_the_rows_do_not_tell(flagged, free_clock):
    shop = make_shop()
    leader, teacher, weak = shop.holder(Role.GROUP_LEADER), star(shop), learner(shop)
    type(weak.account).objects.filter(person=weak).update(email="weak@example.org")
    if flagged:
        set_not_with([weak.id], by=shop.scope(teacher), now=NOW)
    introduce_by_hand(teacher.id, weak.id, shop.technique().id, by=shop.scope(leader), now=NOW)
    run_waiting()
    assert len(mail.outbox) == (0 if flagged else 1)
    assert list(Delivery.objects.values_list("channel", flat=True)) == ["email"]
