"""S28, S32, Q19, Q21, Q33: how a contract lapses, misses its date, closes term by term, ends, or was never."""

from __future__ import annotations

import pytest

from huzhu.base.access import NotAllowed, NotFound, Overtaken, Refused, Role, Scope
from huzhu.base.db.consistency import checks
from huzhu.base.followup.models import Commitment
from huzhu.base.notices import waiting_for
from huzhu.base.people.models import Person
from huzhu.rooms.contracts.access import visible_to
from huzhu.rooms.contracts.actions.closing import close_term, end_contract, void_signature
from huzhu.rooms.contracts.actions.drafting import draft_from_introduction
from huzhu.rooms.contracts.actions.steps import mark_step
from huzhu.rooms.contracts.models import Signature
from huzhu.rooms.contracts.queries.lists import counts, own_contracts
from huzhu.rooms.contracts.reactions import sweep
from huzhu.rooms.introductions.models import Hold, Load
from tests.cast import NOW, TODAY, make_shop
from tests.contracts.pair import Pair, days_later, introduced, make_pair, measured_again

pytestmark = [pytest.mark.django_db, pytest.mark.db_both, pytest.mark.usefixtures("english")]


def exchange() -> Pair:
    """甲 teaches piecing, 乙 teaches doffing."""
    pair = make_pair()
    draft_from_introduction(introduced(pair.shop, pair.second, pair.first, "doffing"), by=Scope.system(TODAY), now=NOW)
    return pair


def close(pair: Pair, number: int, outcome: str = "met", day: int = 20) -> None:
    by = pair.scope(pair.second, day=days_later(day).date())
    close_term(pair.uid, pair.contract.terms.all()[number].uid, outcome, None, by=by, now=days_later(day))


def places(pair: Pair) -> int:
    return Hold.objects.filter(contract_id=pair.contract.pk, freed=None).count()


def consistent() -> list[str]:
    return [said for check in checks() if check.code.startswith("rooms.contracts") for said in check.find()]


def test_q19_the_draft_takes_both_holds_over_and_keeps_them() -> None:
    pair = make_pair()
    assert places(pair) == 2 and consistent() == []
    pair.signed()
    assert places(pair) == 2 and consistent() == []


def test_q19_a_draft_not_signed_within_ten_working_days_lapses_and_frees_its_holds() -> None:
    pair = make_pair()
    assert sweep(days_later(14)) == 0 and pair.contract.state == "draft"
    assert sweep(days_later(15)) == 1 and pair.contract.state == "lapsed"
    assert sweep(days_later(15)) == 0 and places(pair) == 0 and consistent() == []
    with pytest.raises(Overtaken):
        pair.orient()
        pair.sign(pair.first, now=days_later(15))


def test_q19_what_both_have_signed_does_not_lapse() -> None:
    pair = make_pair().signed()
    sweep(days_later(15))
    assert pair.contract.state == "signed"


def test_s28_a_missed_date_stands_on_both_pages_is_kept_and_opens_a_joint_review() -> None:
    shop = make_shop()
    foreman = shop.holder(Role.FOREMAN)
    pair = make_pair(shop).signed()
    after = (pair.contract.ends - TODAY).days + 1  # type: ignore[operator]
    assert not own_contracts(pair.scope(pair.first, day=days_later(after - 1).date()))[0].missed
    assert sweep(days_later(after)) == 1 and sweep(days_later(after)) == 0
    review = Commitment.objects.get(matter_id=pair.contract.pk, kind="joint-review")
    assert review.owner == foreman and (review.due - days_later(after).date()).days == 7
    day = days_later(after + 1).date()
    assert waiting_for(pair.scope(foreman, day=day), days_later(after + 1))[0].title.startswith("A date was missed")
    close(pair, 0, "not-met", after + 1)
    for person in (pair.first, pair.second):
        assert [line.missed for line in own_contracts(pair.scope(person, day=days_later(200).date()))] == [True]


def test_s28_a_contract_closed_in_time_missed_nothing() -> None:
    pair = make_pair().signed()
    measured_again(pair)
    close(pair, 0)
    assert not own_contracts(pair.scope(pair.first, day=days_later(200).date()))[0].missed


def test_s32_each_direction_is_closed_separately() -> None:
    pair = exchange().signed()
    with pytest.raises(Refused):  # nobody has measured it
        close(pair, 0, "met")
    measured_again(pair)
    close(pair, 0, "met")
    assert pair.contract.state == "signed" and places(pair) == 4
    with pytest.raises(Overtaken):
        close(pair, 0, "not-met")
    close(pair, 1, "not-met")
    assert pair.contract.state == "settled" and places(pair) == 0
    assert [term.outcome for term in pair.contract.terms.all()] == ["met", "not-met"]


def test_s32_what_was_measured_below_the_target_was_not_reached() -> None:
    pair = make_pair().signed()
    measured_again(pair, 700)
    with pytest.raises(Refused):
        close(pair, 0, "met")
    measured_again(pair, 850, day=15)
    close(pair, 0, "met")
    assert pair.contract.terms.get().result == 850


@pytest.mark.parametrize("who", ["first", "second"])
def test_q21_either_may_end_at_any_time_and_both_are_free_again(who: str) -> None:
    pair = make_pair().signed()
    end_contract(pair.uid, "time", by=pair.scope(getattr(pair, who)), now=NOW)
    assert pair.contract.state == "ended" and places(pair) == 0 and consistent() == []
    assert Load.objects.get(person=pair.first).teaching == 0
    with pytest.raises(Refused):
        end_contract(pair.uid, "laziness", by=pair.scope(pair.first), now=NOW)


def test_q19_a_draft_that_one_drops_is_never_shown_to_the_group() -> None:
    pair = make_pair()
    leader = pair.shop.holder(Role.GROUP_LEADER)
    end_contract(pair.uid, "no-reason", by=pair.scope(pair.second), now=NOW)
    assert pair.contract.state == "ended"
    assert not visible_to(pair.scope(leader)).exists() and visible_to(pair.scope(pair.first)).exists()
    assert counts(pair.shop.path(pair.shop.group), TODAY).total == 0


def test_q33_not_me_makes_it_void_from_its_first_day_and_it_counts_nowhere() -> None:
    pair = make_pair().signed()
    with pytest.raises(NotFound):
        void_signature(Signature.objects.get(person=pair.first).uid, by=pair.scope(pair.second), now=NOW)
    assert counts(pair.shop.path(pair.shop.group), TODAY).total == 1
    void_signature(Signature.objects.get(person=pair.first).uid, by=pair.scope(pair.first), now=days_later(3))
    assert pair.contract.state == "void" and pair.contract.closed == TODAY and places(pair) == 0
    assert counts(pair.shop.path(pair.shop.group), TODAY).total == 0 and consistent() == []


def test_s34_nobody_else_ticks_a_step_and_no_step_of_a_draft() -> None:
    pair = make_pair()
    leader = pair.shop.holder(Role.GROUP_LEADER)
    with pytest.raises(Overtaken):
        mark_step(pair.uid, "0" * 12, True, by=pair.scope(pair.first), now=NOW)
    pair.signed()
    with pytest.raises(NotAllowed):
        mark_step(pair.uid, "0" * 12, True, by=pair.scope(leader), now=NOW)


def said(pair: Pair, person: Person, day: int = 0) -> list[str]:
    return [line.title for line in waiting_for(pair.scope(person, day=days_later(day).date()), days_later(day))]


def test_today_says_what_waits_draft_step_and_what_is_due() -> None:
    pair = make_pair()
    assert said(pair, pair.first) == said(pair, pair.second) == ["A draft for you two"]
    pair.orient()
    pair.sign(pair.first)
    assert said(pair, pair.first) == [] and said(pair, pair.second) == ["A draft for you two"]
    pair.sign(pair.second)
    assert said(pair, pair.first) == [] and said(pair, pair.first, 60) == ["A contract is due: say how each term ended"]
