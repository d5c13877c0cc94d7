"""Rounds as their organiser sees them: totals before, one look once frozen, counts from five on after (Q14, Q15)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, Subquery

from huzhu.base.access import NotFound, Role, Scope
from huzhu.base.jobs.models import Job
from huzhu.base.people.models import Membership
from huzhu.base.people.queries import people
from huzhu.base.units.queries import names, path_of, said
from huzhu.engine.evidence import shares
from huzhu.rooms.introductions.access import round_for, rounds_visible_to
from huzhu.rooms.introductions.models import Introduction, Round, Wave
from huzhu.rooms.introductions.queries.comparison import asking, large
from huzhu.rooms.introductions.queries.words import SMALLEST, how_many
from huzhu.rooms.skills import queries as skills

ON_A_PAGE = 100


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
    contracts came of it, and how many of those were about a key problem current at signing (S20). `large`: computed by a job.
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
    large: bool

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


def round_page(scope: Scope, uid: str, now: datetime, *, moving: bool = False) -> RoundPage:
    """A round by its state; `moving`: a slider is on its way, see `comparison`."""
    row = round_for(uid, by=scope)
    path = path_of(row.unit_id, scope.day)
    requests = asking(row, path, scope, moving=moving)
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
        asking=how_many(requests),
        waves=waves,
        sent=sent if told else None,
        concluded=states[Introduction.State.CONCLUDED.value] if told else None,
        signed=sum(signed for _state, signed, _key in ends) if told else None,
        to_key=sum(key for _state, _signed, key in ends) if told else None,
        may_freeze=row.state == Round.State.GATHERING and now >= row.gather_until,
        large=large(requests),
    )


def proposals(scope: Scope, uid: str, page: str | int = 1) -> Page[ProposalLine]:
    """One page of the frozen round's introductions, to send or hold back; by the learner's group, then the technique.

    Only while computed: once they are out they belong to the two.
    """
    row = round_for(uid, by=scope)
    if row.state != Round.State.COMPUTED:
        raise NotFound
    at_home = Membership.objects.on(scope.day).filter(person=OuterRef("learner"))
    group, group_en = (Subquery(at_home.values(f"unit__{name}")[:1]) for name in ("name", "name_en"))
    found = Introduction.objects.filter(wave__round=row).annotate(group=group, group_en=group_en)
    found = found.order_by("group", "technique__name", "teacher__name", "id")
    rows = found.values_list("uid", "teacher_id", "group", "group_en", "technique_id", "state", "held_back_because")
    shown: Page[Any] = Paginator(rows, ON_A_PAGE).get_page(page)
    rows_here = list(shown)
    teachers, techniques = people({one[1] for one in rows_here}), skills.techniques({one[4] for one in rows_here})
    shown.object_list = [
        ProposalLine(
            uid, teachers[teacher].name, said(home or "", home_en or ""), techniques[technique].name, state, because
        )
        for uid, teacher, home, home_en, technique, state, because in rows_here
    ]
    return shown


def job_of(scope: Scope, uid: str) -> Job | None:
    """What is being computed of a large round, or was last."""
    return round_for(uid, by=scope).job


def _line(row: Round, units: dict[int, str]) -> RoundLine:
    return RoundLine(row.uid, units.get(row.unit_id, ""), row.state, row.rule, row.opened, row.gather_until, row.closed)
