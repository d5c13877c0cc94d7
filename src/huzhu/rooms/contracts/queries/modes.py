"""Life and work by how contracts came about (S21, S48): as it is recorded, and with what each said at signing (Q18).

'This was not really my own wish' is sealed. It is counted as assigned only in totals of five contracts or more of which
it is neither none nor all, from the factory upward, and so that subtracting what is shown tells nothing smaller (Q31).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.utils.translation import gettext as _

from huzhu.base.db import under
from huzhu.base.people.seal import unseal
from huzhu.base.units.kinds import LINE
from huzhu.base.units.models import Place
from huzhu.base.units.queries import UnitLine, ids_of
from huzhu.rooms.contracts.kinds import MODES
from huzhu.rooms.contracts.models import Signature
from huzhu.rooms.contracts.queries.living import LIVING, Truth, kept_under, standing_on, sum_of, truth_of, working_among

SMALLEST = 5
OWN, ASSIGNED = ("found", "introduced"), "assigned"


@dataclass(frozen=True)
class Mode:
    """One way of coming about and its truth."""

    code: str
    truth: Truth

    @property
    def word(self) -> str:
        return str(MODES.get(self.code, self.code))


@dataclass(frozen=True)
class Wished:
    """With what the two said: `signed` of one kind, and how many of them work (None: too few to say)."""

    word: str
    signed: int
    working: int | None


@dataclass(frozen=True)
class Cell:
    """Of `base` contracts that the two found or were introduced to, in `assigned` somebody said 'not really'."""

    base: int = 0
    assigned: int = 0

    def __add__(self, other: Cell) -> Cell:
        return Cell(self.base + other.base, self.assigned + other.assigned)

    def __sub__(self, other: Cell) -> Cell:
        return Cell(self.base - other.base, self.assigned - other.assigned)

    @property
    def safe(self) -> bool:
        return self.base >= SMALLEST and 0 < self.assigned < self.base


def modes_of(path: str, day: date, *, tree: date) -> list[Mode]:
    """As recorded, in the published order; the truths sum to the unit's."""
    parts = truth_of(path, day, tree=tree)
    known = [*MODES, *sorted({part.mode for part in parts} - set(MODES))]
    sums = {code: sum_of(part.truth for part in parts if part.mode == code) for code in known}
    return [Mode(code, truth) for code, truth in sums.items() if truth.signed]


def wished(unit: UnitLine, day: date, *, tree: date) -> list[Wished]:
    """The same in two: of their own wish, and assigned or not really wished; nothing where it would tell too much."""
    if unit.level not in LINE or LINE.index(unit.level) < LINE.index("factory"):
        return []
    rows = standing_on(day).filter(kept_under(unit.path, tree), mode__in=[*OWN, ASSIGNED])
    stood = {pk: (keeper, mode) for pk, keeper, mode in rows.values_list("pk", "second_unit_id", "mode")}
    own = {pk: keeper for pk, (keeper, mode) in stood.items() if mode in OWN}
    against, works = not_really(own), set(working_among(rows.filter(stands=LIVING), day))
    factories = _factories(unit.path, set(own.values()), tree)
    signed, working = _cells(own, against, factories, set(own)), _cells(own, against, factories, works)
    if not _told(signed):
        return []
    rest = {key: cell - working.get(key, Cell()) for key, cell in signed.items()}
    tells = _told(working) and _told(rest)
    whole, at_work = sum(signed.values(), Cell()), sum(working.values(), Cell())
    listed = [pk for pk, (_keeper, mode) in stood.items() if mode == ASSIGNED]
    return [
        Wished(_("of their own wish"), whole.base - whole.assigned, at_work.base - at_work.assigned if tells else None),
        Wished(
            _("assigned, or not really wished"),
            whole.assigned + len(listed),
            at_work.assigned + len(works & set(listed)) if tells else None,
        ),
    ]


def not_really(contract_ids: Collection[int]) -> set[int]:
    """Those in which somebody answered, when he signed the text in force, that it was not really his own wish.

    For totals alone: no id of it ever leaves this room's counts. One statement.
    """
    rows = Signature.objects.filter(contract_id__in=contract_ids, voided=None, version=F("contract__version"))
    values = rows.values_list("contract_id", "uid", "person_id", "own_wish", "person__key__wrapped")
    return {
        contract
        for contract, uid, person, sealed, wrapped in values
        if wrapped is not None
        and unseal(person, sealed, table="signature", row=uid, column="own_wish", wrapped=wrapped) == "not-really"
    }


def _told(cells: dict[int, Cell]) -> bool:
    """Is the sum safe, and what is left of it beside the factories whose own sums are safe and so are shown?"""
    rest = sum((cell for cell in cells.values() if not cell.safe), Cell())
    return sum(cells.values(), Cell()).safe and (rest == Cell() or rest.safe)


def _cells(
    own: dict[int, int], against: set[int], factories: dict[int, int], among: Collection[int]
) -> dict[int, Cell]:
    cells: dict[int, Cell] = {}
    for pk in among:
        if pk in own:
            factory = factories.get(own[pk], 0)
            cells[factory] = cells.get(factory, Cell()) + Cell(1, int(pk in against))
    return cells


def _factories(path: str, keepers: Collection[int], tree: date) -> dict[int, int]:
    """{unit that keeps contracts: its factory}; two statements."""
    above = Place.objects.on(tree).filter(unit__level="factory").values_list("unit_id", flat=True)
    ways = dict(
        Place.objects.filter(under(path), unit_id__in=keepers).order_by("starts").values_list("unit_id", "path")
    )
    steps = {step for way in ways.values() for step in ids_of(way)}
    factories = set(above.filter(unit_id__in=steps))
    return {unit: next((step for step in ids_of(way) if step in factories), 0) for unit, way in ways.items()}
