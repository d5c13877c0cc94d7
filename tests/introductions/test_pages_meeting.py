"""An introduction through its page: it tells nothing of the other until both accepted or the date has come."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from huzhu.base.people.models import Person
from huzhu.rooms.introductions.actions.waves import close_due_waves
from huzhu.rooms.introductions.models import Introduction
from tests.cast import NOW, client_for, learner, make_shop, says, sent_round, star

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_mail")]
PAGES = ("page", "aid", "my-wishes", "rounds", "board", "certificate")


def meeting() -> tuple[object, Person, Person, Person, str, str]:
    shop = make_shop()
    teacher, weak = star(shop), learner(shop)
    organiser, round_uid = sent_round(shop)
    return shop, teacher, weak, organiser, round_uid, Introduction.objects.get().uid


def seen_by(person: Person, uid: str) -> list[str]:
    """Every page of this person, without its tokens."""
    client = client_for(person)
    found = []
    for name in PAGES:
        answer = client.get(
            reverse(f"introductions:{name}", args=[uid] if name in ("page", "certificate") else []),
            headers={"accept-language": "en"}, follow=True,
        )  # fmt: skip
        text = re.sub(r'(csrfmiddlewaretoken|request_id)" value="[^"]+"', "", answer.content.decode())
        found.append(f"{name} {answer.status_code} " + re.sub(r'X-CSRFToken": "[^"]+"', "", text))
    return found


@pytest.mark.parametrize("word", ["no", "yes"])
def test_s22_what_the_other_answered_changes_no_page_before_the_deadline(word: str) -> None:
    with time_machine.travel(NOW, tick=False):
        shop, teacher, weak, organiser, _round, uid = meeting()
        before = [seen_by(person, uid) for person in (weak, organiser)]
        says(shop, teacher, uid, word)  # type: ignore[arg-type]
        assert [seen_by(person, uid) for person in (weak, organiser)] == before


def test_s22_declined_and_silent_end_with_the_same_words_and_the_same_next_steps() -> None:
    pages = []
    with time_machine.travel(NOW, tick=False) as clock:
        shop, teacher, weak, _organiser, _round, uid = meeting()
        says(shop, weak, uid, "yes")  # type: ignore[arg-type]
        for word in ("no", "silent"):
            says(shop, teacher, uid, word)  # type: ignore[arg-type]
            clock.move_to(NOW + timedelta(days=4))
            pages.append(seen_by(weak, uid))
            clock.move_to(NOW)
    assert pages[0] == pages[1]
    assert "not concluded" in pages[0][0]
    assert "Nobody can see why, and it is held against nobody." in pages[0][0]


@time_machine.travel(NOW, tick=False)
def test_s21_the_page_shows_reason_load_deadline_and_two_equal_choices_with_undo() -> None:
    _shop, _teacher, weak, _organiser, _round, uid = meeting()
    page = seen_by(weak, uid)[0]
    for said in (
        "0 at the opening, 3 at most",
        "Thu 5 Mar, 20:00",
        "You want to learn ⟦piecing⟧",
        "nothing is agreed yet",
    ):
        assert said in page
    assert 'data-undo-seconds="10"' in page
    assert page.count('<button class="choice"') == 2
    assert "%" not in page.split("<section")[1].split("</section>")[0]


@time_machine.travel(NOW, tick=False)
def test_q15_an_answer_is_changed_until_the_deadline_and_two_yes_show_at_once() -> None:
    shop, teacher, weak, _organiser, _round, uid = meeting()
    client = client_for(weak)
    for word, said in (("no", "You declined."), ("yes", "You accepted."), ("maybe", "You accepted.")):
        client.post(reverse("introductions:answer", args=[uid]), {"word": word})
        assert said in seen_by(weak, uid)[0]
    says(shop, teacher, uid, "yes")  # type: ignore[arg-type]
    assert "Both of you accepted" in seen_by(weak, uid)[0]
    client.post(reverse("introductions:answer", args=[uid]), {"word": "no"})
    assert Introduction.objects.get().state == "concluded"


def test_q15_an_answer_after_the_deadline_changes_nothing() -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        _shop, _teacher, weak, _organiser, _round, uid = meeting()
        client = client_for(weak)
        clock.move_to(NOW + timedelta(days=4))
        assert client.post(reverse("introductions:answer", args=[uid]), {"word": "yes"}).status_code == 302
        close_due_waves(NOW + timedelta(days=4))
        assert Introduction.objects.get().state == "not concluded"


@time_machine.travel(NOW, tick=False)
def test_q33_a_sign_in_not_yet_confirmed_looks_and_is_told_why_it_cannot_answer() -> None:
    _shop, _teacher, weak, _organiser, _round, uid = meeting()
    client = client_for(weak)
    weak.account.confirmations.all().delete()
    page = client.get(reverse("introductions:page", args=[uid]), headers={"accept-language": "en"}).content.decode()
    assert "second confirmation" in page
    assert '<button class="choice"' not in page
    assert client.post(reverse("introductions:answer", args=[uid]), {"word": "yes"}).status_code == 403
