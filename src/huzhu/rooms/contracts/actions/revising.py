"""A contract that the facts have overtaken is marked (S51), and gets a next version that both sign anew (Q19).

Why a next contract and no new text of the same one: what was signed stays as it was read, with its terms, results and
signatures; the old one runs until all have signed the new one, so that a draft that lapses takes nothing away; and the
chain of contracts is the chain of versions (S52). Its places move, and are never remade (Q12).
"""

from __future__ import annotations

from datetime import date, datetime

from huzhu.base.access import Overtaken, Scope
from huzhu.base.calendar.working import working_day_after
from huzhu.base.charter import rules
from huzhu.base.followup.models import Commitment, Matter
from huzhu.base.journal import deed, happened, record
from huzhu.base.units.queries import ids_of, path_of
from huzhu.rooms.contracts.access import CLOSE, contract_for, keeping_group
from huzhu.rooms.contracts.actions.closing import GOES_ON
from huzhu.rooms.contracts.actions.terms import next_terms
from huzhu.rooms.contracts.clauses import DRAFT_DAYS, TERM_MONTHS
from huzhu.rooms.contracts.dates import months_after
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.contracts.moves import MOVES, SIGNED
from huzhu.rooms.contracts.queries.measured import measured_since
from huzhu.rooms.introductions.actions.holds import move_holds

COPIED = (
    "kind", "mode", "first_id", "second_id", "first_unit_id", "second_unit_id", "first_level", "second_level",
    "first_beside_id", "second_beside_id", "language", "duties_first", "duties_second", "content", "occupation_id",
    "key_problem_id",
)  # fmt: skip


@deed("contracts.to-be-revised")
def mark_to_revise(contract_id: int, because: str, *, by: Scope, now: datetime) -> bool:
    """Stamp a running contract as overtaken; whoever comes second, the sweeper or the deed itself, changes nothing.

    because: a code of `kinds.OVERTAKEN`. Returns whether it was new.
    """
    rows = Contract.objects.filter(pk=contract_id, state=SIGNED, revise_since=None)
    new = rows.update(revise_since=by.day, revise_because=because) == 1
    if new:
        happened("contracts.to-be-revised", contract_id)
    record("contract", contract_id, after={"to_be_revised": because if new else "stands"})
    return new


@deed("contracts.revise")
def revise(uid: str, *, by: Scope, now: datetime) -> str:
    """Either party begins the next version: a draft with what is still open, from where it stands now; its public id.

    Pressed by both it is one draft. Raises Overtaken where the contract does not run any more.
    """
    contract = contract_for(uid, by=by, to=CLOSE, lock=True)
    draft = next_version(contract, by=by, now=now)
    record("contract", contract.pk, unit_id=contract.second_unit_id, after={"next": draft.pk})
    return draft.uid


def next_version(contract: Contract, *, by: Scope, now: datetime) -> Contract:
    """The draft of the next version, made once; the caller has locked the contract and opened the door."""
    if contract.state != SIGNED:
        raise Overtaken
    draft = Contract.objects.filter(follows_id=contract.pk).first()
    if draft is not None:
        return draft
    day, group = by.day, keeping_group(contract, by.day)
    path = path_of(group, day)
    limits = rules(DRAFT_DAYS, TERM_MONTHS, path=path, day=day)
    draft = Contract.objects.create(
        matter=Matter.objects.create(kind="contract", unit_id=group, opened=day), follows_id=contract.pk, drafted=now,
        lapses=working_day_after(day, limits[DRAFT_DAYS].value, unit_ids=ids_of(path)),
        ends=months_after(day, limits[TERM_MONTHS].value), **{name: getattr(contract, name) for name in COPIED},
    )  # fmt: skip
    next_terms(contract, draft, day)
    happened("contracts.next-version", draft.pk)
    return draft


def take_over(draft: Contract, day: date) -> None:
    """All have signed the next version: the one before is revised, its open terms go on here and its places move.

    Run inside the last signature's deed. Raises Overtaken where it was ended in this moment.
    """
    if draft.follows_id is None:
        return
    before = Contract.objects.get(pk=draft.follows_id)
    if before.state != SIGNED:
        return  # it was closed; the two go on from there (S52)
    since = measured_since(before, list(before.terms.filter(closed=None)), day)
    MOVES.make(before, "revise", closed=day, closed_because="revised")
    for term in before.terms.filter(closed=None):
        value = since[term.pk].value if term.pk in since else None
        before.terms.filter(pk=term.pk).update(closed=day, outcome=GOES_ON, result=value)
    move_holds(before.pk, draft.pk)
    Commitment.objects.filter(matter_id=before.pk, kind="joint-review", done=None).update(done=day)
    happened("contracts.closed", before.pk)
