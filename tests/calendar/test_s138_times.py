"""What doesn't suit somebody is sealed: proposals keep away from it, and nothing else tells of it (S138, Q34)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from huzhu.base.access import Refused, Role
from huzhu.base.calendar.actions.own import say_unsuited
from huzhu.base.calendar.actions.slots import TAKEN, Seat, book
from huzhu.base.calendar.kinds import AFTER_SHIFT, SHIFT
from huzhu.base.calendar.models import OwnTimes, Slot
from huzhu.base.calendar.queries.free import free_times
from huzhu.base.calendar.sealing import Unsuited, unsuited_of
from huzhu.base.journal.models import Answered, Entry
from huzhu.engine.matching import Why
from huzhu.rooms.introductions.models import Introduction, Wish
from huzhu.rooms.introductions.queries.arrays import open_wishes, world
from tests.calendar.booked import SHANGHAI, TUESDAY, at, booked, day_shift
from tests.cast import NOW, TODAY, asks, client_for, make_shop, offers, sent_round

pytestmark = [pytest.mark.django_db]
EVENINGS = Unsuited(times=tuple((day, 17 * 60, 20 * 60) for day in range(5)))


def test_s138_times_places_and_forms_that_dont_suit_are_not_proposed_and_no_error_tells_of_them() -> None:
    mill = day_shift()
    learner, teacher = mill.shop.people(2)
    pair, asked = [learner.id, teacher.id], {"first": TUESDAY, "days": 7, "minutes": 30}
    assert len(free_times(pair, within=AFTER_SHIFT, **asked)) == 5  # type: ignore[arg-type]
    say_unsuited(EVENINGS, by=mill.shop.scope(teacher), now=NOW)
    assert free_times(pair, within=AFTER_SHIFT, **asked) == []  # type: ignore[arg-type]
    assert len(free_times(pair, within=SHIFT, **asked)) == 5  # type: ignore[arg-type]
    with pytest.raises(Refused, match=re.escape(str(TAKEN))):
        booked(mill, at(17), learner.id, teacher.id, by=mill.shop.scope(learner))
    booked(mill, at(17), learner.id, teacher.id, by=mill.shop.scope(teacher))  # oneself may want it all the same
    said = Unsuited(((1, 22 * 60, 9 * 60),), ("⟦hall 3⟧",), ("theory",))
    say_unsuited(said, by=mill.shop.scope(teacher), now=NOW)
    wednesday = TUESDAY + timedelta(days=1)  # past midnight it is Wednesday morning
    early = free_times(pair, first=wednesday, days=1, minutes=30, within=SHIFT, most=5)
    assert early and all(start.astimezone(SHANGHAI).hour >= 9 for start in early)
    assert free_times(pair, within=SHIFT, form="theory", **asked) == []  # type: ignore[arg-type]
    assert free_times(pair, within=SHIFT, place="⟦hall 3⟧, row 2", **asked) == []  # type: ignore[arg-type]
    assert len(free_times(pair, within=SHIFT, form="practice", **asked)) == 5  # type: ignore[arg-type]
    seats = [Seat(learner.id, "learn"), Seat(teacher.id, "teach")]
    with pytest.raises(Refused, match=re.escape(str(TAKEN))):
        book(
            "practice", unit_id=mill.shop.group, starts=at(15), minutes=30, seats=seats, template="theory",
            by=mill.shop.scope(learner), now=NOW,
        )  # fmt: skip


def test_s138_on_a_phone_one_says_it_adds_to_it_and_takes_it_back_and_only_oneself_sees_it() -> None:
    mill = day_shift()
    person = mill.shop.person()
    client = client_for(person)
    assert client.post("/me/times", {"add": "1", "days": ["0", "2"], "starts": "18:00", "ends": ""}).status_code == 422
    client.post("/me/times", {"add": "1", "days": ["0", "2"], "starts": "18:00", "ends": "21:00"})
    client.post("/me/times", {"keep": "1", "places": "⟦hall 3⟧，⟦yard⟧", "ways": ["theory"]})
    said = unsuited_of([person.id])[person.id]
    assert said == Unsuited(((0, 1080, 1260), (2, 1080, 1260)), ("⟦hall 3⟧", "⟦yard⟧"), ("theory",))
    page = client.get("/me/times").content.decode()
    assert "18:00–21:00" in page and "⟦hall 3⟧" in page
    client.post("/me/times", {"drop": "0"})
    assert unsuited_of([person.id])[person.id].times == ((2, 1080, 1260),)
    other = client_for(mill.shop.person()).get("/me/times").content.decode()
    assert "18:00" not in other and "hall" not in other and Client().get("/me/times").status_code == 302


def test_s138_two_worlds_that_differ_in_what_somebody_said_are_alike_but_for_the_proposals() -> None:
    """One database, before and after: everybody else's pages, journal and answers to deeds are equal byte for byte."""
    mill = day_shift()
    learner, teacher = mill.shop.people(2)
    leader = mill.shop.holder(Role.GROUP_LEADER)
    officer = mill.shop.holder(Role.TRAINING_OFFICER, unit=mill.shop.factory)
    booked(mill, at(17), learner.id, teacher.id, by=mill.shop.scope(learner))
    clients = [client_for(person) for person in (learner, leader, officer)]
    paths = ["/", "/me/week", "/me/times", "/me/calendar", f"/people/{teacher.uid}", f"/groups/{group(mill)}/rota"]

    def looks() -> list[tuple[int, str]]:
        found = [client.get(path) for client in clients for path in paths]
        token = re.compile(r'(csrfmiddlewaretoken|request_id|X-CSRFToken)"(: | value=)"[^"]*"')
        return [(one.status_code, token.sub("", one.content.decode())) for one in found]

    before, rows = looks(), (Entry.objects.count(), Answered.objects.count(), Slot.objects.count())
    say_unsuited(Unsuited(), by=mill.shop.scope(teacher), now=NOW)
    length = len(bytes(OwnTimes.objects.get().words))
    say_unsuited(EVENINGS, by=mill.shop.scope(teacher).for_request("x"), now=NOW)
    assert looks() == before
    assert (Entry.objects.count(), Answered.objects.count(), Slot.objects.count()) == rows
    assert len(bytes(OwnTimes.objects.get().words)) == length and b"1020" not in bytes(OwnTimes.objects.get().words)


def test_s138_who_has_no_time_left_together_is_not_introduced_and_what_is_said_elsewhere_changes_no_word() -> None:
    everyday = tuple((day, 8 * 60, 12 * 60) for day in range(7))
    afternoon = tuple((day, 12 * 60, 17 * 60) for day in range(7))
    reasons = []
    for said in ((), everyday, (*everyday, *afternoon)):
        mill = day_shift(make_shop(f"mill {len(reasons)}"))
        mill.shop.measured(teacher := mill.shop.person(), "piecing", 900)
        mill.shop.measured(learner := mill.shop.person(), "piecing", 300)
        offers(mill.shop, teacher, "piecing")
        asks(mill.shop, learner, "piecing")
        say_unsuited(Unsuited(times=said), by=mill.shop.scope(teacher), now=NOW)
        if said != (*everyday, *afternoon):
            sent_round(mill.shop)
        else:
            with pytest.raises(Refused, match="Nobody can be introduced"):
                sent_round(mill.shop)
        reasons.append([row.facts for row in Introduction.objects.filter(learner=learner)])
    ours = open_wishes(Wish.Kind.REQUEST).filter(person=learner)
    why = world(ours, path=mill.shop.path(mill.shop.workshop), day=TODAY).candidates("00" * 8).why
    assert Why(int(why[0])) is Why.NOBODY_AVAILABLE  # and not 'never at work together', which the rota denies
    assert len(reasons[0]) == 1 and reasons[0] == reasons[1] and reasons[0][0]["minutes"] > 60 * 100


def group(mill) -> str:  # type: ignore[no-untyped-def]
    from huzhu.base.units.models import Unit

    assert TODAY < TUESDAY
    return Unit.objects.get(id=mill.shop.group).uid
