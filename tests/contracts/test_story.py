"""A contract's story: every room's marks and the measurements on the same days, for two people to look at together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from huzhu.base.access import Scope
from huzhu.base.followup import story as followup_story
from huzhu.base.followup.story import Mark, tells
from huzhu.rooms.contracts.actions.closing import end_contract
from huzhu.rooms.contracts.queries.story import story
from tests.cast import NOW
from tests.contracts.pair import Pair, browser_of, days_later, make_pair
from tests.contracts.test_s51_revised import measured

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A room above that tells of a session held and one booked."""
    own = {kind: list(tellers) for kind, tellers in followup_story._tellers.items()}
    monkeypatch.setattr(followup_story, "_tellers", own)

    @tells("contract")
    def _sessions(matter_id: int, scope: Scope) -> Iterator[Mark]:
        yield Mark(days_later(2).date(), "session", "⟦practice, 30 min⟧", "/⟦session⟧")
        yield Mark(days_later(5).date(), "booked", "⟦practice⟧")


def learnt(clock: time_machine.Coordinates) -> Pair:
    """Signed on day 0, measured at 700 on day 3."""
    pair = make_pair().signed()
    measured(pair, 700, day=3)
    clock.move_to(days_later(4))
    return pair


@pytest.mark.usefixtures("told")
def test_the_story_stands_on_one_line_of_days_newest_first_with_ring_dot_and_today(
    cast_day: time_machine.Coordinates,
) -> None:
    pair = learnt(cast_day)
    shown = story(pair.contract, pair.scope(pair.second, day=days_later(4).date()))
    days: list[date] = [mark.day for mark in shown.marks]
    assert days == sorted(days, reverse=True)
    assert [mark.words for mark in shown.marks if mark.shape in ("session", "measured")] == [
        "⟦piecing⟧ measured again: alone", "⟦practice, 30 min⟧",
    ]  # fmt: skip
    assert "strand-1" in shown.strip and 'class="today"' in shown.strip and 'href="/⟦session⟧"' in shown.strip
    assert "booked" in shown.strip
    assert shown.about == "⟦piecing⟧ · ⟦first⟧ teaches you" and shown.curves == []
    assert shown.strip.count('class="dot before"') == 1 and shown.strip.count('class="dot"') == 2
    assert "target can teach" in shown.strip and "<table" in shown.strip


def test_who_does_not_see_the_measurements_reads_the_days_and_no_value(cast_day: time_machine.Coordinates) -> None:
    pair = learnt(cast_day)
    day = days_later(4).date()
    for reader, curves in ((pair.first, 1), (pair.shop.person(), 0)):
        shown = story(pair.contract, pair.scope(reader, day=day))
        assert bool(shown.about) is bool(curves) and shown.untold is (curves == 0)
        assert ('class="curve"' in shown.strip) is bool(curves)
        words = [mark.words for mark in shown.marks if mark.shape == "measured"]
        assert ("alone" in words[0]) is bool(curves)
    end_contract(pair.uid, "time", by=pair.scope(pair.first, day=day), now=NOW)
    assert story(pair.contract, pair.scope(pair.first, day=day)).about == "", "over: the partner sees no more"
    url = reverse("contracts:story", args=[pair.uid])
    assert browser_of(pair.second).get(url).status_code == 200
    assert browser_of(pair.shop.person(group=pair.shop.add_group("⟦far⟧"))).get(url).status_code == 404
