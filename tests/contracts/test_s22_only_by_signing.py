"""S22: no path but two people's own signing brings a contract to 'signed'."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from huzhu.base.access import HuzhuError, Role, Scope
from huzhu.base.journal import deeds
from huzhu.base.people.actions.roll import give_mandate
from huzhu.rooms import contracts
from huzhu.rooms.contracts.actions import (
    closing,
    drafting,
    measuring,
    orientation,
    proposing,
    recording,
    reviewing,
    revising,
    signing,
    steps,
    taking_part,
)
from huzhu.rooms.contracts.actions.terms import DraftWords, TermWords
from huzhu.rooms.contracts.models import Signature
from huzhu.rooms.contracts.moves import MOVES
from huzhu.rooms.contracts.queries.text import digest_of, text_of
from huzhu.rooms.introductions.models import Introduction
from tests.cast import NOW, TODAY, make_shop
from tests.contracts.pair import SECRET, Pair, browser_of, introduced, make_pair
from tests.contracts.two_units import said, uid_of

ROOM = Path(contracts.__file__).parent
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

Deed = Callable[[Pair, Scope], object]


def words(pair: Pair) -> DraftWords:
    return DraftWords(
        "sisters", "", "", (TermWords(True, pair.shop.technique().id, target=700.0, ends=pair.contract.ends),)
    )


def signature(pair: Pair) -> str:
    return Signature.objects.filter(contract=pair.contract).values_list("uid", flat=True).first() or ""


def sign_as(pair: Pair, by: Scope) -> None:
    digest = digest_of(text_of(pair.contract))
    with suppress(HuzhuError):
        signing._put_name(pair.uid, digest, "yes", by=by, now=NOW)  # even past the secret
    signing.sign(pair.uid, secret=SECRET, digest=digest, own_wish="yes", by=by, now=NOW)


def record_again(pair: Pair, by: Scope) -> None:
    recording.record_contract(pair.first.id, pair.second.id, (), uid=pair.uid, by=by, now=NOW)


def between_groups(pair: Pair, by: Scope, then: Callable[[str, Scope], object]) -> None:
    """A proposal of the pair's group to a further one, whoever may make it; then what follows on it."""
    further = pair.shop.add_group("⟦further⟧")
    leader = pair.shop.holder(Role.GROUP_LEADER)
    uid = proposing.propose(
        uid_of(pair.shop.group), uid_of(further), said(), by=pair.scope(leader), now=NOW
    )  # fmt: skip
    then(uid, by)


DEEDS: dict[str, Deed] = {
    "contracts.draft": lambda pair, by: drafting.draft_from_introduction(
        introduced(pair.shop, pair.second, pair.first, f"back {Introduction.objects.count()}"), by=by, now=NOW
    ),
    "contracts.edit": lambda pair, by: drafting.edit_draft(pair.uid, words(pair), by=by, now=NOW),
    "contracts.show-draft": lambda pair, by: drafting.show_draft(pair.uid, pair.first.roll, by=by, now=NOW),
    "contracts.sign": sign_as,
    "contracts.step": lambda pair, by: steps.mark_step(pair.uid, "0" * 12, True, by=by, now=NOW),
    "contracts.close-term": lambda pair, by: closing.close_term(
        pair.uid,
        pair.contract.terms.first().uid,
        "met",
        None,
        by=by,
        now=NOW,  # type: ignore[union-attr]
    ),
    "contracts.orientation": lambda pair, by: orientation.confirm_orientation(by=by, now=NOW),
    "contracts.missed": lambda pair, by: closing.open_joint_review(pair.contract.pk, by=by, now=NOW),
    "contracts.record": record_again,
    "contracts.void": lambda pair, by: closing.void_signature(signature(pair), by=by, now=NOW),
    "contracts.baseline": lambda pair, by: measuring.renew_baselines(pair.contract.pk, by=by, now=NOW),
    "contracts.measure-term": lambda pair, by: measuring.measure_term(
        pair.uid, pair.contract.terms.get().uid, 700, by=by, now=NOW
    ),
    "contracts.first-measured": lambda pair, by: measuring.first_measured(pair.contract.pk, by=by, now=NOW),
    "contracts.end": lambda pair, by: closing.end_contract(pair.uid, "time", by=by, now=NOW),
    "contracts.propose": lambda pair, by: between_groups(pair, by, lambda uid, by: None),
    "contracts.accept-proposal": lambda pair, by: between_groups(
        pair, by, lambda uid, by: proposing.accept(uid, by=by, now=NOW)
    ),
    "contracts.decline-proposal": lambda pair, by: between_groups(
        pair, by, lambda uid, by: proposing.decline(uid, "", by=by, now=NOW)
    ),
    "contracts.counter-proposal": lambda pair, by: between_groups(
        pair, by, lambda uid, by: proposing.counter(uid, said(), by=by, now=NOW)
    ),
    "contracts.withdraw-proposal": lambda pair, by: between_groups(
        pair, by, lambda uid, by: proposing.withdraw(uid, by=by, now=NOW)
    ),
    "contracts.ask-to-take-part": lambda pair, by: taking_part.ask(
        pair.uid, pair.contract.terms.get().uid, pair.first.roll, by=by, now=NOW
    ),
    "contracts.take-part": lambda pair, by: taking_part.answer(
        pair.uid, pair.contract.terms.get().uid, True, by=by, now=NOW
    ),
    "contracts.leave": lambda pair, by: closing.leave_off(pair.first.id, by=by, now=NOW),
    "contracts.lapse": lambda pair, by: drafting.lapse_draft(pair.contract.pk, by=by, now=NOW),
    "contracts.to-be-revised": lambda pair, by: revising.mark_to_revise(pair.contract.pk, "new-post", by=by, now=NOW),
    "contracts.revise": lambda pair, by: revising.revise(pair.uid, by=by, now=NOW),
    "contracts.end-for": lambda pair, by: closing.end_for(pair.uid, pair.second.id, "ill", by=by, now=NOW),
    "contracts.say-for-review": lambda pair, by: reviewing.say_for_review(pair.uid, "⟦word⟧", by=by, now=NOW),
    "contracts.hold-review": lambda pair, by: reviewing.hold_review(pair.uid, "close", "", None, by=by, now=NOW),
}


def test_s22_every_deed_of_the_room_is_driven_here() -> None:
    assert set(DEEDS) == {name for name in deeds.CATALOGUE if name.startswith("contracts.")}


def test_s22_a_leader_with_every_right_and_device_brings_nothing_to_signed() -> None:
    shop = make_shop()
    leader = shop.holder(Role.GROUP_LEADER)
    browser_of(leader)
    for role in Role:
        for unit in (shop.group, shop.workshop, shop.factory):
            give_mandate(leader.id, role, unit_id=unit, by=Scope.system(TODAY), now=NOW)
    for first_signed in (False, True):
        for name, run in DEEDS.items():
            pair = make_pair(shop, technique=f"{name}{first_signed}")
            shop.techniques["piecing"] = shop.technique(f"{name}{first_signed}")
            pair.orient()
            if first_signed:
                pair.sign(pair.first)
            with suppress(HuzhuError):
                run(pair, pair.scope(leader))
            assert pair.contract.signed is None and pair.contract.state != "signed", name


def test_s22_one_party_alone_brings_nothing_to_signed_by_any_deed() -> None:
    shop = make_shop()
    for name, run in DEEDS.items():
        pair = make_pair(shop, technique=name)
        pair.orient(pair.first)
        pair.sign(pair.first)
        for _ in range(2):
            with suppress(HuzhuError):
                run(pair, pair.scope(pair.first))
        assert pair.contract.signed is None and pair.contract.state != "signed", name


def test_s22_only_two_moves_lead_to_signed_and_both_are_made_at_one_place() -> None:
    """But for 'go-on': from 'revised', which nothing but a signed one ever becomes."""
    verbs = {verb for verb, move in MOVES.table.items() if move.target == "signed" and move.sources != ("revised",)}
    assert verbs == {"sign-second", "confirm-second"}
    assert {move.sources for move in MOVES.table.values() if move.target == "revised"} == {("signed",)}
    made = [
        path
        for path in ROOM.rglob("*.py")
        for verb in verbs
        if f'"{verb}"' in path.read_text() and path.name != "moves.py"
    ]
    assert {path.name for path in made} == {"signing.py"}


def test_s22_nothing_assigns_a_state_but_the_table_of_moves() -> None:
    source = Path(contracts.__file__).parents[2]
    assigns = re.compile(r"\.state\s*=[^=]|update\([^)]*\bstate=|setattr\([^)]*state")
    text = {path: path.read_text() for path in ROOM.rglob("*.py")}
    text |= {path: path.read_text() for path in source.rglob("*.py") if "contracts.models" in path.read_text()}
    assert [str(path) for path, words in text.items() if assigns.search(words)] == []


def test_q19_the_table_of_moves_reads_as_a_drawing() -> None:
    assert "draft --> signed: sign-second (the last of the two or four who sign)" in MOVES.drawing()
