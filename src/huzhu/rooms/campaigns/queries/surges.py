"""Where many new workers came or the product changed: what the system proposes help for (S43, Q6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from huzhu.base.charter.rulings import rules_at
from huzhu.base.people.models import Membership
from huzhu.base.units.models import Label, Place
from huzhu.base.units.queries import ids_of
from huzhu.rooms.campaigns.clauses import AGAIN_AFTER, SURGE_SHARE
from huzhu.rooms.campaigns.kinds import NEW_WORKERS, PRODUCT
from huzhu.rooms.campaigns.models import Campaign
from huzhu.rooms.skills.months import later

NEW_MONTHS = 6
"""A new worker: under six months since hire (Q6)."""
FEWEST = 5
"""A share of fewer people is no surge, and would name them."""
WITHIN = timedelta(days=30)
"""A change of product is a reason for so long."""
LEVELS = ("factory", "workshop", "shift", "group")
"""Where help is proposed; the highest of them that qualifies."""


@dataclass(frozen=True)
class Surge:
    """`share` in tenths of a percent; `product`: the new one."""

    unit_id: int
    path: str
    reason: str
    share: int | None = None
    product: str = ""


def new_since(day: date) -> date:
    """Who was hired after this day is a new worker on `day`."""
    months = later(day.replace(day=1), -NEW_MONTHS)
    return months + timedelta(days=min(day.day, 28) - 1)


def surges(day: date) -> Iterator[Surge]:
    """Units that qualify and have no campaign that stands or was proposed lately; the highest alone. Few statements."""
    places = list(
        Place.objects.on(day)
        .filter(unit__level__in=LEVELS)
        .order_by("path")
        .values_list("unit_id", "path", "unit__level")
    )
    people, new = Counter[int](), Counter[int]()
    fresh = new_since(day)
    homes = {unit: path for unit, path, _level in places}
    for unit, hired in Membership.objects.on(day).values_list("unit_id", "person__hired"):
        for above in ids_of(homes.get(unit, "")):
            people[above] += 1
            new[above] += hired is not None and hired > fresh
    products = _new_products(day)
    lately = dict(Campaign.objects.order_by("seen").values_list("unit_id", "seen"))
    asked = [
        (unit, path) for unit, path, _level in places if people[unit] >= FEWEST and (new[unit] or unit in products)
    ]
    rules = rules_at(SURGE_SHARE, AGAIN_AFTER, paths=[path for _unit, path in asked], day=day)
    taken: list[str] = []
    for unit, path in asked:
        if any(path.startswith(above) for above in taken):
            continue
        share, found = round(1000 * new[unit] / people[unit]), rules[path]
        if unit in lately and day - lately[unit] < timedelta(days=found[AGAIN_AFTER].value):
            taken.append(path)
        elif share >= 10 * found[SURGE_SHARE].value:
            taken.append(path)
            yield Surge(unit, path, NEW_WORKERS, share)
        elif unit in products:
            taken.append(path)
            yield Surge(unit, path, PRODUCT, share, products[unit])


def _new_products(day: date) -> dict[int, str]:
    """{unit: its new product} where one began lately and another was made there before; one statement."""
    rows = list(Label.objects.filter(kind="product", starts__lte=day).values_list("unit_id", "text", "starts", "ends"))
    before = {unit for unit, _text, starts, _ends in rows if starts < day - WITHIN}
    return {
        unit: text for unit, text, starts, ends in rows
        if unit in before and day - WITHIN <= starts <= day < ends
    }  # fmt: skip
