"""Q8: at work together for 120 minutes in the next 28 days; an unknown rota can meet, and it is said."""

from __future__ import annotations

import pytest

from huzhu.base.access import Refused, Role
from huzhu.base.people.models import Person
from huzhu.rooms.introductions.actions.found import introduce_by_hand
from huzhu.rooms.introductions.actions.rounds import introduce_one
from huzhu.rooms.introductions.models import Introduction, Wish
from huzhu.rooms.introductions.queries.reasons import reason, remarks
from tests.calendar.mill import Mill, make_mill
from tests.cast import NOW, Shop, learner, star, wish_of

pytestmark = [pytest.mark.django_db, pytest.mark.db_both]


def two_groups() -> tuple[Mill, int, str]:
    """A mill with a star in another group than who asks: (mill, the star's group, the wish)."""
    mill = make_mill()
    other = mill.shop.add_group("⟦two⟧")
    star(mill.shop, group=other)
    return mill, other, wish_of(learner(mill.shop))


def introduced(shop: Shop, wish: str) -> Introduction:
    person = shop.scope(_owner(wish))
    return Introduction.objects.get(uid=introduce_one(wish, by=person, now=NOW))


def _owner(wish: str) -> Person:
    return Wish.objects.get(uid=wish).person


def test_q8_who_is_never_at_work_together_is_not_introduced_who_is_for_long_enough_is() -> None:
    mill, other, wish = two_groups()
    mill.works(mill.turns, day=1)
    mill.works(mill.turns, group=other, day=3)
    with pytest.raises(Refused, match="hardly ever at work at the same time"):
        introduced(mill.shop, wish)
    mill.works(mill.week, group=other, day=3)
    facts = introduced(mill.shop, wish).facts
    assert facts["rota"] == "known" and facts["minutes"] >= 120
    said = reason(facts, technique="⟦piecing⟧", teaches=False, scale=())
    assert f"for {facts['minutes'] // 60} hours" in said
    assert not any("rota" in line for line in remarks(facts))


def test_q8_a_rota_that_is_not_known_can_meet_and_it_is_said() -> None:
    mill, _other, wish = two_groups()
    mill.works(mill.turns)
    facts = introduced(mill.shop, wish).facts
    assert facts["rota"] == "unknown"
    assert any("rota is unknown" in line for line in remarks(facts))
    assert "hours" not in reason(facts, technique="⟦piecing⟧", teaches=False, scale=())


def test_q8_two_introduced_by_hand_are_told_that_they_hardly_meet() -> None:
    mill, other, wish = two_groups()
    mill.works(mill.turns, day=1)
    mill.works(mill.turns, group=other, day=3)
    leader = mill.shop.scope(mill.shop.holder(Role.GROUP_LEADER))
    offer = Wish.objects.get(kind="offer")
    uid = introduce_by_hand(offer.person_id, _owner(wish).id, offer.technique_id, by=leader, now=NOW)
    facts = Introduction.objects.get(uid=uid).facts
    assert "never-together" in facts["missing"]
    assert any("hardly ever at work" in line for line in remarks(facts))
