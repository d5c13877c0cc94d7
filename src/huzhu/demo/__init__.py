"""The demo factory: made from a seed number, alive on the day it is made; never among real data."""

from __future__ import annotations

from datetime import date

__all__ = ["seed"]


def seed(number: int, today: date | None = None) -> None:
    """Fill an empty database; the same number and day make the same factory. To be run inside one transaction.

    Units, people, sign-ins and months are written in bulk; wishes, rounds and contracts by their own deeds, each with
    the time at which it happened. Meant for a process of its own: the clock is turned back meanwhile.
    """
    from random import Random

    from django.utils import timezone

    from huzhu.demo.chronicle import Chronicle
    from huzhu.demo.clock import drawn_by, untold
    from huzhu.demo.house import found_house
    from huzhu.demo.life import Life
    from huzhu.demo.measured import measure, six_months, teach_trades
    from huzhu.rooms.skills.months import later

    today, draw = today or timezone.localdate(), Random(number)  # nosec B311 - no secret is drawn
    months = six_months(today)
    with drawn_by(draw), untold():
        house = found_house(draw, founded=later(months[0], -36), today=today, new_since=months[2])
        teach_trades(house)
        measure(house, draw, months, today)
        chronicle = Chronicle(house, today)
        Life(house, chronicle, draw).plan()
        chronicle.run()
