"""What must hold of checks and no single constraint can say: asked by `huzhu check`."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q

from huzhu.base.db.consistency import check
from huzhu.base.followup.models import Check, Finding, LifeSign
from huzhu.base.followup.moves import CURRENT
from huzhu.base.followup.signs import CHECK
from huzhu.rooms.checks.kinds import LEVELS


@check("a finding stands at the level of the unit that acts")
def levels() -> Iterator[str]:
    rows = Finding.objects.filter(level__in=[level for level in LEVELS if level != "group"])
    for pk, level in rows.exclude(level=F("unit__level")).values_list("pk", "level"):
        yield f"finding {pk} is at level {level}, its unit is not"
    for pk in Finding.objects.filter(level="group").exclude(unit=F("raised_by")).values_list("pk", flat=True):
        yield f"finding {pk} is the group's own but another unit's"


@check("a check that is a sign of life is current and names something seen")
def signs() -> Iterator[str]:
    real = Check.objects.filter(state=CURRENT).exclude(Q(observed="") | Q(going=""))
    for source in (
        LifeSign.objects.filter(kind=CHECK).exclude(source__in=real.values("pk")).values_list("source", flat=True)
    ):
        yield f"check {source} is a sign of life without words that stand"
