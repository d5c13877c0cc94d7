"""A group on day shifts whose people book times with each other."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from huzhu.base.access import Scope
from huzhu.base.calendar.actions.slots import Seat, book
from tests.calendar.mill import Mill, make_mill
from tests.cast import NOW, START, TODAY, Shop

SHANGHAI = ZoneInfo("Asia/Shanghai")
TUESDAY = TODAY + timedelta(days=1)  # TODAY is a Monday


def day_shift(shop: Shop | None = None) -> Mill:
    """Monday to Friday 8–17, meal 12–13."""
    mill = make_mill(shop)
    mill.works(mill.week, day=START.weekday() + 1)
    return mill


def at(hour: int, minute: int = 0, day: date = TUESDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


def booked(mill: Mill, starts: datetime, *people: int, by: Scope, minutes: int = 30, machine: int | None = None) -> int:
    """Somebody books the first two as learner and teacher, a third as the teacher's relief."""
    parts = ("learn", "teach", "relief")
    seats = [
        Seat(person, part, covers=people[1] if part == "relief" else None)
        for person, part in zip(people, parts, strict=False)
    ]
    return book(
        "practice", unit_id=mill.shop.group, starts=starts, minutes=minutes, seats=seats, machine_id=machine, by=by,
        now=NOW,
    )  # fmt: skip
