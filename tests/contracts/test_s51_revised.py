"""S51: target met, a new standard, a changed post or product put a contract 'to be revised'; both sign the next version."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from huzhu.base.access import NotFound, Overtaken, Refused, Role, Scope
from huzhu.base.jobs import run_waiting
from huzhu.base.people.actions.posting import change_post
from huzhu.base.units.actions.tree import label_unit
from huzhu.rooms.contracts.actions.closing import end_contract, void_signature
from huzhu.rooms.contracts.actions.drafting import lapse_draft
from huzhu.rooms.contracts.actions.measuring import measure_term
from huzhu.rooms.contracts.actions.revising import revise
from huzhu.rooms.contracts.models import Contract, Signature
from huzhu.rooms.contracts.queries.chain import chain_of
from huzhu.rooms.contracts.queries.lists import group_contracts
from huzhu.rooms.contracts.reactions import find_overtaken
from huzhu.rooms.skills.actions.standards import ItemWords, draft_standard, publish_standard
from tests.cast import NOW, TODAY
from tests.contracts.pair import Pair, days_later, make_pair
from tests.contracts.test_life import consistent, places
from tests.contracts.test_together import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.db_both, pytest.mark.usefixtures("english", "cast_day")]
SYSTEM = Scope.system(TODAY)


def why(pair: Pair) -> str:
    return pair.contract.revise_because


def next_of(pair: Pair) -> Pair:
    return Pair(pair.shop, pair.first, pair.second, revise(pair.uid, by=pair.scope(pair.first), now=NOW))


def measured(pair: Pair, value: float, day: int = 0) -> None:
    assessor = pair.shop.holder(Role.ASSESSOR)
    now = days_later(day)
    by = pair.scope(assessor, day=now.date())
    measure_term(pair.uid, pair.contract.terms.get().uid, value, by=by, now=now)


def test_s51_the_measurement_that_meets_the_target_marks_it_at_once_and_one_below_does_not() -> None:
    pair = make_pair().signed()
    measured(pair, 700)
    assert (why(pair), find_overtaken(NOW)) == ("", 0)
    measured(pair, 850)
    assert why(pair) == "target-met" and pair.contract.revise_since == TODAY
    assert find_overtaken(days_later(1)) == 0 and pair.contract.revise_since == TODAY
    leader = pair.scope(pair.shop.holder(Role.GROUP_LEADER))
    assert "to be revised" in [flag.word for flag in group_contracts(leader, pair.shop.group)[0].flags]
    end_contract(pair.uid, "reached", by=pair.scope(pair.first), now=NOW)
    assert "to be revised" not in [flag.word for flag in group_contracts(leader, pair.shop.group)[0].flags]


def publish(pair: Pair, day: date, unit: int) -> None:
    technique = pair.shop.technique()
    uid = draft_standard(unit, technique.id, [ItemWords("⟦knot holds⟧")], by=SYSTEM, now=NOW)
    publish_standard(uid, day, by=SYSTEM, now=NOW)


def test_s51_a_standard_published_later_marks_it_on_its_day_one_of_another_group_never() -> None:
    pair = make_pair().signed()
    publish(pair, TODAY + timedelta(days=1), pair.shop.add_group("⟦neighbour⟧"))
    publish(pair, TODAY + timedelta(days=3), pair.shop.group)
    run_waiting()
    assert find_overtaken(days_later(2)) == 0 and why(pair) == ""
    assert find_overtaken(days_later(3)) == 1 and why(pair) == "new-standard"


def test_s51_another_post_marks_it_by_the_deed_itself(cast_day: object) -> None:
    pair, other = make_pair().signed(), make_pair().signed()
    cast_day.move_to(days_later(1))  # type: ignore[attr-defined]
    change_post(pair.second.id, "⟦fitter⟧", starts=days_later(1).date(), by=SYSTEM, now=NOW)
    run_waiting()
    assert (why(pair), why(other)) == ("new-post", "")


def test_s51_another_product_of_the_workshop_marks_it_the_first_word_about_it_does_not() -> None:
    pair = make_pair()
    label_unit(pair.shop.workshop, "product", "⟦32s⟧", starts=TODAY, by=SYSTEM, now=NOW)
    label_unit(pair.shop.group, "product", "⟦cones⟧", starts=days_later(2).date(), by=SYSTEM, now=NOW)
    pair.signed()
    assert find_overtaken(days_later(3)) == 0
    label_unit(pair.shop.workshop, "product", "⟦21s⟧", starts=days_later(4).date(), by=SYSTEM, now=NOW)
    assert find_overtaken(days_later(3)) == 0 and find_overtaken(days_later(4)) == 1 and why(pair) == "new-product"


def test_s51_both_sign_the_next_version_and_the_places_move_with_it() -> None:
    pair = make_pair().signed()
    measured(pair, 850)
    now = next_of(pair)
    assert revise(pair.uid, by=pair.scope(pair.second), now=NOW) == now.uid
    term = now.contract.terms.get()
    assert (term.baseline, term.target) == (850, 900), "from where she stands now, to what he can teach"
    assert pair.contract.state == "signed" and places(pair) == 2 and consistent() == []
    now.signed()
    assert (pair.contract.state, now.contract.state) == ("revised", "signed")
    assert (places(pair), places(now)) == (0, 2) and consistent() == []
    chain = chain_of(now.contract, pair.scope(pair.first))
    assert [link.state for link in chain.links] == ["revised", "signed by both"] and chain.pace.days == 0
    assert [(change.before.result, change.now.target) for change in chain.changes] == [("can teach", "can teach")]  # type: ignore[union-attr]
    with pytest.raises(Overtaken):
        revise(pair.uid, by=pair.scope(pair.first), now=NOW)


def test_s51_a_next_version_that_lapses_takes_nothing_away_and_can_be_begun_again() -> None:
    pair = make_pair().signed()
    first = next_of(pair)
    lapse_draft(first.contract.pk, by=SYSTEM, now=NOW)
    assert pair.contract.state == "signed" and places(pair) == 2 and consistent() == []
    assert next_of(pair).uid != first.uid
    stranger = pair.scope(pair.shop.person(group=pair.shop.add_group("⟦far⟧")))
    with pytest.raises(NotFound):
        revise(pair.uid, by=stranger, now=NOW)


def test_s51_ending_it_drops_the_next_version_and_not_me_brings_the_one_before_back() -> None:
    pair = make_pair().signed()
    draft = next_of(pair)
    end_contract(pair.uid, "time", by=pair.scope(pair.second), now=NOW)
    assert draft.contract.state == "ended" and places(pair) == places(draft) == 0 and consistent() == []
    other = make_pair().signed()
    measured(other, 700)
    now = next_of(other).signed()
    void_signature(
        Signature.objects.get(person=other.first, contract=now.contract).uid, by=other.scope(other.first), now=NOW
    )
    assert (other.contract.state, now.contract.state) == ("signed", "void")
    assert places(other) == 2 and other.contract.terms.get().closed is None and consistent() == []


@pytest.mark.django_db(transaction=True)
def test_s51_both_revising_at_the_same_moment_make_one_draft() -> None:
    pair = make_pair().signed()
    answers = at_once(
        *(lambda who=who: revise(pair.uid, by=pair.scope(who), now=NOW) for who in (pair.first, pair.second))
    )
    assert len(set(answers)) == 1 and Contract.objects.filter(follows=pair.contract).count() == 1


@pytest.mark.django_db(transaction=True)
def test_s51_one_ends_it_while_the_other_signs_the_next_version() -> None:
    for _ in range(3):
        pair = make_pair().signed()
        now = next_of(pair)
        now.orient()
        now.sign(now.first)
        digest = now.digest()
        signed, ended = at_once(
            lambda now=now, digest=digest: now.sign(now.second, digest=digest),
            lambda pair=pair: end_contract(pair.uid, "time", by=pair.scope(pair.first), now=NOW),
        )
        states = (pair.contract.state, now.contract.state)
        assert states in {("revised", "signed"), ("ended", "ended")}, states
        assert isinstance(signed if states[0] == "ended" else ended, (Overtaken, Refused))
        assert places(pair) == 0 and places(now) == (2 if states[0] == "revised" else 0) and consistent() == []
