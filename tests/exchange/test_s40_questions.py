"""S40: a question has asker, operation, answerer, answer, accepted by the asker; open ones stand at the next slot."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huzhu.base.access import NotAllowed, NotFound, Overtaken, Role
from huzhu.base.calendar.kinds import EARLY
from huzhu.base.jobs import run_waiting
from huzhu.base.notices import waiting_for
from huzhu.base.notices.models import Notice
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit
from huzhu.rooms.exchange.actions.clips import bring
from huzhu.rooms.exchange.actions.help import call_help
from huzhu.rooms.exchange.actions.questions import accept, answer, ask, ask_again
from huzhu.rooms.exchange.actions.sharing import plan, write_lesson
from huzhu.rooms.exchange.models import Clip, HelpCall, Question
from huzhu.rooms.exchange.queries.questions import open_questions
from huzhu.rooms.practice.actions.booking import book_session
from huzhu.rooms.practice.queries.book import Wanted, couples_for, times_for
from tests.cast import NOW, make_shop
from tests.contracts.pair import Pair, make_pair
from tests.exchange.browsers import client_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "cast_day")]


def asked(pair: Pair, *, of_contract: bool = True) -> str:
    contract = pair.uid if of_contract else ""
    by = pair.scope(pair.second)
    return ask(pair.shop.technique().id, "⟦why does it break⟧", contract_uid=contract, by=by, now=NOW)


def titles(pair: Pair, person: Person) -> list[str]:
    return [line.title for line in waiting_for(pair.scope(person), NOW)]


@pytest.mark.db_both
def test_s40_a_question_is_answered_by_who_can_and_accepted_by_its_asker_alone() -> None:
    pair = make_pair().signed()
    beginner, expert = pair.shop.person(), pair.shop.person()
    pair.shop.measured(beginner, "piecing", 400)
    pair.shop.measured(expert, "piecing", 700)
    uid = asked(pair, of_contract=False)
    for nobody_s in (beginner, pair.second):
        with pytest.raises(NotAllowed):
            answer(uid, "⟦so⟧", by=pair.scope(nobody_s), now=NOW)
    assert "A question that you can answer" in titles(pair, expert)
    assert "A question that you can answer" not in titles(pair, beginner)
    answer(uid, "⟦so⟧", by=pair.scope(expert), now=NOW)
    with pytest.raises(Overtaken):
        answer(uid, "⟦or so⟧", by=pair.scope(pair.first), now=NOW)
    with pytest.raises(NotAllowed):
        accept(uid, by=pair.scope(expert), now=NOW)
    assert "Your question has an answer" in titles(pair, pair.second)
    accept(uid, by=pair.scope(pair.second), now=NOW)
    row = Question.objects.get(uid=uid)
    assert (row.asker, row.answerer, row.answer, row.accepted) == (pair.second, expert, "⟦so⟧", NOW)
    for broken in ({"answerer": row.asker}, {"answerer": None}, {"state": "open"}, {"accepted": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Question.objects.filter(uid=uid).update(**broken)


def test_s40_open_questions_stand_at_the_next_slot_until_they_are_answered() -> None:
    pair = make_pair().signed()
    uid, technique, contract = asked(pair), pair.shop.technique().id, pair.contract.pk
    partner = pair.scope(pair.first)
    assert [line.uid for line in open_questions([contract], [], partner)] == [uid]
    assert [line.uid for line in open_questions([], [technique], partner)] == [uid]
    stranger = make_shop("second mill")
    assert open_questions([contract], [technique], stranger.scope(stranger.person())) == []
    early = Wanted(couples_for(pair.uid, partner)[1][0], EARLY, 20, "observation")
    session = book_session(pair.uid, early, times_for(early, NOW)[0], by=partner, now=NOW)
    next_slot = reverse("practice:session", args=[session])
    assert "⟦why does it break⟧" in client_for(pair.first).get(next_slot).content.decode()
    answer(uid, "⟦so⟧", by=partner, now=NOW)
    assert "⟦why does it break⟧" not in client_for(pair.first).get(next_slot).content.decode()
    assert open_questions([contract], [technique], partner) == []
    new = ask_again(uid, "⟦and when it is wet⟧", by=pair.scope(pair.second), now=NOW)
    assert [line.uid for line in open_questions([contract], [], partner)] == [new]
    assert Question.objects.get(uid=uid).answer == "⟦so⟧"


def test_s40_a_partner_of_another_group_is_asked_and_nobody_further() -> None:
    shop = make_shop()
    pair = make_pair(shop).signed()
    neighbour = shop.person(group=shop.add_group("⟦group 2⟧"))
    uid = asked(pair)
    run_waiting()
    page = reverse("exchange:question", args=[uid])
    with pytest.raises(NotFound):
        answer(uid, "⟦so⟧", by=shop.scope(neighbour), now=NOW)
    assert client_for(neighbour).get(page).status_code == 404
    partner = client_for(pair.first)
    assert Notice.objects.filter(person=pair.first, kind="exchange.asked", subject=uid).exists()
    assert partner.post(reverse("exchange:answer", args=[uid]), {"answer": "⟦so⟧"}).status_code == 302
    assert b"That helps" in client_for(pair.second).get(page).content


def test_s40_what_was_asked_without_network_arrives_with_its_own_time_and_once() -> None:
    pair = make_pair().signed()
    client, before = client_for(pair.second), NOW - timedelta(hours=5)
    page = reverse("exchange:ask", args=[Unit.objects.get(id=pair.shop.group).uid])
    kept = {
        "technique": pair.shop.technique().uid,
        "text": "⟦why⟧",
        "done_at": before.isoformat(),
        "request_id": "a" * 36,
    }
    assert b"data-queue" in client.get(page).content
    assert [client.post(page, kept).status_code for _ in range(2)] == [302, 302]
    assert Question.objects.get().asked == before
    refused = client.post(page, kept | {"text": " ", "request_id": "b" * 36})
    assert refused.status_code == 422 and Question.objects.count() == 1


def test_s40_pages_take_the_same_statements_with_five_times_the_rows() -> None:
    pair = make_pair().signed()
    leader = pair.shop.holder(Role.GROUP_LEADER)
    group = Unit.objects.get(id=pair.shop.group).uid
    by, technique = pair.scope(pair.second), pair.shop.technique().id
    pages = [reverse(f"exchange:{name}", args=[group]) for name in ("group", "clips", "sharings")]
    pages += [reverse("contracts:page", args=[pair.uid]), reverse("exchange:help"), "/"]
    client, counts = client_for(pair.first), []
    for turn in range(5):
        asked(pair)
        accept(answer_of(pair, asked(pair)), by=by, now=NOW)
        HelpCall.objects.filter(caller=pair.second).update(state="over", closed=NOW)
        call_help(technique, by=by, now=NOW)
        clip = bring(f"⟦{turn}⟧", technique, [pair.first.id], f"{turn}.mp4", by=pair.scope(pair.first), now=NOW)
        Clip.objects.filter(uid=clip).update(state="shown")
        held = plan(group, f"⟦{turn}⟧", NOW.date(), [pair.first.id], by=pair.shop.scope(leader), now=NOW)
        write_lesson(held, "⟦looser⟧", [pair.uid], by=pair.shop.scope(leader), now=NOW)
        if turn in (1, 4):
            counts.append([statements(client, page) for page in pages])
    assert counts[0] == counts[1]


def answer_of(pair: Pair, uid: str) -> str:
    return answer(uid, "⟦so⟧", by=pair.scope(pair.first), now=NOW)


def statements(client: Client, page: str) -> int:
    client.get(page)
    ContentType.objects.clear_cache()
    with CaptureQueriesContext(connection) as taken:
        assert client.get(page).status_code == 200
    return len(taken)
