"""Q23: logged by one, confirmed by the other or the relief in time; else one-sided for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from huzhu.base.access import NotAllowed, NotFound, Overtaken, Refused, Role
from huzhu.base.db.consistency import checks
from huzhu.base.followup.models import LifeSign
from huzhu.rooms.contracts.models import Contract, TermPerson
from huzhu.rooms.practice.actions.logging import Said, confirm, decide, deny, log_session
from huzhu.rooms.practice.models import Session
from huzhu.rooms.practice.queries.book import templates_of
from huzhu.rooms.practice.queries.held import Held, sessions_of
from tests.cast import NOW, TODAY, local_day
from tests.contracts.pair import Pair, days_later
from tests.contracts.test_together import at_once
from tests.contracts.two_units import two_groups
from tests.practice.sessions import confirmed_by, held, log, signed_pair

pytestmark = [pytest.mark.django_db, pytest.mark.db_both, pytest.mark.usefixtures("english")]
WEEK = timedelta(days=7)


def signs(pair: Pair) -> list[tuple[str, int]]:
    return list(LifeSign.objects.filter(matter_id=pair.contract.pk).values_list("kind", "source"))


def only(pair: Pair) -> Held:
    (found,) = sessions_of([pair.contract.pk], TODAY - WEEK, TODAY + 4 * WEEK)[pair.contract.pk]
    return found


def test_q23_a_session_counts_from_the_others_word_on_and_is_one_sided_for_ever_seven_days_after_its_log_arrived():
    pair = signed_pair()
    uid = log(pair, pair.second)
    assert only(pair).one_sided and signs(pair) == []
    with pytest.raises(NotAllowed):
        confirmed_by(pair, pair.second, uid)  # his own word once more
    with pytest.raises(NotAllowed):
        confirmed_by(pair, pair.shop.person(), uid)
    confirmed_by(pair, pair.first, uid, at=NOW + WEEK)
    row = Session.objects.get(uid=uid)
    assert only(pair).confirmed and signs(pair) == [("session", row.pk)]
    assert pair.contract.matter.quiet_after == row.day + timedelta(days=30)
    late = log(pair, pair.second, at=days_later(8))
    with pytest.raises(Refused, match="7 days are over"):
        confirmed_by(pair, pair.first, late, at=days_later(15) + timedelta(minutes=1))
    assert Session.objects.get(uid=late).state == "logged" and len(signs(pair)) == 1


def test_q23_what_arrives_later_than_seven_days_stands_as_a_record_and_is_no_life_sign():
    pair = signed_pair()
    uid = log(pair, pair.second, at=NOW, received=NOW + WEEK + timedelta(minutes=1))
    with pytest.raises(Refused, match="stands as a record"):
        confirmed_by(pair, pair.first, uid, at=NOW + WEEK + timedelta(hours=1))
    assert only(pair).late and only(pair).one_sided and signs(pair) == []
    in_time = log(pair, pair.second, at=days_later(2), received=days_later(9))
    confirmed_by(pair, pair.first, in_time, at=days_later(10))
    assert Session.objects.get(uid=in_time).day == days_later(2).date() and len(signs(pair)) == 1


def test_q23_two_logs_of_one_half_day_are_one_session_each_the_others_confirmation_and_the_lesser_minutes_count():
    pair = signed_pair()
    uid = log(pair, pair.second, minutes=45, learner_minutes=15)
    assert log(pair, pair.first, at=NOW + timedelta(hours=2), minutes=30, learner_minutes=30) == uid
    row = Session.objects.get(uid=uid)
    assert (row.state, row.minutes, row.learner_minutes) == ("confirmed", 30, 15)
    assert [word.minutes for word in row.words.all()] == [45, 30]  # both versions are kept
    assert signs(pair) == [("session", row.pk)]
    with pytest.raises(Refused, match="already"):
        log(pair, pair.second, at=NOW + timedelta(hours=3))
    other = log(pair, pair.first, at=NOW + timedelta(hours=8))  # the other half of the day
    assert other != uid and Session.objects.get(uid=other).state == "logged"
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(uid=other).update(half=row.half)


def test_q23_where_the_other_says_it_did_not_happen_both_words_stay_and_a_leader_decides():
    pair = signed_pair()
    leader = pair.shop.holder(Role.GROUP_LEADER)
    contested, untrue = log(pair, pair.second), log(pair, pair.second, at=days_later(1))
    with pytest.raises(NotFound):  # nothing to decide yet
        decide(contested, True, by=pair.scope(leader), now=NOW)
    for uid in (contested, untrue):
        with pytest.raises(NotAllowed):
            deny(uid, done_at=days_later(2), by=pair.scope(pair.second), now=days_later(2))
        deny(uid, done_at=days_later(2), by=pair.scope(pair.first), now=days_later(2))
    assert sessions_of([pair.contract.pk], TODAY, TODAY + WEEK) == {}
    with pytest.raises(NotAllowed):
        decide(contested, True, by=pair.scope(pair.first), now=days_later(3))
    decide(contested, True, by=pair.scope(leader), now=days_later(3))
    decide(untrue, False, by=pair.scope(leader), now=days_later(3))
    with pytest.raises((Overtaken, NotAllowed)):
        decide(untrue, True, by=pair.scope(leader), now=days_later(3))
    assert only(pair).confirmed and len(signs(pair)) == 1
    assert [word.happened for word in Session.objects.get(uid=untrue).words.all()] == [True, False]


def test_q23_a_session_of_nobody_else_of_no_contract_or_of_days_to_come_cannot_be_logged():
    pair = signed_pair()
    with pytest.raises(NotAllowed):
        log(pair, pair.shop.person())
    with pytest.raises(Refused) as wrong:
        log(pair, pair.second, day=TODAY + timedelta(days=1), half="am")
    assert wrong.value.field == "day"
    with pytest.raises(Refused) as wrong:
        log(pair, pair.second, day=TODAY - timedelta(days=1), half="am")  # before it was signed
    assert wrong.value.field == "day"
    with pytest.raises(Refused) as wrong:
        log(pair, pair.second, learner_minutes=31)
    assert wrong.value.field == "learner_minutes"
    row = held(pair)
    for change in ({"confirmed_by": row.logged_by}, {"learner_minutes": 99}, {"teacher": row.learner_id}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Session.objects.filter(pk=row.pk).update(**change)


@pytest.mark.django_db(transaction=True)
def test_q23_two_who_log_in_the_same_moment_have_one_confirmed_session():
    pair = signed_pair()

    def logs(person, minutes):
        return lambda: log(pair, person, minutes=minutes)

    done = at_once(logs(pair.first, 30), logs(pair.second, 45))
    assert len(set(done)) == 1, done
    row = Session.objects.get()
    assert (row.state, row.minutes, row.words.count()) == ("confirmed", 30, 2)
    assert signs(pair) == [("session", row.pk)] and local_day(NOW) == row.day


def test_s86_contacts_with_a_tutor_are_logged_the_same_way_and_keep_the_contract_living():
    pair = signed_pair()
    Contract.objects.filter(uid=pair.uid).update(kind="tutor")
    row = held(pair, kind="questions", learner_minutes=0)
    assert row.state == "confirmed" and signs(pair) == [("session", row.pk)]
    assert [template.code for template in templates_of("tutor")] == ["in-shift", "early"]


def test_q23_of_two_units_those_log_who_accepted_to_carry_out_a_term():
    units = two_groups().drafted()
    term = units.contract.terms.get()
    helper, helped = units.shop.person(), units.shop.person(group=units.second)
    for person in (helper, helped):
        TermPerson.objects.create(term=term, person=person, asked_by=units.union, asked=NOW, accepted=NOW)
    units.signed()
    said, scope = Said(30, 10), units.shop.scope
    uid = log_session(units.uid, said, done_at=NOW, by=scope(helped), now=NOW)
    with pytest.raises(NotAllowed):  # who leads a unit signs for it; he was not at the machine
        log_session(units.uid, said, done_at=NOW, by=scope(units.union), now=NOW)
    confirm(uid, done_at=NOW, by=scope(helper), now=NOW)
    assert LifeSign.objects.get(matter_id=units.contract.pk).source == Session.objects.get(uid=uid).pk


def test_q23_the_house_check_finds_a_session_without_its_sign_and_a_sign_without_its_session():
    row = held(signed_pair())
    (asked,) = [one for one in checks() if one.code == "rooms.practice.sessions_are_signs"]
    assert list(asked.find()) == []
    LifeSign.objects.filter(source=row.pk).update(source=row.pk + 1)
    assert [line.split()[0] for line in asked.find()] == ["session", "sign"]
