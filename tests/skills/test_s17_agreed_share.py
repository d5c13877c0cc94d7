"""Q2, Q31: the share of agreed scores per group and month; above the group from five people on."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from huzhu.base.access import Role
from huzhu.base.units.models import Unit
from huzhu.base.units.queries import unit_by_uid
from huzhu.rooms.skills.models import Month
from huzhu.rooms.skills.queries.agreed import agreed_below
from tests.cast import NOW, TODAY, Shop, make_shop
from tests.skills.parts import FEBRUARY, english, make_four

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def closed(shop: Shop, group: int, people: int, held: int, agreed: int, month: date = FEBRUARY) -> None:
    Month.objects.create(
        unit_id=group, month=month, state="closed", closed_how="rule", closed_at=NOW, people=people, held=held,
        agreed=agreed,
    )  # fmt: skip


def shares(shop: Shop, unit: int) -> list[tuple[str, list[int | None]]]:
    line = unit_by_uid(Unit.objects.get(id=unit).uid, TODAY)
    assert line
    return agreed_below(line, TODAY).lines


def test_q2_the_share_of_agreed_scores_stands_by_unit_and_month() -> None:
    shop = make_shop()
    second = shop.add_group("⟦group 2⟧")
    closed(shop, shop.group, 12, 36, 9)
    closed(shop, second, 8, 24, 24)
    closed(shop, second, 8, 20, 5, date(2026, 1, 1))
    assert shares(shop, shop.workshop) == [("⟦first mill group 1⟧", [25, None, None]), ("⟦group 2⟧", [100, 25, None])]
    assert shares(shop, shop.factory) == [("⟦first mill workshop⟧", [55, 25, None])]
    officer = shop.holder(Role.TRAINING_OFFICER, unit=shop.factory)
    page = english(officer).get(reverse("skills:unit", args=[Unit.objects.get(id=shop.workshop).uid])).content.decode()
    assert "25 %" in page and "100 %" in page and "Agreed by all four" in page


def test_q31_a_group_of_four_is_in_no_figure_and_cannot_be_had_by_subtracting() -> None:
    shop = make_shop()
    small = shop.add_group("⟦group 2⟧")
    closed(shop, shop.group, 5, 10, 1)
    closed(shop, small, 4, 10, 10)
    assert shares(shop, shop.workshop) == [("⟦first mill group 1⟧", [10, None, None])]
    assert shares(shop, shop.factory) == [("⟦first mill workshop⟧", [10, None, None])]


def test_q2_the_group_itself_reads_its_share_however_few_it_is() -> None:
    four = make_four()
    four.assessor_says()
    four.second()
    four.says_himself()
    four.group_says()
    four.closed()
    with time_machine.travel(NOW.replace(month=4, day=3), tick=False):
        page = english(four.person).get(reverse("skills:months", args=[Unit.objects.get(id=four.shop.group).uid]))
    assert "100 % agreed" in page.content.decode()
