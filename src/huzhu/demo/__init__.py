"""The demo: made from a seed number, alive on the day it is made; never among real data."""

from __future__ import annotations

from datetime import date

__all__ = ["seed"]


def seed(number: int, today: date | None = None, *, city: bool = False) -> None:
    """Fill an empty database; the same number and day make the same demo. To be run inside one transaction.

    One factory with its story, or with `city` the city that it stands in: six factories, forty groups, 800 people.
    Units, people, sign-ins and months are written in bulk; wishes, rounds and contracts by their own deeds, each with
    the time at which it happened. Meant for a process of its own: the clock is turned back meanwhile.
    """
    from dataclasses import replace
    from random import Random

    from django.utils import timezone

    from huzhu.demo.chronicle import Chronicle
    from huzhu.demo.city import CITY_PEOPLE, City
    from huzhu.demo.city_life import CityLife
    from huzhu.demo.clock import drawn_by, untold
    from huzhu.demo.house import found_house
    from huzhu.demo.life import Life
    from huzhu.demo.measured import given, measure, six_months, teach_trades, tell_apart
    from huzhu.demo.story import MILL
    from huzhu.demo.words import office_of
    from huzhu.rooms.skills.actions.tallying import tally
    from huzhu.rooms.skills.months import later

    today, draw = today or timezone.localdate(), Random(number)  # nosec B311 - no secret is drawn
    months = six_months(today)
    founded = later(months[0], -36)
    with drawn_by(draw), untold():
        around = City(draw, founded, today, months) if city else None
        mill = replace(MILL, office=office_of(len(MILL.workshops), CITY_PEOPLE)) if city else MILL
        house = found_house(
            mill, draw, founded=founded, today=today, new_since=months[2], parent=around.city if around else None
        )
        teach_trades(house)
        measure(house, draw, months, today, given=given(house))
        tell_apart(house, draw, months[-1])
        chronicle = Chronicle(today)
        Life(house, chronicle, draw).plan()
        if around:
            around.grow(house, chronicle)
            CityLife(around, chronicle).plan()
        chronicle.run()
    for one in around.houses.values() if around else ():
        tally(one.factory)
