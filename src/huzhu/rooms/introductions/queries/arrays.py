"""From wishes, private words, scores and loads to the arrays that `huzhu.engine.matching` takes; few statements.

No statement here depends on anything sealed: who is 'not now' is read with all others and left out in memory, so a
wish that sleeps and a wish that was withdrawn cost the same statements (Q15).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from numpy.typing import NDArray

from huzhu.base.calendar.hours import Meeting
from huzhu.base.calendar.queries.plans import meetings_of
from huzhu.base.charter import rules as rulings
from huzhu.base.db import compiled, under
from huzhu.base.people.models import Membership
from huzhu.base.units.kinds import LEVELS, LINE
from huzhu.base.units.models import Place, Unit
from huzhu.base.units.queries import ids_of
from huzhu.engine import matching as engine
from huzhu.rooms.introductions import clauses, sealing
from huzhu.rooms.introductions.models import Hold, Introduction, Load, Wish
from huzhu.rooms.introductions.queries.limits import Limit, limits_at
from huzhu.rooms.introductions.queries.private import SILENT, words_of
from huzhu.rooms.introductions.sealing import Words
from huzhu.rooms.skills import queries as skills

REACHES = LINE
"""Group, shift, workshop … nation: the reach of a wish is an index into these."""


@dataclass(frozen=True)
class WishLine:
    """An open wish of somebody who is ready; `named` is sealed and stays within the matching."""

    id: int
    uid: str
    person_id: int
    technique_id: int
    reach: int
    named: int | None
    other_trade_reason: str = ""


@dataclass(frozen=True, eq=False)
class Places:
    """Places of the people of a world, int64[P] each: the most by charter and own limit, 0 in a pause, and those taken."""

    most_teaching: NDArray[np.int64]
    most_learning: NDArray[np.int64]
    teaching: NDArray[np.int64]
    learning: NDArray[np.int64]

    def free(self, teaching: int | None, learning: int | None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Places free to learn and to teach under a round's own limits; None = none."""
        return _left(self.most_learning, learning, self.learning), _left(self.most_teaching, teaching, self.teaching)


def _left(most: NDArray[np.int64], limit: int | None, taken: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.maximum((most if limit is None else np.minimum(most, limit)) - taken, 0)


@dataclass(frozen=True, eq=False)
class World:
    """Everything that one solving looks at; row r of `requests` is `asks[r]`, row o of `offers` is `teaches[o]`.

    `served`: requests whose learner has a teacher for the technique already; they ask for nobody. `limits` by person: the charter's at his group, before his own lower limit. `paths` by person: of his group.
    `meeting` keeps to what somebody said doesn't suit him (S138) and decides; `rotas` alone is ever shown.
    """

    people: engine.People
    places: Places
    requests: engine.Requests
    offers: engine.Offers
    scores: engine.Scores
    common: engine.Common
    flags: engine.Excluded
    rules: engine.Rules
    asks: list[WishLine]
    served: list[WishLine]
    teaches: list[WishLine]
    ids: NDArray[np.int64]
    limits: dict[int, Limit]
    loads: dict[int, Load]
    paths: dict[int, str]
    standing: dict[tuple[int, int], skills.Standing]
    meeting: Meeting
    rotas: Meeting

    def row(self, person_id: int) -> int:
        """Row of a person, -1 where he is not in this world."""
        at = int(np.searchsorted(self.ids, person_id))
        return at if at < self.ids.size and self.ids[at] == person_id else -1

    def candidates(self, seed: str, met: Collection[tuple[int, int]] = ()) -> engine.Candidates:
        """Edges and orders; `met`: pairs of person ids who met before in this round. Raises nothing sealed."""
        pairs = [(self.row(a), self.row(b)) for a, b in met]
        pairs = [pair for pair in pairs if min(pair) >= 0]
        one = np.concatenate((self.flags.one, np.array([a for a, _ in pairs], np.int64)))
        other = np.concatenate((self.flags.other, np.array([b for _, b in pairs], np.int64)))

        def find(meeting: Meeting) -> engine.Candidates:
            return engine.find_candidates(
                self.people, self.requests, self.offers, self.scores, seed=bytes.fromhex(seed),
                excluded=engine.Excluded(one, other), rules=self.rules, common=self.common,
                minutes=engine.Together(meeting.rota, meeting.busy, meeting.length, meeting.known),
            )  # fmt: skip

        found = find(self.meeting)
        never = found.why == engine.Why.NEVER_TOGETHER
        if self.meeting is self.rotas or not never.any():
            return found
        by_rota = find(self.rotas).why == engine.Why.NEVER_TOGETHER  # else it would tell what somebody said in private
        why = np.where(never & ~by_rota, engine.Why.NOBODY_AVAILABLE, found.why).astype(np.int8)
        return replace(found, why=why)

    @property
    def free(self) -> engine.Loads:
        return engine.Loads(self.people.learning_free, self.people.teaching_free)

    def under(self, teaching: int | None, learning: int | None) -> World:
        """The same under a round's own limits, used where lower than a person's; `limits` stay the charter's."""
        learning_free, teaching_free = self.places.free(teaching, learning)
        return replace(self, people=replace(self.people, learning_free=learning_free, teaching_free=teaching_free))

    def with_places_for_all(self) -> World:
        """The same without loads, flags and names: who would be asked for if places were endless (Q17)."""
        many = np.full(self.ids.size, 1)
        return replace(
            self,
            people=replace(self.people, learning_free=many, teaching_free=many),
            requests=replace(self.requests, named=np.full(len(self.asks), -1)),
            flags=engine.Excluded(),
            meeting=self.rotas,
        )


def open_wishes(kind: str) -> QuerySet[Wish]:
    return Wish.objects.filter(kind=kind, state=Wish.State.OPEN)


def asked_under(path: str, day: date) -> QuerySet[Wish]:
    """Open requests of everybody at home in the subtree of `path` on a day."""
    groups = Place.objects.on(day).filter(under(path)).values("unit_id")
    members = Membership.objects.on(day).filter(unit_id__in=groups).values("person_id")
    return open_wishes(Wish.Kind.REQUEST).filter(person_id__in=members)


def asking_under(path: str, day: date) -> int:
    """How many of those requests are of people who are ready: 'not now' is as without wish (Q7). Two statements."""
    gathered = asked_under(path, day)
    words = words_of(gathered.values("person_id"))
    return sum(words.get(person, SILENT).ready for person in gathered.values_list("person_id", flat=True))


def lines(rows: QuerySet[Wish], words: dict[int, Words]) -> list[WishLine]:
    """Wishes of those who are ready, by id; one statement."""
    found = []
    for row in rows.annotate(wrapped=F(sealing.KEY)).order_by("id"):
        if not words.get(row.person_id, SILENT).ready:
            continue
        named = sealing.read(row, row.person_id, "named", row.wrapped)  # type: ignore[attr-defined]
        found.append(
            WishLine(
                row.id,
                row.uid,
                row.person_id,
                row.technique_id,
                REACHES.index(row.reach),
                int(named) if named else None,
                row.other_trade_reason,
            )
        )
    return found


def world(
    requests: QuerySet[Wish],
    *,
    path: str,
    day: date,
    teaching: int | None = None,
    learning: int | None = None,
    concluded_only: bool = False,
) -> World:
    """Arrays for these open requests and all offers of their techniques; limits and rules at `path` on `day`.

    `teaching`, `learning`: the round's own limits, used where lower than a person's. `concluded_only`: an introduction
    still open counts as none, so that one shown to nobody cannot be told from it. Constant number of statements.
    """
    common = skills.compared_by(requests.values_list("technique_id", flat=True).distinct())
    offers = open_wishes(Wish.Kind.OFFER).filter(technique_id__in=common)
    words = words_of(Wish.objects.filter(state=Wish.State.OPEN).values("person_id"))
    asks, teaches = lines(requests, words), lines(offers, words)
    ids = sorted({wish.person_id for wish in asks} | {wish.person_id for wish in teaches})
    held = Hold.objects.filter(person_id__in=ids, side=Hold.Side.LEARN, freed=None)
    if concluded_only:
        held = held.filter(Q(contract_id__isnull=False) | Q(introduction__state=Introduction.State.CONCLUDED))
    learning_now = set(held.values_list("person_id", Coalesce("technique__same_as_id", "technique_id")))
    served = [wish for wish in asks if (wish.person_id, wish.technique_id) in learning_now]
    asks = [wish for wish in asks if (wish.person_id, wish.technique_id) not in learning_now]

    paths = paths_of(ids, day)
    at_path = limits_at(set(paths.values()), day)
    charter = {i: at_path[paths[i]] if i in paths else Limit(0, 0) for i in ids}
    limits = {i: limit.at_most(teaching, learning) for i, limit in charter.items()}
    loads = {row.person_id: row for row in Load.objects.filter(person_id__in=ids)}
    trades = skills.trade_of(ids, day)
    techniques = {wish.technique_id for wish in asks} | {wish.technique_id for wish in teaches}
    wishes = Wish.objects.filter(Q(id__in=requests.values("id")) | Q(id__in=offers.values("id")))
    standing = skills.current_scores(ids, day, technique_ids=techniques, pairs=wishes)
    place = {person: row for row, person in enumerate(ids)}
    places = _places(ids, charter, loads, day)
    rotas, suited = meetings_of(ids, day)
    return World(
        people=_people(ids, paths, places.free(teaching, learning), loads, trades),
        places=places,
        requests=_requests(asks, place, trades, skills.wanted_for(ids, day), paths, day),
        offers=engine.Offers(
            _column(place[wish.person_id] for wish in teaches),
            _column(wish.technique_id for wish in teaches),
            _column(wish.reach for wish in teaches),
            _column(place.get(wish.named or 0, -1) for wish in teaches),
        ),
        scores=engine.Scores(
            _column(place[person] for person, _ in standing),
            _column(technique for _, technique in standing),
            _column(held.score for held in standing.values()),
        ),
        common=_common(common),
        flags=_flags(place, words),
        rules=rules_at(path, day),
        asks=asks,
        served=served,
        teaches=teaches,
        ids=np.array(ids, np.int64),
        limits=limits,
        loads=loads,
        paths=paths,
        standing=standing,
        meeting=suited,
        rotas=rotas,
    )


def _common(found: dict[int, skills.Common]) -> engine.Common:
    """Techniques that another stands for, or that stand for others, between factories."""
    shared = {known.id for technique, known in found.items() if technique != known.id}
    rows = [(technique, known.id, known.trade_id) for technique, known in found.items() if known.id in shared]
    return engine.Common(*(_column(row[place] for row in rows) for place in range(3)))


def rules_at(path: str, day: date) -> engine.Rules:
    """The conditions of an edge at a unit; one statement."""
    wanted = (clauses.MIN_SCORE, clauses.MIN_DIFFERENCE, clauses.CANDIDATES, clauses.MINUTES)
    found = rulings(*wanted, path=path, day=day)
    score, difference, most, minutes = (found[clause].value for clause in wanted)
    return engine.Rules(
        min_score=score, min_difference=difference, max_candidates=most, minutes=minutes,
        own_within=REACHES.index("factory"),
    )  # fmt: skip


def _people(
    ids: list[int],
    paths: dict[int, str],
    free: tuple[NDArray[np.int64], NDArray[np.int64]],
    loads: dict[int, Load],
    trades: dict[int, int],
) -> engine.People:
    levels = dict(
        Unit.objects.filter(id__in=sorted({u for p in paths.values() for u in ids_of(p)})).values_list("id", "level")
    )
    units = np.full((len(ids), len(REACHES)), -1, np.int64)
    for row, person in enumerate(ids):
        for unit in ids_of(paths.get(person, "")):
            if levels[unit] in LEVELS:
                units[row, LEVELS[levels[unit]].nearness] = unit
    return engine.People(
        np.array(ids, np.int64), _column(trades.get(person, -2) for person in ids), units, *free,
        _column(loads[person].teaching if person in loads else 0 for person in ids),
    )  # fmt: skip


def _places(ids: list[int], limits: dict[int, Limit], loads: dict[int, Load], day: date) -> Places:
    most = [most_places(limits[person], loads.get(person), day) for person in ids]
    held = [(load.teaching, load.learning) if (load := loads.get(person)) else (0, 0) for person in ids]
    return Places(
        _column(limit.teaching for limit in most), _column(limit.learning for limit in most),
        _column(teaching for teaching, _ in held), _column(learning for _, learning in held),
    )  # fmt: skip


def most_places(limit: Limit, load: Load | None, day: date) -> Limit:
    """The most places by charter, own limit and pause."""
    if load is None:
        return limit
    if load.paused_until is not None and load.paused_until > day:
        return Limit(0, 0)
    return limit.at_most(load.own_teaching, load.own_learning)


def free_places(limit: Limit, load: Load | None, day: date) -> Limit:
    """Places still free by charter, own limit and pause."""
    most = most_places(limit, load, day)
    if load is None:
        return most
    return Limit(max(0, most.teaching - load.teaching), max(0, most.learning - load.learning))


def _requests(
    asks: list[WishLine], place: dict[int, int], trades: dict[int, int], wanted: Any, paths: dict[int, str], day: date
) -> engine.Requests:
    key = key_techniques_of({paths.get(wish.person_id, "") for wish in asks}, day)
    return engine.Requests(
        _column(place[wish.person_id] for wish in asks),
        _column(wish.technique_id for wish in asks),
        _column(-1 if wish.other_trade_reason else trades.get(wish.person_id, -2) for wish in asks),
        _column(wanted.get((wish.person_id, wish.technique_id)) for wish in asks),
        _column(wish.reach for wish in asks),
        _column(place.get(wish.named or 0, -1) for wish in asks),
        np.array([wish.technique_id in key[paths.get(wish.person_id, "")] for wish in asks], bool),
    )


def key_techniques_of(paths: set[str], day: date) -> dict[str, set[int]]:
    """Techniques that are a current key problem where these units work, by path; one statement."""
    units = sorted({unit for path in paths for unit in ids_of(path)})
    problems = skills.current_key_problems("/".join(map(str, units)), day)  # every unit at once
    return {path: {p.technique_id for p in problems if p.technique_id and p.unit_id in ids_of(path)} for path in paths}


def _flags(place: dict[int, int], words: dict[int, Words]) -> engine.Excluded:
    pairs = [(place[a], place[b]) for a, word in words.items() for b in word.not_with if a in place and b in place]
    return engine.Excluded(_column(a for a, _ in pairs), _column(b for _, b in pairs))


def paths_of(ids: list[int], day: date) -> dict[int, str]:
    """Path of each one's home group; one statement."""
    return dict(_paths(ids, day))


@compiled
def _paths(ids: Collection[int], day: date) -> QuerySet[Any, tuple[int, str]]:
    rows = Membership.objects.on(day).filter(person_id__in=ids)
    rows = rows.filter(Q(unit__places__starts__lte=day) & Q(unit__places__ends__gt=day))
    return rows.values_list("person_id", "unit__places__path")


def _column(values: Iterable[int]) -> NDArray[np.int64]:
    return np.fromiter(values, np.int64)
