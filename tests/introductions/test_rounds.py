"""Q13, Q14, Q16, Q31: a round compares three rules, shows totals before freezing, one look after, and proves itself."""

import pytest

from huzhu.base.access import NotAllowed, NotFound, Overtaken, Refused, Role
from huzhu.base.jobs import run_waiting
from huzhu.base.journal.models import Entry
from huzhu.engine.matching import Paper, check, pseudonyms
from huzhu.rooms.introductions.actions.rounds import end_gathering, freeze, hold_back, open_round, send
from huzhu.rooms.introductions.actions.waves import close_due_waves, close_round
from huzhu.rooms.introductions.models import Ending, Introduction, Round, Wave
from huzhu.rooms.introductions.queries.certificates import edges_file, own_certificate, statement
from huzhu.rooms.introductions.queries.comparison import comparison
from huzhu.rooms.introductions.queries.introductions import concluded, my_introductions
from huzhu.rooms.introductions.queries.rounds import proposals, round_page
from huzhu.rooms.introductions.queries.solving import round_key
from huzhu.rooms.skills.models import KeyList
from tests.cast import NOW, TODAY, asks, frozen_round, learner, make_shop, offers, says, sent_round, star

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_mail")]


def gathered(shop, learners: int = 6):
    for _ in range(2):
        star(shop)
    weak = [learner(shop, score=100 + 50 * i) for i in range(learners)]
    organiser = shop.holder(Role.ORGANISER, unit=shop.workshop)
    KeyList.objects.create(unit_id=shop.workshop, posted=TODAY, none_because="⟦nothing is stuck⟧")
    uid = open_round(shop.workshop, by=shop.scope(organiser), now=NOW)
    return weak, shop.scope(organiser), uid


def test_s20_a_round_does_not_open_without_the_key_problem_list():
    shop = make_shop()
    by = shop.scope(shop.holder(Role.ORGANISER, unit=shop.workshop))
    with pytest.raises(Refused, match="key problems"):
        open_round(shop.workshop, by=by, now=NOW)
    KeyList.objects.create(unit_id=shop.workshop, posted=TODAY, none_because="⟦nothing is stuck⟧")
    open_round(shop.workshop, by=by, now=NOW)
    with pytest.raises(Refused, match="open already"):
        open_round(shop.workshop, by=by, now=NOW)
    with pytest.raises(NotAllowed):
        open_round(shop.workshop, by=shop.scope(shop.holder(Role.GROUP_LEADER)), now=NOW)


def test_q14_gathering_runs_its_days_or_ends_early_with_a_reason():
    shop = make_shop()
    _weak, by, uid = gathered(shop)
    with pytest.raises(Refused, match="still being gathered"):
        freeze(uid, "stable", by=by, now=NOW)
    with pytest.raises(Refused):
        end_gathering(uid, " ", by=by, now=NOW)
    end_gathering(uid, "⟦all have wished⟧", by=by, now=NOW)
    assert freeze(uid, "stable", by=by, now=NOW) == 6
    with pytest.raises(Overtaken):
        freeze(uid, "stable", by=by, now=NOW)


def test_q13_three_rules_are_compared_in_totals_from_five_requests_on():
    shop = make_shop()
    _weak, by, uid = gathered(shop, learners=4)
    assert comparison(by, uid).columns == []
    asks(shop, shop.person(), "doffing")
    page = comparison(by, uid)
    assert [column.rule for column in page.columns] == ["stable", "greatest-gain", "mutual"]
    assert all(column.verified and column.served == 4 and column.requests == 5 for column in page.columns)
    assert page.columns[0].blocking == 0 and page.columns[1].gain >= page.columns[0].gain
    assert sum(count for _, count in page.columns[0].loads) == 2 and sum(n for _, n in page.columns[0].gains) == 4
    assert page.reasons == [("Nobody offers this yet.", 1)]
    tight = comparison(by, uid, teaching=1)
    assert all(column.served == 2 and column.loads == [(0, 0), (1, 2)] for column in tight.columns)
    with pytest.raises(NotFound):
        comparison(shop.scope(shop.holder(Role.GROUP_LEADER)), uid)


def test_q14_frozen_limits_may_be_lower_than_the_charters_and_not_higher():
    shop = make_shop()
    _weak, by, uid = gathered(shop)
    end_gathering(uid, "⟦all have wished⟧", by=by, now=NOW)
    with pytest.raises(Refused, match="1 to 3"):
        freeze(uid, "stable", teaching=4, by=by, now=NOW)
    assert freeze(uid, "stable", teaching=2, by=by, now=NOW) == 4
    assert Round.objects.get(uid=uid).limits == {"teaching": 2, "learning": 2}


def test_q31_one_look_after_freezing_without_any_learners_name():
    shop = make_shop()
    weak, by, uid = gathered(shop)
    with pytest.raises(NotFound):
        proposals(by, uid)
    end_gathering(uid, "⟦all have wished⟧", by=by, now=NOW)
    freeze(uid, "stable", by=by, now=NOW)
    lines = proposals(by, uid)
    assert len(lines) == 6 and not any(person.name in repr(lines) for person in weak)
    assert not my_introductions(shop.scope(weak[0]), NOW)
    hold_back(lines[0].uid, "⟦on leave⟧", by=by, now=NOW)
    with pytest.raises(Overtaken):
        hold_back(lines[0].uid, "⟦on leave⟧", by=by, now=NOW)
    assert send(uid, by=by, now=NOW) == 5
    with pytest.raises(NotFound):
        proposals(by, uid)
    with pytest.raises(Overtaken):
        send(uid, by=by, now=NOW)


def test_q15_a_rounds_counts_are_shown_from_five_on_and_after_its_wave():
    shop = make_shop()
    star(shop)
    star(shop)
    for _ in range(6):
        learner(shop)
    organiser, uid = sent_round(shop)
    page = round_page(shop.scope(organiser), uid, NOW)
    assert (page.sent, page.concluded) == (None, None)
    last = page.waves[0][1]
    close_due_waves(last)
    page = round_page(shop.scope(organiser), uid, last)
    assert (page.sent, page.concluded) == (6, 0)
    assert Entry.objects.filter(deed="waves.close").count() == 1


def test_q15_all_of_a_wave_share_one_deadline_by_the_factorys_calendar():
    shop = make_shop()
    star(shop)
    for _ in range(3):
        learner(shop)
    sent_round(shop, now=NOW.replace(day=5))  # Thursday: the third working day is Tuesday
    assert {row.isoformat() for row in Introduction.objects.values_list("deadline", flat=True)} == {
        "2026-03-10T12:00:00+00:00"
    }


def test_q16_the_certificate_is_given_out_after_the_round_and_holds_pseudonyms_only(free_clock):
    shop = make_shop()
    first = star(shop)
    weak = [learner(shop) for _ in range(5)]
    organiser, uid = sent_round(shop)
    with pytest.raises(NotFound):
        statement(shop.scope(organiser), uid, 1)
    while wave := Wave.objects.filter(closed=None, deadline__isnull=False).first():
        free_clock.move_to(wave.deadline)
        close_due_waves(wave.deadline)
        run_waiting()
    one = shop.scope(weak[0])
    assert [wave.number for wave in own_certificate(one, uid).waves] == [1, 2] and Wave.objects.count() == 2
    for number in (1, 2):
        text, edges = statement(one, uid, number), edges_file(one, uid, number)
        assert not check(Paper.read(text, edges)).faults
        assert "⟦" not in text and "⟦".encode() not in edges
    held = set(Introduction.objects.filter(wave__number=1).values_list("learner_id", flat=True))
    served, unserved = (next(p for p in weak if (p.id in held) == there) for there in (True, False))
    names = pseudonyms(round_key(uid), [served.id, first.id])
    mine = own_certificate(shop.scope(served), uid)
    assert mine.pseudonym == names[0] and mine.lines[0].taught_by == names[1]
    other = own_certificate(shop.scope(unserved), uid)
    assert (other.lines[0].taught_by, other.lines[0].rather, other.lines[0].all_taken) == ("", 1, True)
    with pytest.raises(NotFound):
        statement(make_shop("second mill").scope(make_shop("third mill").person()), uid, 1)


def test_q14_a_round_without_an_edge_says_why_and_ends_with_owners():
    shop = make_shop()
    for _ in range(5):
        asks(shop, shop.person())
    with pytest.raises(Refused, match="reasons stand in the comparison"):
        frozen_round(shop)
    uid = Round.objects.get().uid
    by = shop.scope(shop.holder(Role.ORGANISER, unit=shop.workshop))
    close_round(uid, "⟦nobody offers piecing⟧", by=by, now=NOW)
    assert set(Ending.objects.values_list("way", "owner_unit_id")) == {("owned", shop.group)}


def test_s32_two_who_can_teach_each_other_are_introduced_both_ways():
    shop = make_shop()
    one, two = shop.person(), shop.person()
    for person, strong, weak in ((one, "piecing", "doffing"), (two, "doffing", "piecing")):
        shop.measured(person, strong, 900)
        shop.measured(person, weak, 200)
        offers(shop, person, strong)
        asks(shop, person, weak)
    sent_round(shop, "mutual")
    rows = list(Introduction.objects.order_by("id"))
    assert {(row.teacher_id, row.learner_id) for row in rows} == {(one.id, two.id), (two.id, one.id)}
    line = next(line for line in my_introductions(shop.scope(one), NOW) if not line.teaches)
    assert "You want to learn ⟦doffing⟧ and the other offers it; the other wants to learn ⟦piecing⟧" in line.reason
    for row in rows:
        for person in (one, two):
            says(shop, person, row.uid, "yes")
    assert [concluded(row.id).technique_id for row in rows] == [row.technique_id for row in rows]
