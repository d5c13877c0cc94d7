"""What happens by itself is registered, scheduled and outlives a failure beside it."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils.module_loading import import_string
from django_q.models import Schedule

from huzhu.base.jobs import schedule, sweep, sweeper, sweeps
from tests.cast import NOW


def test_every_room_has_its_sweeps_once_the_house_is_loaded() -> None:
    minute = {function.__module__.removeprefix("huzhu.") for function in sweeper._each_minute}
    assert minute >= {
        "base.notices.channels",
        "rooms.skills.reactions",
        "rooms.introductions.reactions",
        "rooms.contracts.reactions",
        "spreadsheets.reactions",
    }
    assert {function.__module__.removeprefix("huzhu.") for function in sweeper._each_hour} >= {
        "base.people.reactions",
        "rooms.skills.reactions",
        "rooms.introductions.reactions",
    }


@pytest.mark.django_db
def test_the_queue_calls_them_each_minute_and_each_hour_however_often_the_house_starts() -> None:
    schedule()
    schedule()
    rows = {row.func: row.schedule_type for row in Schedule.objects.all()}
    assert {import_string(path).__name__: kind for path, kind in rows.items()} == {"sweep": "I", "sweep_hourly": "H"}


def test_a_sweep_that_fails_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeper, "_each_minute", [])
    done: list[datetime] = []

    @sweeps
    def broken(now: datetime) -> int:
        raise RuntimeError("no")

    @sweeps
    def whole(now: datetime) -> int:
        done.append(now)
        return 1

    assert sweep(NOW) == 1 and done == [NOW]
