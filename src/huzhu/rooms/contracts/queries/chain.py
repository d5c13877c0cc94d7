"""The contracts of two, one after the other: what each was about, from when to when, what came of it (S52)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.base.access import Scope
from huzhu.base.drawing.words import figure_words
from huzhu.base.units.queries import last_places, path_of
from huzhu.rooms.contracts.access import visible_to
from huzhu.rooms.contracts.actions.closing import OUTCOME_WORDS, REASONS
from huzhu.rooms.contracts.kinds import OVERTAKEN
from huzhu.rooms.contracts.models import Contract, Term
from huzhu.rooms.contracts.moves import VOID
from huzhu.rooms.contracts.queries.flags import state_word
from huzhu.rooms.contracts.queries.lists import direction, subject_of
from huzhu.rooms.contracts.values import words_of
from huzhu.rooms.skills.queries import scale_of, techniques


@dataclass(frozen=True)
class LinkTerm:
    """One term in words; `result` '' = not measured again."""

    who: str
    subject: str
    baseline: str
    target: str
    ends: date | None
    result: str
    outcome: str


@dataclass(frozen=True)
class Link:
    """One contract of the chain. `gap`: days since the one before was closed, None for the first and for a draft."""

    n: int
    uid: str
    here: bool
    state: str
    since: date | None
    closed: date | None
    why: str
    gap: int | None
    terms: dict[tuple[object, ...], LinkTerm]


@dataclass(frozen=True)
class Pace:
    """How soon contracts are followed by the next: mean days over so many links; None without any."""

    links: int
    days: float | None

    @property
    def said(self) -> str:
        if self.days is None:
            return ""
        words = {"days": figure_words(round(self.days, 1)), "n": self.links}
        return _("on average %(days)s days from one contract to the next (%(n)s times)") % words


@dataclass(frozen=True)
class Change:
    """One line of two versions side by side; None = it stands only in the other."""

    before: LinkTerm | None
    now: LinkTerm | None


@dataclass(frozen=True)
class Chain:
    """Oldest first; `changes` = the last two versions side by side."""

    links: list[Link]
    pace: Pace
    changes: list[Change]


def chain_of(contract: Contract, scope: Scope) -> Chain:
    """The chain in which a contract stands, as far as the reader sees it; constant statements."""
    pair = {contract.first_id, contract.second_id}
    units = {contract.first_unit_id, contract.second_unit_id}
    of_both = {"first_unit_id__in": units, "second_unit_id__in": units, "first_level": contract.first_level}
    of_two = {"first_id__in": pair, "second_id__in": pair, "first_level": contract.first_level}
    rows = visible_to(scope).filter(**(of_both if contract.of_units else of_two)).exclude(state=VOID)
    known = {row.pk: row for row in rows.select_related("first", "second", "first_unit", "second_unit")}
    chain = _in_order(contract, known)
    terms: dict[int, list[Term]] = defaultdict(list)
    for term in Term.objects.filter(contract_id__in=[row.pk for row in chain]).select_related("technique__same_as"):
        terms[term.contract_id].append(term)
    words = _Words(contract, [term for rows in terms.values() for term in rows], scope)
    links = [
        Link(
            n, row.uid, row.pk == contract.pk, state_word(row), row.starts if row.signed else None, row.closed, _why(row),
            _gap(row, known), {_key(term): words.line(row, term) for term in terms[row.pk]},
        )
        for n, row in enumerate(chain, start=1)
    ]  # fmt: skip
    gaps = [link.gap for link in links if link.gap is not None]
    last, before = (links[-1].terms if links else {}), (links[-2].terms if len(links) > 1 else {})
    changes = [Change(before.get(key), last.get(key)) for key in {**before, **last}] if before else []
    return Chain(links, Pace(len(gaps), sum(gaps) / len(gaps) if gaps else None), changes)


def pace_at(path: str, day: date) -> Pace:
    """How soon the contracts kept at and below a unit were followed by the next of the same two; one statement."""
    units = last_places(path, day).values("unit_id")
    rows = Contract.objects.filter(matter__unit_id__in=units, signed__isnull=False, follows__closed__isnull=False)
    gaps = [
        days_between(signed, closed)
        for signed, closed in rows.exclude(state=VOID).values_list("signed", "follows__closed")
    ]
    return Pace(len(gaps), sum(gaps) / len(gaps) if gaps else None)


class _Words:
    """Puts terms of several contracts into words; three statements, however many there are."""

    def __init__(self, contract: Contract, terms: Iterable[Term], scope: Scope) -> None:
        self.known = techniques({term.technique_id for term in terms if term.technique_id})
        self.scale = scale_of(path_of(contract.second_unit_id, scope.day))
        self.scope = scope

    def line(self, contract: Contract, term: Term) -> LinkTerm:
        technique = self.known.get(term.technique_id or 0)

        def said(value: float | None) -> str:
            return words_of(value, technique, term.measure, self.scale)

        return LinkTerm(
            direction(contract, term.teacher_id, term.learner_id, self.scope), subject_of(term), said(term.baseline),
            said(term.target) if term.target is not None else _("not chosen yet"), term.ends,
            said(term.result) if term.result is not None else "", str(OUTCOME_WORDS.get(term.outcome, "")),
        )  # fmt: skip


def _key(term: Term) -> tuple[object, ...]:
    """What makes terms of two versions the same line."""
    return term.learner_id, term.technique_id, term.indicator


def _in_order(contract: Contract, known: dict[int, Contract]) -> list[Contract]:
    """From the first that the reader sees to the last."""
    after = {row.follows_id: row for row in known.values() if row.follows_id}
    first = known.get(contract.pk, contract)
    while first.follows_id in known:
        first = known[first.follows_id or 0]
    chain = [first]
    while chain[-1].pk in after:
        chain.append(after[chain[-1].pk])
    return chain


def _gap(row: Contract, known: dict[int, Contract]) -> int | None:
    before = known.get(row.follows_id or 0)
    return days_between(row.signed, before.closed) if before and before.closed and row.signed else None


def days_between(signed: datetime | None, closed: date | None) -> int:
    """Days from the closing of one contract to the signing of the next, 0 where it was signed before."""
    return max(0, (timezone.localdate(signed) - closed).days) if signed and closed else 0


def _why(row: Contract) -> str:
    """Why it was closed, or why it is to be revised."""
    if row.closed_because:
        return str(REASONS.get(row.closed_because, "")) or {
            "terms": _("all terms closed"), "revised": _("went on in the next version"), "review": _("closed in a joint review"),
        }.get(row.closed_because, "")  # fmt: skip
    return str(OVERTAKEN.get(row.revise_because, ""))
