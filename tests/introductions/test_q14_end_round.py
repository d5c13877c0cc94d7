"""Q14, Q17: the organiser ends a round that has not gone out, on its page and with a reason; then another can open."""

from __future__ import annotations

import pytest
import time_machine

from huzhu.base.access import Role
from huzhu.rooms.introductions.actions.rounds import open_round
from huzhu.rooms.introductions.models import Round
from tests.cast import NOW, client_for, frozen_round, learner, make_shop, sent_round, star

pytestmark = [pytest.mark.django_db, pytest.mark.db_both, pytest.mark.usefixtures("no_mail")]


@time_machine.travel(NOW, tick=False)
def test_q14_a_frozen_round_is_ended_with_a_reason_and_the_next_one_opens() -> None:
    shop = make_shop()
    star(shop), learner(shop)
    organiser, uid = frozen_round(shop)
    client = client_for(organiser)
    assert f"/rounds/{uid}/close" in client.get(f"/rounds/{uid}/").content.decode()
    without = client.post(f"/rounds/{uid}/close", {"because": " "})
    assert without.status_code == 200 and without.context["closing"].errors
    assert Round.objects.get(uid=uid).state == "computed"
    assert client.post(f"/rounds/{uid}/close", {"because": "⟦the plan has changed⟧"}).status_code == 302
    assert Round.objects.get(uid=uid).state == "closed"
    assert open_round(shop.workshop, by=shop.scope(organiser), now=NOW)


@time_machine.travel(NOW, tick=False)
def test_q14_a_round_that_is_out_is_not_ended_and_nobody_else_ends_one() -> None:
    shop = make_shop()
    star(shop), learner(shop)
    organiser, uid = sent_round(shop)
    answer = client_for(organiser).post(f"/rounds/{uid}/close", {"because": "⟦why⟧"})
    assert answer.status_code == 200 and answer.context["closing"].errors
    other = make_shop("second mill").holder(Role.ORGANISER)
    for person in (shop.person(), other):
        assert client_for(person).post(f"/rounds/{uid}/close", {"because": "⟦why⟧"}).status_code in (403, 404)
    assert Round.objects.get(uid=uid).state == "sent"
