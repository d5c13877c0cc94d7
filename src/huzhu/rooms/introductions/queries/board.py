"""The board (S27): open requests and offers per technique, within their reach; what waits for a group or a workshop.

Whoever is 'not now' stands on no board, as if the wish were withdrawn, by the same statements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from huzhu.base.access import LEADERS, Role, Scope
from huzhu.base.db import compiled
from huzhu.base.people.queries import PersonLine, people
from huzhu.base.units.kinds import LEVELS
from huzhu.base.units.models import Unit
from huzhu.base.units.queries import ids_of, names, said, workshops_of
from huzhu.rooms.introductions.models import Ending, Hold, Introduction, Wish
from huzhu.rooms.introductions.queries.arrays import REACHES, open_wishes, paths_of
from huzhu.rooms.introductions.queries.places import shown_places
from huzhu.rooms.introductions.queries.private import SILENT, words_of_wishing
from huzhu.rooms.introductions.queries.words import how_many
from huzhu.rooms.skills import queries as skills


@dataclass(frozen=True)
class Reached:
    """An open wish that reaches where the reader works, and whose owner is ready.

    `known_as`: the technique by which the reader's factory knows it; another than the owner's where it was mapped.
    """

    id: int
    person_id: int
    technique_id: int
    path: str
    opened: date
    group_due: date | None
    workshop_due: date | None
    lapses: date
    show_name: bool
    other_trade_reason: str
    known_as: int

    def is_late(self, day: date) -> bool:
        """Is it the workshop's by now?"""
        return self.workshop_due is not None and day >= self.workshop_due

    def due(self, day: date) -> date:
        """Until when it waits where it waits now."""
        return self.lapses if self.is_late(day) or self.workshop_due is None else self.workshop_due


@dataclass(frozen=True)
class Offered:
    """A strength, by the person's own offer: name, technique, named level, free places as they are shown (Q31)."""

    technique_id: int
    person: PersonLine
    level: str
    free: int
    most: int


@dataclass
class BoardLine:
    """One technique: how many ask in words, and who offers. `other_trade`: asked for with a reason, by people of another."""

    technique_id: int
    technique_uid: str
    technique: str
    asking: str = ""
    other_trade: str = ""
    offers: list[Offered] = field(default_factory=list)


@dataclass(frozen=True)
class OwnedLine:
    """A request that waits for a group or a workshop until `due`; the name only if the person ticked it (Q7)."""

    technique: str
    group: str
    owner: str
    due: date
    name: str
    overdue: bool


@dataclass(frozen=True)
class Demonstration:
    """Who is on a star's demonstration list, in words, until when (Q17)."""

    star: str
    technique: str
    workshop: str
    places: str
    due: date


def in_reach(kind: str, scope: Scope) -> list[Reached]:
    """Open wishes that reach the reader's group; the same statements whoever is ready."""
    known = skills.known_abroad(scope.group_path or scope.factory_path)
    words, rows = words_of_wishing(kind), _wishes_about(known, kind)
    ready = [row for row in rows if words.get(row.person_id, SILENT).ready]
    paths = paths_of(sorted({row.person_id for row in ready}), scope.day)
    reader = ids_of(scope.group_path or scope.factory_path)
    levels = dict(_levels(reader))
    own = scope.factory_path or "/nowhere/"
    at_home = {person for person, path in paths.items() if path.startswith(own)}
    return [
        Reached(
            row.id, row.person_id, row.technique_id, paths[row.person_id], row.opened, row.group_due, row.workshop_due,
            row.lapses, row.show_name, row.other_trade_reason,
            row.technique_id if row.person_id in at_home else known[row.technique_id],
        )
        for row in ready
        if row.person_id in paths
        and (row.person_id not in at_home or row.owner in reader)  # within a factory a technique stands for itself
        and _reaches(row.reach, paths[row.person_id], reader, levels)
    ]  # fmt: skip


@compiled
def _wishes_about(technique_ids: Collection[int], kind: str) -> QuerySet[Any]:
    rows = open_wishes(kind).filter(technique_id__in=technique_ids).order_by("id")
    return rows.annotate(owner=F("technique__unit_id"))


@compiled
def _levels(unit_ids: Collection[int]) -> QuerySet[Any, tuple[int, str]]:
    return Unit.objects.filter(id__in=unit_ids).values_list("id", "level")


def offered(scope: Scope, now: datetime) -> list[Offered]:
    """Offers that reach the reader, in roll order."""
    rows = in_reach("offer", scope)
    persons = people({row.person_id for row in rows})
    standing = skills.current_scores(
        [row.person_id for row in rows], scope.day, technique_ids={row.technique_id for row in rows}
    )
    scale = skills.scale_of(scope.group_path or scope.factory_path)
    places = shown_places({row.person_id: row.path for row in rows}, scope.day, now)
    lines = []
    for row in rows:
        held, place = standing.get((row.person_id, row.technique_id)), places[row.person_id]
        level = str(skills.level_of(held.score, scale).name) if held else ""
        lines.append(Offered(row.known_as, persons[row.person_id], level, place.free_teaching, place.most_teaching))
    return sorted(lines, key=lambda line: (len(line.person.roll), line.person.roll))


def board(scope: Scope, now: datetime) -> list[BoardLine]:
    """Requests and offers per technique, in the catalogue's order."""
    counts: dict[int, int] = defaultdict(int)
    strangers: dict[int, int] = defaultdict(int)
    for row in in_reach("request", scope):
        (strangers if row.other_trade_reason else counts)[row.known_as] += 1
    offers = defaultdict(list)
    for line in offered(scope, now):
        offers[line.technique_id].append(line)
    asked = set(counts) | set(strangers) | set(offers)
    return [
        BoardLine(
            line.id, line.uid, line.name, how_many(counts[line.id]),
            how_many(strangers[line.id]) if strangers[line.id] else "", offers[line.id],
        )
        for line in skills.techniques_for(scope.group_path or scope.factory_path)
        if line.id in asked
    ]  # fmt: skip


def owned(scope: Scope) -> list[OwnedLine]:
    """Requests that wait for the groups and workshops this person leads, by date (S27)."""
    groups = set(scope.units(*LEADERS))
    workshops = set(scope.units(Role.SPONSOR, Role.ORGANISER))
    if not groups | workshops:
        return []
    owners = owners_of(waiting_requests(scope.day), scope.day)
    rows = [row for row, owner in owners.items() if owner in groups | workshops]
    persons = people({row.person_id for row in rows if row.show_name})
    units = names({unit for row in rows for unit in ids_of(row.path)})
    techniques = skills.techniques({row.technique_id for row in rows})
    lines = [
        OwnedLine(
            techniques[row.technique_id].name, units[ids_of(row.path)[-1]], units[owners[row]], row.due(scope.day),
            persons[row.person_id].name if row.show_name else "", row.due(scope.day) < scope.day,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (line.due, line.technique, line.group, line.name))


def waiting_requests(day: date) -> list[Reached]:
    """Open requests past their group date without a conclusion; the clock runs on while introductions are open."""
    taught = Hold.objects.filter(
        person_id=OuterRef("person_id"), technique_id=OuterRef("technique_id"), side=Hold.Side.LEARN, freed=None
    ).exclude(introduction__state=Introduction.State.SENT)
    rows = open_wishes(Wish.Kind.REQUEST).filter(group_due__lte=day).exclude(Exists(taught))
    words = words_of_wishing(Wish.Kind.REQUEST.value)
    ready = [row for row in rows.order_by("id") if words.get(row.person_id, SILENT).ready]
    paths = paths_of(sorted({row.person_id for row in ready}), day)
    return [
        Reached(
            row.id, row.person_id, row.technique_id, paths[row.person_id], row.opened, row.group_due, row.workshop_due,
            row.lapses, row.show_name, row.other_trade_reason, row.technique_id,
        )
        for row in ready
        if row.person_id in paths
    ]  # fmt: skip


def demonstrations(scope: Scope) -> list[Demonstration]:
    """Demonstration lists on the reader's line of units or under what he leads; counts in words."""
    units = set(ids_of(scope.group_path)) | {holding.unit_id for holding in scope.holdings}
    rows = Ending.objects.filter(way=Ending.Way.COLLECTIVE, owner_unit_id__in=units, due__gte=scope.day)
    counts: dict[tuple[Any, ...], int] = defaultdict(int)
    names_too = ("owner_unit__name", "owner_unit__name_en")
    for *key, name, name_en in rows.values_list("star__name", "wish__technique_id", "due", *names_too):
        counts[*key, said(name, name_en)] += 1
    techniques = skills.techniques({key[1] for key in counts})
    lines = [
        Demonstration(star or "", techniques[technique].name, unit, how_many(count), due)
        for (star, technique, due, unit), count in counts.items()
    ]
    return sorted(lines, key=lambda line: (line.due, line.technique, line.star))


def _reaches(reach: str, path: str, reader: tuple[int, ...], levels: dict[int, str]) -> bool:
    shared = [unit for unit in ids_of(path) if unit in reader]
    nearest = LEVELS[levels[shared[-1]]].nearness if shared and levels[shared[-1]] in LEVELS else len(REACHES)
    return nearest <= REACHES.index(reach)


def owners_of(rows: Iterable[Reached], day: date) -> dict[Reached, int]:
    """The unit that each request waits for: the group until the workshop's date, then the workshop."""
    rows = list(rows)
    workshops = workshops_of({row.path for row in rows})
    return {row: workshops[row.path] if row.is_late(day) else ids_of(row.path)[-1] for row in rows}
