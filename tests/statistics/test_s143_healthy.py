"""S143: a round is healthy where the two began by themselves and were helped; both shares, 30 days after the last signature."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape

import pytest

from huzhu.base.access import Role
from huzhu.base.followup.models import Check
from huzhu.base.people.models import Person
from huzhu.rooms.checks.models import Sitting
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.introductions.models import Round
from huzhu.rooms.practice.models import Session
from huzhu.rooms.statistics.queries.healthy import Healthy, healthy_round
from tests.cast import NOW, TODAY, Shop, make_shop
from tests.contracts.lives import at, grown_from, lives, said_wish
from tests.contracts.pair import browser_of

pytestmark = [pytest.mark.django_db, pytest.mark.db_both, pytest.mark.usefixtures("english", "cast_day")]
SIGNED = TODAY - timedelta(days=30)


def held_round(count: int = 8, *, wished: bool = True) -> tuple[Shop, Round, list[Contract]]:
    Person.objects.filter(name="⟦relief⟧").update(name="⟦earlier⟧")
    shop = make_shop()
    shop.person("⟦relief⟧")
    round_ = Round.objects.create(
        unit_id=shop.workshop, kind="full", state="closed", seed="00", opened=NOW, gather_until=NOW, closed=NOW
    )
    rows = lives(shop, count, signed=SIGNED, ends=date(2026, 12, 31))
    grown_from(round_, rows, wished=wished)
    for row in rows:
        said_wish(row, "yes")
    return shop, round_, rows


def in_shift(row: Contract, day: date, *, form: str = "in-shift", confirmed: bool = True) -> None:
    seen = (
        {"state": "confirmed", "confirmed_by": row.first, "confirmed_at": at(day, 12)}
        if confirmed
        else {"state": "logged"}
    )
    relief = {"at": "teacher", "relief_of_learner": Person.objects.get(name="⟦relief⟧")} if form == "in-shift" else {}
    Session.objects.create(
        contract=row, kind="practice", form=form, teacher=row.first, learner=row.second, day=day, half="am", minutes=30,
        learner_minutes=20, logged_by=row.second, done_at=at(day), received=at(day), **seen, **relief,
    )  # fmt: skip


def checked(shop: Shop, row: Contract, day: date, leader: int) -> None:
    half = day.replace(day=1 if day.day < 16 else 16)
    Sitting.objects.get_or_create(
        unit_id=shop.group, half=half,
        defaults={"least_days": 8, "good_sessions": 2, "due": date(2026, 2, 15), "finding_days": 7, "escalate_days": 7},
    )  # fmt: skip
    Check.objects.create(
        matter=row.matter, unit_id=shop.group, half=half, state="current", by_id=leader, first=row.first, second=row.second,
        rating="good", proposed="good", done_at=at(day), received=at(day),
    )  # fmt: skip


def found(shop: Shop, round_: Round, day: date = TODAY) -> Healthy:
    return healthy_round(round_.id, shop.workshop, day)


def test_s143_both_shares_must_be_enough_and_nothing_is_said_before_day_30() -> None:
    shop, round_, rows = held_round()
    leader = shop.holder(Role.GROUP_LEADER)
    for row in rows[:2]:
        said_wish(row, "not-really")
    assert found(shop, round_, TODAY - timedelta(days=1)).word == "not yet"
    assert (first := found(shop, round_)).word == "not healthy"
    assert (first.own, first.supported, first.signed) == ("75.0\u00a0%", "0.0\u00a0%", 8)
    for row in rows[:3]:
        in_shift(row, SIGNED + timedelta(days=5))
    in_shift(rows[3], SIGNED + timedelta(days=5), form="free")  # in nobody's working time
    in_shift(rows[4], SIGNED + timedelta(days=5), confirmed=False)  # one-sided
    checked(shop, rows[5], date(2026, 2, 16), leader.id)  # the sitting was due on the 15th
    assert found(shop, round_).healthy is False
    Check.objects.update(half=date(2026, 2, 1), done_at=at(date(2026, 2, 14)))
    Sitting.objects.update(half=date(2026, 2, 1))
    assert (whole := found(shop, round_)).healthy and whole.supported == "50.0\u00a0%"
    for row in rows[2:5]:
        said_wish(row, "not-really")
    assert found(shop, round_).own == "37.5\u00a0%" and found(shop, round_).healthy is False
    Contract.objects.filter(pk=rows[7].pk).update(signed=at(TODAY))
    assert found(shop, round_).word == "not yet"  # a later signature begins the 30 days anew


def test_s143_brought_together_by_hand_is_not_self_initiated_and_under_five_the_sealed_share_is_kept_back() -> None:
    shop, round_, _rows = held_round(6, wished=False)
    assert found(shop, round_).own == "few"
    shop, round_, rows = held_round(4)
    for row in rows:
        in_shift(row, SIGNED + timedelta(days=5))
    few = found(shop, round_)
    assert (few.own, few.supported, few.healthy) == ("", "100.0\u00a0%", None)


def test_s143_its_organiser_reads_it_on_the_rounds_page_and_nobody_else_does() -> None:
    shop, round_, _rows = held_round()
    organiser = shop.holder(Role.ORGANISER, unit=shop.workshop)
    address = f"/rounds/{round_.uid}/healthy"
    client = browser_of(organiser)
    assert address in client.get(f"/rounds/{round_.uid}/").content.decode()
    shown = unescape(client.get(address, headers={"accept-language": "en"}).content.decode())
    assert "not healthy" in shown and "<b>most</b>" in shown
    assert browser_of(shop.person()).get(address).status_code == 404
