"""What can be booked: the forms of a contract's week, and at most five times at which all can (S35, S39)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from huzhu.base.access import NotAllowed, Overtaken, Scope
from huzhu.base.calendar.kinds import AFTER_MEAL, EARLY, IN_SHIFT, SHIFT, TEMPLATES, SlotTemplate
from huzhu.base.calendar.models import Machine
from huzhu.base.calendar.queries.free import MOST, free_times
from huzhu.rooms.contracts.access import contract_for
from huzhu.rooms.contracts.kinds import CATALOGUE as CONTRACTS
from huzhu.rooms.contracts.queries.couples import Couple, couples_of

AHEAD = 14
"""Days ahead in which times are proposed."""
PLACES = ELSEWHERE, AT_TEACHER, AT_LEARNER = "elsewhere", "teacher", "learner"


@dataclass(frozen=True)
class Post:
    """A machine or post of the groups of the two."""

    id: int
    uid: str
    name: str


@dataclass(frozen=True)
class Wanted:
    """What is to be booked. `at`: whose machine it is held at; the reliefs stand in for whoever is not at his own."""

    couple: Couple
    template: SlotTemplate
    minutes: int
    kind: str
    at: str = ELSEWHERE
    place: str = ""
    machine: int | None = None
    relief_of_teacher: int | None = None
    relief_of_learner: int | None = None

    @property
    def reliefs(self) -> dict[int, int]:
        """{whose post: who minds it}."""
        named = {self.couple.teacher: self.relief_of_teacher, self.couple.learner: self.relief_of_learner}
        return {person: named[person] or 0 for person in self.absent if named[person]}

    @property
    def absent(self) -> tuple[int, ...]:
        """Who leaves his post for it."""
        if not needs_relief(self.template):
            return ()
        stays = {AT_TEACHER: self.couple.teacher, AT_LEARNER: self.couple.learner}.get(self.at)
        return tuple(person for person in self.couple.two if person != stays)

    @property
    def people(self) -> list[int]:
        return [*self.couple.two, *self.reliefs.values()]


def needs_relief(template: SlotTemplate) -> bool:
    """Does it lie where both are at work, each at a machine?"""
    return template.within in (SHIFT, AFTER_MEAL)


def templates_of(kind: str) -> list[SlotTemplate]:
    """The forms offered under a contract of a kind: in the shift, the 20 minutes before it, and its own week."""
    own = CONTRACTS[kind].week if kind in CONTRACTS else ()
    return list(dict.fromkeys((IN_SHIFT, EARLY, *own)))


def lengths_of(template: SlotTemplate) -> list[int]:
    """Lengths offered, in minutes: the least, the middle, the most."""
    middle = (template.low + template.high) // 2
    return sorted({template.low, middle - middle % 5, template.high} - {0})


def couples_for(uid: str, scope: Scope) -> tuple[str, list[Couple]]:
    """(kind of contract, what one practises under it); raises NotAllowed for others, Overtaken where it does not run."""
    contract = contract_for(uid, by=scope)
    mine = [couple for couple in couples_of(contract, scope.day) if scope.person_id in couple.two]
    if not mine:
        raise NotAllowed
    if contract.state != "signed":
        raise Overtaken
    return contract.kind, mine


def times_for(wanted: Wanted, now: datetime) -> list[datetime]:
    """At most five times in the next 14 days at which all of them can; nothing tells why there are no more."""
    day = timezone.localdate(now)
    if wanted.template.weekday is None:
        return _free(wanted, day, AHEAD, now)
    first = day + timedelta(days=(wanted.template.weekday - day.weekday()) % 7)
    days = range(0, AHEAD, 7)
    return sorted(at for n in days for at in _free(wanted, first + timedelta(days=n), 1, now))[:MOST]


def _free(wanted: Wanted, first: date, days: int, now: datetime) -> list[datetime]:
    return free_times(
        wanted.people, first=first, days=days, minutes=wanted.minutes, within=wanted.template.within,
        machine_id=wanted.machine, form=wanted.kind, place=wanted.place, after=now,
    )  # fmt: skip


def machines_of(unit_ids: Collection[int]) -> list[Post]:
    """Machines of these groups, as they stand on the floor."""
    rows = Machine.objects.filter(unit_id__in=sorted(unit_ids)).order_by("unit_id", "position", "id")
    return [Post(row.id, row.uid, row.name) for row in rows]


def template_called(code: str, kind: str) -> SlotTemplate | None:
    return next((template for template in templates_of(kind) if template is TEMPLATES.get(code)), None)
