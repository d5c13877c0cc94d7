"""Q20, Q33, A.7: baselines follow the closed months until somebody signs; what happens elsewhere reaches contracts."""

from __future__ import annotations

from datetime import date

import pytest

from huzhu.base.access import Role
from huzhu.base.db.consistency import checks
from huzhu.base.followup.models import Commitment
from huzhu.base.jobs import run_waiting
from huzhu.base.journal import happened
from huzhu.base.notices.models import Notice
from huzhu.base.people.consents import done_in_your_name, not_me
from huzhu.rooms.contracts.actions.drafting import edit_draft
from huzhu.rooms.contracts.actions.terms import DraftWords, TermWords
from huzhu.rooms.contracts.models import Contract, Signature, Term
from huzhu.rooms.contracts.reactions import take_measurements
from huzhu.rooms.skills.models import Month, MonthScore, Technique
from tests.cast import NOW, TODAY, Shop, make_shop
from tests.contracts.pair import browser_of, days_later, introduced, make_pair, with_secret

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "cast_day")]


def closed(shop: Shop, person: int, score: int, month: date, technique: str = "piecing") -> int:
    row, _ = Month.objects.get_or_create(
        unit_id=shop.group, month=month, defaults={"state": "closed", "closed_how": "leaders", "closed_at": NOW}
    )
    MonthScore.objects.create(month=row, person_id=person, technique=shop.technique(technique), score=score)
    return row.id


def test_q20_an_unsigned_draft_takes_the_newer_month_and_a_signed_text_stays() -> None:
    shop = make_shop()
    pair, other = make_pair(shop), make_pair(shop)
    other.orient()
    other.sign(other.first)
    for one in (pair, other):
        month = closed(shop, one.second.id, 400, TODAY.replace(day=1))
    take_measurements(month)
    assert pair.contract.terms.get().baseline == 400
    assert other.contract.terms.get().baseline == 350 and other.contract.version == 1


def test_q20_a_measurement_older_than_three_months_is_no_baseline() -> None:
    shop = make_shop()
    for months, month, known in ((3, date(2025, 12, 1), True), (4, date(2025, 11, 1), False)):
        pair = make_pair(shop, measured=False, technique=f"t{months}")
        closed(shop, pair.second.id, 350, month, f"t{months}")
        words = DraftWords(
            "sisters",
            "",
            "",
            (TermWords(True, shop.technique(f"t{months}").id, target=800.0, ends=days_later(9).date()),),
        )
        edit_draft(pair.uid, words, by=pair.scope(pair.first), now=NOW)
        assert (pair.contract.terms.get().baseline is not None) is known, month


def test_q20_a_first_measurement_that_was_owed_is_done_when_the_month_closes() -> None:
    shop = make_shop()
    shop.holder(Role.ASSESSOR)
    pair = make_pair(shop, measured=False).signed()
    assert Commitment.objects.get(kind="first-measurement").done is None
    take_measurements(closed(shop, pair.second.id, 300, TODAY.replace(day=1)))
    assert Commitment.objects.get(kind="first-measurement").done == TODAY


def test_q19_two_acceptances_make_the_draft_by_one_job_and_tell_both_where_to_look() -> None:
    shop = make_shop()
    first, second = with_secret(shop.person()), with_secret(shop.person())
    happened("introductions.concluded", introduced(shop, first, second, "piecing"))
    run_waiting()
    contract = Contract.objects.get()
    told = Notice.objects.filter(kind="contracts.draft", subject=contract.uid)
    assert {notice.person_id for notice in told} == {first.id, second.id}


def test_q33_a_signature_is_listed_after_a_reset_and_not_me_makes_the_contract_void() -> None:
    pair = make_pair().signed(now=NOW)
    account = pair.first.account
    account.reset_before, account.reset_at = days_later(-5), days_later(1)
    assert [line.what for line in done_in_your_name(account, days_later(2))] == ["Signed a contract with ⟦second⟧"]
    uid = Signature.objects.get(person=pair.first).uid
    not_me(account, "contracts.signature", uid, by=pair.scope(pair.first), now=days_later(2))
    assert pair.contract.state == "void"
    assert done_in_your_name(account, days_later(2)) == []


def test_s33_a_quantity_stands_with_its_unit_and_less_may_be_better() -> None:
    shop = make_shop()
    Technique.objects.filter(id=shop.technique().id).update(measure="s", worth_0=210, worth_1000=70)
    pair = make_pair(shop)
    term = pair.contract.terms.get()
    assert (term.measure, term.baseline, term.target) == ("s", 161.0, 98.0)
    words = DraftWords(
        "sisters", "", "", (TermWords(True, shop.technique().id, target=170.0, ends=days_later(9).date()),)
    )
    edit_draft(pair.uid, words, by=pair.scope(pair.first), now=NOW)
    assert "no step forward" in _refused(pair)
    page = browser_of(pair.first).get(f"/contracts/{pair.uid}/").context["page"]
    assert (page.terms[0].baseline, page.terms[0].target) == ("161 s", "170 s")


def test_s33_too_long_and_too_many_aims_are_warned_of_with_value_and_source() -> None:
    pair = make_pair()
    for count, day, warned in ((3, 80, 0), (4, 80, 1), (4, 120, 2)):
        terms = tuple(
            TermWords(True, pair.shop.technique(f"t{n}").id, target=800.0, ends=days_later(day).date())
            for n in range(count)
        )
        edit_draft(pair.uid, DraftWords("sisters", "", "", terms), by=pair.scope(pair.first), now=NOW)
        warnings = browser_of(pair.first).get(f"/contracts/{pair.uid}/").context["page"].warnings
        assert len(warnings) == warned and all("S33" in warning for warning in warnings)


def test_huzhu_check_finds_what_was_changed_behind_its_back() -> None:
    pair = make_pair().signed()
    assert _breaches() == set()
    Term.objects.update(target=999)
    assert _breaches() == {"signatures_verify"}
    Signature.objects.filter(person=pair.second).delete()
    assert _breaches() == {"signatures_verify", "signed_by_all"}
    Contract.objects.update(state="lapsed", closed=TODAY)
    assert "holds" in _breaches()


def test_a9_the_invitation_is_printed_for_the_groups_leaders_alone() -> None:
    shop = make_shop()
    leader, member = shop.holder(Role.GROUP_LEADER), shop.person()
    for model in (type(pair_unit) for pair_unit in (leader, leader.factory)):
        model.objects.update(name="甲")
    address = f"/groups/{leader.memberships.get().unit.uid}/invitation.pdf"
    assert browser_of(leader).get(address).content.startswith(b"%PDF")
    assert browser_of(member).get(address).status_code == 404


def _breaches() -> set[str]:
    ours = [check for check in checks() if check.code.startswith("rooms.contracts.")]
    assert len(ours) == 7
    return {check.code.rsplit(".", 1)[-1] for check in ours if list(check.find())}


def _refused(pair: object) -> str:
    pair.orient()  # type: ignore[attr-defined]
    try:
        pair.sign(pair.first)  # type: ignore[attr-defined]
    except Exception as refused:
        return str(refused)
    return ""
