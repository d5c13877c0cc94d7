"""Rounds as their organiser sees them: totals before, one look once frozen, counts from five on after (Q14, Q15)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from huzhu.base.access import NotFound, Role, Scope
from huzhu.base.people.queries import groups_of, people
from huzhu.base.units.queries import names, path_of
from huzhu.engine.evidence import shares
from huzhu.rooms.introductions.access import round_for, rounds_visible_to
from huzhu.rooms.introductions.models import Introduction, Round, Wave
from huzhu.rooms.introductions.queries.arrays import asked_under, lines
from huzhu.rooms.introductions.queries.private import words_of
from huzhu.rooms.introductions.queries.words import SMALLEST, how_many
from huzhu.rooms.skills import queries as skills


@dataclass(frozen=True)
class RoundLine:
    uid: str
    unit: str
    state: str
    rule: str
    opened: datetime
    gather_until: datetime
    closed: datetime | None


@dataclass(frozen=True)
class RoundPage:
    """`asking`: how many requests are open, in words; `waves`: (number, deadline, closed).

    `sent`, `concluded`: None where fewer than five were sent, and until the wave has closed. `signed`, `to_key`: how many
    contracts came of it, and how many of those were about a key problem current at signing (S20).
    """

    line: RoundLine
    unit_id: int
    path: str
    limits: dict[str, int]
    ended_early_because: str
    asking: str
    waves: list[tuple[int, datetime | None, datetime | None]]
    sent: int | None
    concluded: int | None
    signed: int | None
    to_key: int | None
    may_freeze: bool

    @property
    def may_close(self) -> bool:
        return self.line.state in (Round.State.GATHERING, Round.State.COMPUTED)

    @property
    def key_share(self) -> int:
        """Of the signed contracts, how many in a hundred were about a key problem."""
        return shares([self.to_key or 0, (self.signed or 0) - (self.to_key or 0)])[0]


@dataclass(frozen=True)
class ProposalLine:
    """One look at what will go out: no learner's name above the group."""

    uid: str
    teacher: str
    learners_group: str
    technique: str
    state: str
    held_back_because: str


def rounds(scope: Scope) -> list[RoundLine]:
    """Rounds that this person organises, the newest first."""
    rows = list(rounds_visible_to(scope).order_by("-opened", "-id"))
    units = names({row.unit_id for row in rows})
    return [_line(row, units) for row in rows]


def may_open(scope: Scope) -> list[tuple[int, str]]:
    """Units in which this person may open a round."""
    ids = scope.units(Role.ORGANISER)
    return sorted(names(set(ids)).items())


def round_page(scope: Scope, uid: str, now: datetime) -> RoundPage:
    row = round_for(uid, by=scope)
    path = path_of(row.unit_id, scope.day)
    gathered = asked_under(path, scope.day)
    asking = len(lines(gathered, words_of(gathered.values("person_id"))))
    waves = list(Wave.objects.filter(round=row).order_by("number").values_list("number", "deadline", "closed"))
    over = Introduction.objects.filter(wave__round=row, wave__closed__isnull=False).exclude(
        state=Introduction.State.HELD_BACK
    )
    ends = list(over.values_list("state", "signed", "to_key"))
    states = Counter(state for state, _signed, _key in ends)
    sent = sum(states.values())
    told = sent >= SMALLEST
    return RoundPage(
        line=_line(row, names({row.unit_id})),
        unit_id=row.unit_id,
        path=path,
        limits=row.limits,
        ended_early_because=row.ended_early_because,
        asking=how_many(asking),
        waves=waves,
        sent=sent if told else None,
        concluded=states[Introduction.State.CONCLUDED.value] if told else None,
        signed=sum(signed for _state, signed, _key in ends) if told else None,
        to_key=sum(key for _state, _signed, key in ends) if told else None,
        may_freeze=row.state == Round.State.GATHERING and now >= row.gather_until,
    )


def proposals(scope: Scope, uid: str) -> list[ProposalLine]:
    """The frozen round's introductions, to send or hold back; by the learner's group, then the technique.

    Only while computed: once they are out they belong to the two.
    """
    row = round_for(uid, by=scope)
    if row.state != Round.State.COMPUTED:
        raise NotFound
    found = list(Introduction.objects.filter(wave__round=row).order_by("id"))
    teachers = people({one.teacher_id for one in found})
    groups = groups_of({one.learner_id for one in found}, scope.day)
    units, techniques = names(set(groups.values())), skills.techniques({one.technique_id for one in found})
    shown = [
        ProposalLine(
            one.uid,
            teachers[one.teacher_id].name,
            units.get(groups.get(one.learner_id, 0), ""),
            techniques[one.technique_id].name,
            one.state,
            one.held_back_because,
        )
        for one in found
    ]
    return sorted(shown, key=lambda line: (line.learners_group, line.technique, line.teacher, line.uid))


def _line(row: Round, units: dict[int, str]) -> RoundLine:
    return RoundLine(row.uid, units.get(row.unit_id, ""), row.state, row.rule, row.opened, row.gather_until, row.closed)
