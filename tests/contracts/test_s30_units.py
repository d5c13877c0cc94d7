"""S30, Q19: groups, workshops and factories sign with each other, four persons for two units of one level."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from huzhu.base.access import NotAllowed, NotFound, Overtaken, Refused, Role, Scope
from huzhu.base.people.actions.roll import give_mandate
from huzhu.base.people.models import Mandate, Person
from huzhu.rooms.contracts.access import visible_to
from huzhu.rooms.contracts.actions.closing import end_contract
from huzhu.rooms.contracts.actions.orientation import confirm_orientation
from huzhu.rooms.contracts.actions.proposing import accept, counter, decline, propose, withdraw
from huzhu.rooms.contracts.consistency import levels, signatures_verify, signed_by_all
from huzhu.rooms.contracts.models import Contract, Proposal, Signature
from tests.cast import NOW, TODAY, make_shop
from tests.contracts.pair import days_later, with_secret
from tests.contracts.two_units import TwoUnits, said, two_at, two_groups, two_workshops, uid_of

pytestmark = [pytest.mark.django_db, pytest.mark.db_both, pytest.mark.usefixtures("english")]


@pytest.mark.parametrize(
    "make", [two_groups, two_workshops, lambda: two_at("shift"), lambda: two_at("factory")],
    ids=["groups", "workshops", "shifts", "factories"],
)  # fmt: skip
def test_s30_two_units_of_one_level_are_bound_by_four_signatures_and_by_no_fewer(make: Any) -> None:
    both: TwoUnits = make().drafted()
    assert both.contract.state == "draft" and both.contract.mode == "found"
    for person in both.four[:3]:
        both.sign(person)
        assert both.contract.state == "draft"
    both.sign(both.four[3])
    assert both.contract.state == "signed" and both.contract.first_level == both.contract.second_level
    assert not [*signatures_verify(), *signed_by_all(), *levels()]


def test_s30_parties_of_two_levels_are_refused_by_the_page_and_by_the_database() -> None:
    groups = two_groups()
    workshops = two_workshops(groups.shop)
    with pytest.raises(Refused, match="one level"):
        propose(uid_of(groups.first), uid_of(workshops.second), said(), by=groups.shop.scope(groups.union), now=NOW)
    contract = groups.drafted().contract
    for wrong in ({"second_level": "workshop"}, {"second_unit_id": groups.first}, {"second_beside_id": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Contract.objects.filter(pk=contract.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.update(second_level="workshop")


def test_q19_nobody_signs_for_both_sides_and_nobody_else_signs() -> None:
    both = two_groups().drafted()
    member, stranger = with_secret(both.shop.person()), with_secret(make_shop("second mill").person())
    for person in (member, stranger):
        with pytest.raises((NotFound, NotAllowed)):
            both.sign(person)
    both.sign(both.union)
    both.sign(both.union)
    assert Signature.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(pk=both.contract.pk).update(second_beside_id=both.union.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.update(person_id=member.id)


def test_q19_one_person_who_leads_both_units_is_not_two_persons() -> None:
    both = two_groups()
    uid = both.proposed()
    end_mandate_of(both, both.other_production)
    system = Scope.system(TODAY)
    give_mandate(both.production.id, Role.FOREMAN, unit_id=both.second, starts=TODAY, by=system, now=NOW)
    with pytest.raises(Refused, match="Four persons"):
        accept(uid, by=both.shop.scope(both.other_union), now=NOW)


def test_q19_the_answer_is_open_yes_no_or_another_proposal() -> None:
    both = two_groups()
    theirs = both.shop.scope(both.other_union)
    no = both.proposed(indicator="⟦waste⟧")
    decline(no, "⟦not this month⟧", by=theirs, now=NOW)
    assert Proposal.objects.get(uid=no).reason == "⟦not this month⟧"
    back = counter(both.proposed(), said(target=90.0), by=theirs, now=NOW)
    assert Proposal.objects.get(uid=back).first_unit_id == both.second
    with pytest.raises(NotAllowed):  # one's own proposal is the other side's to answer
        accept(back, by=theirs, now=NOW)
    uid = accept(back, by=both.shop.scope(both.union), now=NOW)
    assert Contract.objects.get(uid=uid).terms.get().target == 90
    with pytest.raises(Overtaken):
        decline(back, "", by=both.shop.scope(both.union), now=NOW)


def test_q19_only_leaders_propose_only_own_house_and_an_open_one_only_once() -> None:
    both, elsewhere = two_groups(), two_groups(make_shop("second mill"))
    member = both.shop.person()
    with pytest.raises(NotAllowed):
        propose(uid_of(both.first), uid_of(both.second), said(), by=both.shop.scope(member), now=NOW)
    with pytest.raises(NotFound):
        propose(uid_of(both.first), uid_of(elsewhere.first), said(), by=both.shop.scope(both.union), now=NOW)
    uid = both.proposed()
    with pytest.raises(Refused):
        both.proposed()
    with pytest.raises(NotAllowed):
        withdraw(uid, by=both.shop.scope(both.other_union), now=NOW)
    withdraw(uid, by=both.shop.scope(both.production), now=NOW)
    both.proposed()


@pytest.mark.parametrize("wrong", [{"indicator": " "}, {"ends": NOW.date()}, {"target": 80.0}])
def test_s33_a_proposal_says_what_up_to_what_and_until_when(wrong: dict[str, Any]) -> None:
    both = two_groups()
    with pytest.raises(Refused):
        both.proposed(**wrong)
    both.proposed()


def test_q19_a_new_leader_takes_the_seat_and_the_old_ones_name_is_void() -> None:
    both = two_groups().drafted()
    both.sign(both.production)
    both.sign(both.union)
    end_mandate_of(both, both.union)
    new = with_secret(both.shop.holder(Role.GROUP_LEADER))
    confirm_orientation(by=both.shop.scope(new), now=NOW)
    with pytest.raises(NotAllowed):
        both.sign(both.union)
    both.sign(new)
    assert Signature.objects.get(person=both.union).voided is not None
    for person in (both.other_union, both.other_production):
        both.sign(person)
    assert both.contract.state == "signed" and both.contract.first_id == new.id
    assert not [*signatures_verify(), *signed_by_all()]


def test_q31_a_draft_is_the_fours_a_signed_one_both_units_and_no_other_factorys() -> None:
    both = two_groups().drafted()
    member, other = both.shop.person(), make_shop("second mill").person()
    neighbour = both.shop.person(group=both.shop.add_group("⟦third⟧"))
    seen = lambda person: visible_to(both.shop.scope(person)).filter(uid=both.uid).exists()  # noqa: E731
    assert [seen(person) for person in (*both.four, member)] == [True] * 4 + [False]
    both.signed()
    assert [seen(person) for person in (*both.four, member)] == [True] * 5
    assert not seen(neighbour) and not seen(other)


def test_q21_either_side_ends_it_without_blame() -> None:
    both = two_groups().drafted().signed()
    end_contract(both.uid, "time", by=both.shop.scope(both.other_production), now=days_later(3))
    assert both.contract.state == "ended"


def end_mandate_of(both: TwoUnits, person: Person) -> None:
    """The person leads nothing from today on."""
    Mandate.objects.filter(person=person).update(ends=TODAY)
