"""What a contract's page says of its life: alive, new, paper only or due, item by item, and what would change it (S49)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.base.access import Scope
from huzhu.base.drawing.words import day_words
from huzhu.base.followup.models import LifeSign, Matter
from huzhu.base.followup.signs import CHECK, MEASUREMENT, SESSION
from huzhu.base.units.queries import path_of
from huzhu.rooms.contracts.access import is_party
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.contracts.moves import SIGNED
from huzhu.rooms.contracts.queries.living import DUE, LIVING, NEW, PAPER, standing_on, working_among
from huzhu.rooms.contracts.queries.living_records import silence
from huzhu.rooms.contracts.sections import Section, shows
from huzhu.rooms.skills.access import sees_scores

KINDS: dict[str, Promise] = {
    SESSION: gettext_lazy("Sessions, confirmed by both"),
    MEASUREMENT: gettext_lazy("Measurements ordered for it"),
    CHECK: gettext_lazy("Checks that name something"),
}


@dataclass(frozen=True)
class Item:
    """One kind of sign: when the last one was, how many within 30 days."""

    word: str
    last: date | None
    count: int


@dataclass(frozen=True)
class Life:
    """`words` say how it stands and why; `works`: whether a measurement moved, None where this reader is not told."""

    stands: str
    words: str
    items: list[Item]
    works: bool | None
    path: str
    stamped: date


@shows
def life(contract: Contract, scope: Scope, now: datetime) -> Section | None:
    """Of a running contract, for whoever sees it; at most ten statements."""
    if contract.state != SIGNED or contract.signed is None:
        return None
    day, signed = scope.day, timezone.localdate(contract.signed)
    row = standing_on(day).filter(pk=contract.pk)
    stands = row.values_list("stands", flat=True).first() or ""
    items, last = _items(contract.pk, day)
    works = contract.pk in working_among(row, day) if stands == LIVING and _tells(contract, scope) else None
    words = _words(contract, stands, last or signed, day)
    found = Life(stands, words, items, works, path_of(contract.second_unit_id, day), signed)
    return Section("contracts/life.html", found, 50)


def _items(matter_id: int, day: date) -> tuple[list[Item], date | None]:
    found: dict[str, list[date]] = {}
    for kind, at in (
        LifeSign.objects.filter(matter_id=matter_id, day__lte=day).order_by("day").values_list("kind", "day")
    ):
        found.setdefault(kind, []).append(at)
    near = day - timedelta(days=30)
    items = [
        Item(str(word), max(found.get(kind, []), default=None), sum(at >= near for at in found.get(kind, [])))
        for kind, word in KINDS.items()
    ]
    return items, max((item.last for item in items if item.last), default=None)


def _words(contract: Contract, stands: str, last: date, day: date) -> str:
    matter = Matter.objects.get(pk=contract.pk)
    until = {"day": day_words(matter.quiet_after) if matter.quiet_after else ""}
    said = {
        LIVING: _("It lives: the last sign of life keeps it so until %(day)s.") % until,
        NEW: _("It is new: nothing need be shown until %(day)s.") % until,
        PAPER: _("%(silence)s: paper only. One session clears it.") % {"silence": silence(last, day)},
        DUE: _("Its date has passed: until it is settled it counts as due and as nothing else."),
    }
    return said.get(stands, "")


def _tells(contract: Contract, scope: Scope) -> bool:
    """A measurement that moved is told to the two, and to whoever sees the learners' scores (Q31)."""
    if contract.of_units:
        return False
    groups = {contract.first_id: contract.first_unit_id, contract.second_id: contract.second_unit_id}
    learners = set(contract.terms.values_list("learner_id", flat=True))
    return is_party(contract, scope) or all(sees_scores(scope, person, groups[person]) for person in learners)
