"""Missed dates and what came of them: one review as its three people see it, and a person's own list, kept for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from huzhu.base.access import NotFound, Scope
from huzhu.base.drawing.words import day_words
from huzhu.base.people.queries import people
from huzhu.rooms.contracts.access import is_party, review_led_by
from huzhu.rooms.contracts.kinds import DECISIONS
from huzhu.rooms.contracts.models import Contract, Review
from huzhu.rooms.contracts.moves import SIGNED, VOID
from huzhu.rooms.contracts.queries.lists import names_of, title_of

PARTIES = ("first", "second", "first_unit", "second_unit")


@dataclass(frozen=True)
class Missed:
    """One missed date of somebody's own; `came_to`: what the review decided, or that it is still open."""

    uid: str
    title: str
    missed: date
    came_to: str
    open: bool
    talk: bool


def missed_dates(scope: Scope) -> list[Missed]:
    """A person's own missed dates, newest first, also of contracts closed long ago; one statement."""
    me = scope.person_id or 0
    rows = Review.objects.filter(Q(first_id=me) | Q(second_id=me)).exclude(contract__state=VOID).order_by("-missed")
    return [
        Missed(
            row.contract.uid, title_of(row.contract, scope), row.missed, came_to(row),
            not row.decision and row.contract.state == SIGNED, True,
        )
        for row in rows.select_related(*(f"contract__{party}" for party in PARTIES))
    ]  # fmt: skip


@dataclass(frozen=True)
class Said:
    name: str
    words: str


@dataclass(frozen=True)
class ReviewPage:
    """One review: `sides` in the order of the parties. `speaks` / `leads`: what this reader may do now."""

    uid: str
    title: str
    missed: date
    due: date
    open: bool
    sides: list[Said]
    own: str
    speaks: bool
    leads: bool
    leader: str
    leader_words: str
    held: date | None
    came_to: str
    may_extend: bool
    earlier: list[str]


def review_page(contract: Contract, scope: Scope) -> ReviewPage:
    """The last missed date's review, for the two and whoever leads it; NotFound for everybody else, or without one."""
    rows = list(Review.objects.filter(contract=contract).order_by("missed"))
    leader = review_led_by(contract, scope.day)
    party = is_party(contract, scope)
    if not rows or not (party or scope.person_id in {leader, *(row.held_by_id for row in rows)} - {None}):
        raise NotFound
    row, names = rows[-1], names_of(contract, scope)
    open_ = not row.decision and contract.state == SIGNED
    who = people({person for person in (row.held_by_id or leader,) if person})
    first = names[contract.first_id] if contract.of_units else contract.first.name
    second = names[contract.second_id] if contract.of_units else contract.second.name
    return ReviewPage(
        contract.uid, title_of(contract, scope), row.missed, row.due, open_,
        [Said(first, row.words_first), Said(second, row.words_second)],
        row.words_first if scope.person_id in (contract.first_id, contract.first_beside_id) else row.words_second,
        open_ and party, open_ and scope.person_id is not None and scope.person_id == leader,
        next((line.name for line in who.values()), ""), row.words_leader, row.held, came_to(row),
        contract.extended_from is None,
        [_("%(day)s: %(what)s") % {"day": day_words(one.missed), "what": came_to(one)} for one in rows[:-1]],
    )  # fmt: skip


def came_to(row: Review) -> str:
    if row.decision == "extend" and row.extended_to:
        return _("extended once, to %(day)s") % {"day": day_words(row.extended_to)}
    if row.decision:
        return str(DECISIONS[row.decision])
    if row.contract.state == SIGNED:
        return _("to be talked over by %(day)s") % {"day": day_words(row.due)}
    return _("closed before it was talked over")
