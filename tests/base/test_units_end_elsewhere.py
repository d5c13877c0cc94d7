"""A unit's end leaves nothing behind that stumbles: sweepers, checks and the pages of its people go on (S14)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from huzhu.base.access import Role, Scope
from huzhu.base.db.consistency import checks
from huzhu.base.jobs import run_waiting
from huzhu.base.jobs.sweeper import sweep
from huzhu.base.people.actions.dissolving import dissolve_unit
from huzhu.base.people.queries import roster
from huzhu.rooms.skills.actions.measuring import save_measurements
from huzhu.rooms.skills.arrivals import Row
from huzhu.rooms.skills.models import Month
from tests.cast import NOW, TODAY, client_for, learner, make_shop, star
from tests.contracts.pair import make_pair

pytestmark = pytest.mark.django_db
SYSTEM = Scope.system(TODAY)


def breaches() -> list[tuple[str, str]]:
    """What `huzhu check` finds; the cast's own short cuts are among it."""
    return [(one.code, breach) for one in checks() for breach in one.find()]


def test_a_group_that_ended_in_the_middle_of_everything_stops_no_sweeper_and_no_page() -> None:
    shop = make_shop()
    second, leader = shop.add_group("⟦group 2⟧"), shop.holder(Role.GROUP_LEADER)
    teacher, weak = star(shop), learner(shop)
    make_pair(shop).signed()
    for day in (date(2026, 1, 31), date(2026, 2, 1)):
        save_measurements([Row(weak.id, shop.technique("doffing").id, 300, day)], by=SYSTEM, now=NOW)
    before = breaches()
    destinations = {line.id: second for line in roster(shop.group, TODAY)}
    dissolve_unit(shop.group, destinations, ends=TODAY, reason="⟦merged⟧", by=SYSTEM, now=NOW)
    for days in (0, 1, 10, 40):
        with time_machine.travel(NOW + timedelta(days=days), tick=False):
            sweep(NOW + timedelta(days=days))
            run_waiting()
            for person in (leader, teacher, weak):
                for name in ("today", "skills:me", "introductions:aid", "contracts:mine"):
                    assert client_for(person).get(reverse(name)).status_code == 200, (name, days)
    assert not Month.objects.filter(state="open", month__lt=date(2026, 3, 1)).exists()
    assert breaches() == before
