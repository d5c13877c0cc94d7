"""What a closed contract offers its two: the learner's next weakest measured item, or somebody else for the same (S52).

It is an offer and nothing else: a tap makes a wish of one's own, with or without the other's name, which is sealed. Two
who name each other are introduced at once, and only when both accept that, there is a draft (Q7, Q19).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from huzhu.base.access import Scope
from huzhu.base.people.queries import groups_of
from huzhu.base.units.queries import path_of
from huzhu.rooms.contracts.models import Contract, Term
from huzhu.rooms.contracts.moves import DRAFT, ENDED, SETTLED, SIGNED
from huzhu.rooms.contracts.queries.lists import subject_of
from huzhu.rooms.skills.queries import TechniqueLine, current_scores, techniques_for, trade_of, wanted_for

REQUEST, OFFER = "request", "offer"
CAN_TEACH, AHEAD = 600, 100
"""Score from which one teaches, and how far ahead of the learner one is at least (Q8)."""


@dataclass(frozen=True)
class Offer:
    """One thing to go on with: `kind` of the wish it makes, `together`: with the other's name."""

    kind: str
    technique: str
    words: str
    verb: str
    together: bool


def offers_of(contract: Contract, scope: Scope) -> list[Offer]:
    """What the page of a closed contract offers this reader, who is one of its two; [] for everybody else."""
    me = scope.person_id or 0
    if contract.of_units or contract.signed is None or contract.state not in (SETTLED, ENDED):
        return []
    if me not in (contract.first_id, contract.second_id):
        return []
    other = contract.second if me == contract.first_id else contract.first
    terms = list(contract.terms.select_related("technique__same_as"))
    homes = groups_of({me, other.id}, scope.day)
    if len(homes) < 2:  # the other one has left: only somebody else is left to ask for
        return _again(terms, me)
    near = homes[me] == homes[other.id]
    found = []
    if any(term.learner_id == me for term in terms) and (item := next_weakest(me, homes[me], scope)):
        found += [
            Offer(REQUEST, item.uid, _("Next for you: %(what)s") % {"what": item.name}, _("With %(name)s again") % {"name": other.name}, True),
            Offer(REQUEST, item.uid, _("Next for you: %(what)s") % {"what": item.name}, _("With somebody else"), False),
        ]  # fmt: skip
    if near and any(term.teacher_id == me for term in terms) and (item := next_weakest(other.id, homes[me], scope)):
        words = _("Next for %(name)s: %(what)s") % {"name": other.name, "what": item.name}
        if _teaches(me, other.id, item.id, scope):
            found.append(Offer(OFFER, item.uid, words, _("I can teach it"), True))
    return found + (_again(terms, me) if contract.state == ENDED else [])


def next_weakest(person_id: int, group_id: int, scope: Scope) -> TechniqueLine | None:
    """The measured technique of somebody's trade in which most is missing to what his post asks for, that he is not
    learning already; of two alike the one that stands first in the catalogue. None where nothing is missing."""
    day, path = scope.day, path_of(group_id, scope.day)
    trade = trade_of([person_id], day).get(person_id)
    known = techniques_for(path, trade_ids=[trade] if trade else [], on=day)
    scores, wanted = (
        current_scores([person_id], day, technique_ids={line.id for line in known}),
        wanted_for([person_id], day),
    )
    running = _learning([person_id])
    gaps = [
        (wanted[person_id, line.id] - held.score, place, line)
        for place, line in enumerate(known)
        if line.id not in running
        and (held := scores.get((person_id, line.id)))
        and held.score < wanted[person_id, line.id]
    ]
    return min(gaps, key=lambda gap: (-gap[0], gap[1]))[2] if gaps else None


def _learning(person_ids: Collection[int]) -> set[int | None]:
    rows = Term.objects.filter(learner_id__in=person_ids, closed=None, contract__state__in=(DRAFT, SIGNED))
    return set(rows.values_list("technique_id", flat=True))


def _teaches(teacher: int, learner: int, technique: int, scope: Scope) -> bool:
    held = current_scores([teacher, learner], scope.day, technique_ids=[technique])
    taught, known = held.get((teacher, technique)), held.get((learner, technique))
    return bool(taught and taught.score >= CAN_TEACH and (known is None or taught.score >= known.score + AHEAD))


def _again(terms: list[Term], me: int) -> list[Offer]:
    """Somebody else for what was ended: the wish opens again, nobody is named."""
    return [
        Offer(
            REQUEST if term.learner_id == me else OFFER, term.technique.uid, subject_of(term),
            _("Look for somebody else") if term.learner_id == me else _("Offer it to somebody else"), False,
        )
        for term in terms
        if term.technique is not None
    ]  # fmt: skip
