"""Q18: a contract from a list is recorded, counted apart, and signed only when both confirm it."""

from __future__ import annotations

import pytest

from huzhu.base.access import NotAllowed, Overtaken, Refused, Role, Scope
from huzhu.base.notices import waiting_for
from huzhu.rooms.contracts.actions.recording import RecordedTerm, record_contract
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.contracts.queries.export import columns, contract_rows
from huzhu.rooms.contracts.queries.lists import counts
from tests.cast import NOW, TODAY, Shop, make_shop
from tests.contracts.pair import Pair, days_later, make_pair, with_secret

pytestmark = [pytest.mark.django_db, pytest.mark.db_both, pytest.mark.usefixtures("english")]


def listed(shop: Shop, *, uid: str = "", by: Scope | None = None, mode: str = "assigned") -> Pair:
    first, second = with_secret(shop.person()), with_secret(shop.person())
    term = RecordedTerm(
        True, shop.technique().id, baseline=350, target=800, ends=days_later(30).date(), steps=("a", "", "c")
    )
    found = record_contract(
        first.id,
        second.id,
        (term,),
        uid=uid,
        mode=mode,
        starts=days_later(-20).date(),
        by=by or Scope.system(TODAY),
        now=NOW,
    )
    return Pair(shop, first, second, found)


def test_q18_a_recorded_one_becomes_signed_when_both_confirm_and_keeps_its_mode() -> None:
    shop = make_shop()
    pair = listed(shop)
    assert pair.contract.state == "recorded" and pair.contract.signed is None
    assert [line.title for line in waiting_for(pair.scope(pair.first), NOW)] == ["A contract from a list: is it so?"]
    by_state = {(line.state, line.count) for line in counts(shop.path(shop.group), TODAY).by_kind}
    assert by_state == {("recorded from a list", 1)}
    pair.signed()
    assert pair.contract.state == "signed" and pair.contract.mode == "assigned"
    assert pair.contract.starts == days_later(-20).date()


def test_q18_an_exported_one_found_again_changes_nothing_and_elsewhere_becomes_recorded() -> None:
    pair = make_pair().signed()
    term = (RecordedTerm(True, pair.shop.technique().id, target=900),)
    record_contract(pair.first.id, pair.second.id, term, uid=pair.uid, by=Scope.system(TODAY), now=NOW)
    assert pair.contract.state == "signed" and pair.contract.terms.get().target == 800
    elsewhere = listed(make_shop("second mill"), uid="0123456789ab", mode="unknown")
    assert elsewhere.uid == "0123456789ab" and elsewhere.contract.state == "recorded"


def test_q18_only_whoever_has_authority_over_both_groups_records() -> None:
    shop = make_shop()
    leader, other = shop.holder(Role.GROUP_LEADER), shop.holder(Role.GROUP_LEADER, unit=shop.add_group("⟦2⟧"))
    with pytest.raises(NotAllowed):
        listed(shop, by=shop.scope(other))
    assert listed(shop, by=shop.scope(leader)).contract.state == "recorded"


def test_q18_what_cannot_be_a_contract_is_refused() -> None:
    shop, system = make_shop(), Scope.system(TODAY)
    person = shop.person()
    for wrong in ({"mode": "found"}, {"kind": "enemies"}, {"second": person.id}):
        second = wrong.pop("second", None) or shop.person().id
        with pytest.raises(Refused):
            record_contract(person.id, second, (), by=system, now=NOW, **wrong)  # type: ignore[arg-type]
    assert not Contract.objects.exists()


def test_q18_a_recorded_one_without_a_term_is_not_confirmed_as_it_stands() -> None:
    shop = make_shop()
    first, second = with_secret(shop.person()), with_secret(shop.person())
    uid = record_contract(first.id, second.id, (), by=Scope.system(TODAY), now=NOW)
    pair = Pair(shop, first, second, uid)
    pair.orient()
    with pytest.raises((Refused, Overtaken)):
        pair.sign(first)


def test_a4_the_export_has_every_column_no_draft_and_nothing_sealed() -> None:
    shop = make_shop()
    leader = shop.holder(Role.GROUP_LEADER)
    signed, draft = make_pair(shop).signed(), make_pair(shop, technique="doffing")
    rows = contract_rows(shop.scope(leader))
    assert [row[0] for row in rows] == [signed.uid] and len(rows[0]) == len(columns())
    assert draft.uid not in str(rows) and "yes" not in map(str, rows[0])
    assert "with help" in rows[0] and "can teach" in rows[0]
    assert contract_rows(make_shop("second mill").scope(make_shop("third mill").person())) == []
