"""What must hold in the tree beyond the constraints."""

from __future__ import annotations

from collections.abc import Iterator

from huzhu.base.db.consistency import check
from huzhu.base.units.models import Label, Place, Standing
from huzhu.base.units.moves import DISSOLVED
from huzhu.base.units.periods import overlaps


@check("no unit hangs in two places, stands in two ways or bears one label twice on a day")
def periods() -> Iterator[str]:
    for model in (Place, Standing, Label):
        for one, other in overlaps(model):
            yield f"{model.__name__.lower()} {one} overlaps {other}"


@check("a unit hangs where the unit above it does, on every day")
def paths() -> Iterator[str]:
    ways: dict[int | None, list[Place]] = {}
    for place in Place.objects.order_by("starts"):
        ways.setdefault(place.unit_id, []).append(place)
    for places in ways.values():
        for place in places:
            above = [up for up in ways.get(place.parent_id, []) if up.starts < place.ends and up.ends > place.starts]
            days = sum((min(up.ends, place.ends) - max(up.starts, place.starts)).days for up in above)
            wrong = any(place.path != f"{up.path}{place.unit_id}/" for up in above)
            if place.parent_id and (wrong or days != (place.ends - place.starts).days):
                yield f"place {place.id} of unit {place.unit_id} is not below unit {place.parent_id}"


@check("a dissolved unit hangs nowhere")
def dissolved() -> Iterator[str]:
    ended = dict(Standing.objects.filter(state=DISSOLVED).values_list("unit_id", "starts"))
    for place in Place.objects.filter(unit_id__in=ended):
        if place.ends > ended[place.unit_id]:
            yield f"unit {place.unit_id} is dissolved and has place {place.id}"
