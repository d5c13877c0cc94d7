"""What must hold of contracts and no single constraint can say: asked by `huzhu check`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from huzhu.base.db.consistency import check
from huzhu.rooms.contracts.models import PERSON, Contract, ContractIntroduction, Review, Signature, Term
from huzhu.rooms.contracts.moves import DRAFT, MOVES, REVISED, SETTLED, SIGNED
from huzhu.rooms.contracts.proof import verifies
from huzhu.rooms.contracts.queries.text import facts_of
from huzhu.rooms.introductions.actions.holds import held_places


@check("every signature verifies, and what it stands under is unchanged")
def signatures_verify() -> Iterator[str]:
    for row in Signature.objects.select_related("contract").order_by("id").iterator():
        standing = row.voided is None and row.version == row.contract.version
        if not verifies(row, facts_of(row.contract) if standing else None):
            yield f"signature {row.id} of contract {row.contract_id} does not verify"


@check("signed means a valid signature of each of the two or four who sign")
def signed_by_all() -> Iterator[str]:
    names: dict[int, set[int]] = defaultdict(set)
    for contract, person in Signature.objects.filter(voided=None, version=F("contract__version")).values_list(
        "contract_id", "person_id"
    ):
        names[contract].add(person)
    for row in Contract.objects.exclude(signed=None).exclude(state="void").order_by("pk").iterator():
        if names[row.pk] != set(row.signers):
            yield f"contract {row.pk} is signed without all names"
    standing = Signature.objects.filter(voided=None).annotate(
        beside=Coalesce("first_beside_id", 0), its=Coalesce("contract__first_beside_id", 0)
    )
    strangers = standing.exclude(first=F("contract__first"), second=F("contract__second"), beside=F("its"))
    for row_id, contract in strangers.values_list("id", "contract_id"):
        yield f"signature {row_id} names other parties than contract {contract}"


@check("the parties of a contract have the level that it says")
def levels() -> Iterator[str]:
    rows = Contract.objects.exclude(first_level=PERSON)
    wrong = rows.exclude(first_level=F("first_unit__level"), second_level=F("second_unit__level"))
    for pk in wrong.values_list("pk", flat=True):
        yield f"contract {pk} is between units of another level"


@check("a state is one of the table of moves, and closed ones have a day")
def states() -> Iterator[str]:
    known = {move.target for move in MOVES.table.values()} | {REVISED}
    for row in Contract.objects.exclude(state__in=known).values_list("pk", "state"):
        yield "contract {} is in the unknown state {}".format(*row)
    for pk in Contract.objects.filter(state__in=(SETTLED, "ended", "lapsed"), closed=None).values_list("pk", flat=True):
        yield f"contract {pk} is closed without a day"


@check("terms run between the two parties")
def terms_of_the_two() -> Iterator[str]:
    same = Q(teacher=F("contract__first"), learner=F("contract__second"))
    other = Q(teacher=F("contract__second"), learner=F("contract__first"))
    for row in Term.objects.exclude(same | other).values_list("id", "contract_id"):
        yield "term {} of contract {} runs between others".format(*row)


@check("a running contract holds both places of each introduction it rests on, a closed one none")
def holds() -> Iterator[str]:
    """A next version rests also on what the revised one before it did; what was settled first may have freed its own."""
    own: dict[int, int] = defaultdict(int)
    for contract in ContractIntroduction.objects.values_list("contract_id", flat=True):
        own[contract] += 2
    held = dict(held_places())
    rows = {pk: (state, before) for pk, state, before in Contract.objects.values_list("pk", "state", "follows_id")}
    for pk, (state, before) in sorted(rows.items()):
        least = most = own[pk]
        while before and rows[before][0] in (REVISED, SETTLED):
            least, most = least + (own[before] if rows[before][0] == REVISED else 0), most + own[before]
            before = rows[before][1]
        if state not in (DRAFT, SIGNED):
            least = most = 0
        if not least <= held.get(pk, 0) <= most:
            yield f"contract {pk} ({state}) holds {held.get(pk, 0)} places instead of {least}"


@check("what a joint review extended stands as its end")
def extended() -> Iterator[str]:
    rows = Review.objects.filter(decision="extend").exclude(
        contract__ends=F("extended_to"), contract__extended_from=F("missed")
    )
    for contract in rows.values_list("contract_id", flat=True):
        yield f"contract {contract} was extended and does not say so"
