"""Q19: who signed for one unit has not signed for the other, and what a unit agreed outlasts whoever led it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from huzhu.base.access import NotAllowed, Role, Scope
from huzhu.base.people.actions.deleting import delete_again
from huzhu.base.people.actions.roll import end_mandate, give_mandate
from huzhu.base.people.models import Person
from huzhu.rooms.contracts.actions.drafting import edit_draft
from huzhu.rooms.contracts.actions.orientation import confirm_orientation
from huzhu.rooms.contracts.actions.taking_part import answer, ask
from huzhu.rooms.contracts.actions.terms import DraftWords, TermWords
from huzhu.rooms.contracts.consistency import signatures_verify, signed_by_all
from huzhu.rooms.contracts.models import Signature, TermPerson
from tests.cast import NOW, TODAY
from tests.contracts.pair import days_later, with_secret
from tests.contracts.two_units import TwoUnits, two_groups

pytestmark = [pytest.mark.django_db, pytest.mark.db_both, pytest.mark.usefixtures("english")]
SYSTEM = Scope.system(TODAY)


def leads_now(both: TwoUnits, person: Person, role: Role, unit: int, *, instead: Person) -> None:
    """The one takes the place of the other from today on."""
    end_mandate(instead.id, role, unit_id=unit, ends=TODAY, by=SYSTEM, now=NOW)
    give_mandate(person.id, role, unit_id=unit, starts=TODAY, by=SYSTEM, now=NOW)


def newcomer(both: TwoUnits) -> Person:
    person = with_secret(both.shop.person())
    confirm_orientation(by=both.shop.scope(person), now=NOW)
    return person


def test_q19_whoever_comes_to_lead_the_other_unit_has_not_signed_for_it() -> None:
    both = two_groups().drafted()
    both.sign(both.union)
    new = newcomer(both)
    leads_now(both, new, Role.GROUP_LEADER, both.first, instead=both.union)
    leads_now(both, both.union, Role.GROUP_LEADER, both.second, instead=both.other_union)
    for person in (both.production, both.other_production, new):
        both.sign(person)
    assert both.contract.state == "draft"
    both.sign(both.union)
    assert both.contract.state == "signed"
    assert not [*signatures_verify(), *signed_by_all()]


def test_q19_a_leader_who_comes_back_signs_anew() -> None:
    both = two_groups().drafted()
    both.sign(both.union)
    new = newcomer(both)
    leads_now(both, new, Role.GROUP_LEADER, both.first, instead=both.union)
    both.sign(both.production)
    leads_now(both, both.union, Role.GROUP_LEADER, both.first, instead=new)
    for person in (both.union, both.other_union, both.other_production):
        both.sign(person)
    assert both.contract.state == "signed" and Signature.objects.filter(person=both.union).count() == 2
    assert not [*signatures_verify(), *signed_by_all()]


@pytest.mark.parametrize("signed", [False, True])
def test_q36_a_contract_of_units_outlasts_a_leader_who_is_deleted(settings: Any, tmp_path: Path, signed: bool) -> None:
    settings.HOME = tmp_path
    both = two_groups().drafted()
    if signed:
        both.signed()
    for person in (both.union, both.other_production):
        delete_again(person.uid, by=SYSTEM, now=NOW)
    assert both.contract.state == ("signed" if signed else "draft")
    assert not [*signatures_verify(), *signed_by_all()]


def asked(both: TwoUnits) -> tuple[Person, str]:
    """Somebody asked to carry out the term, and its public id."""
    person, term = both.shop.person(), both.contract.terms.get().uid
    ask(both.uid, term, person.roll, by=both.shop.scope(both.union), now=NOW)
    return person, term


def test_q33_nobody_takes_part_by_a_sign_in_that_one_person_confirmed() -> None:
    both = two_groups().drafted()
    person, term = asked(both)
    with pytest.raises(NotAllowed):
        answer(both.uid, term, True, by=both.shop.scope(person, full=False), now=NOW)
    answer(both.uid, term, True, by=both.shop.scope(person), now=NOW)
    assert TermPerson.objects.get().accepted == NOW


def test_two_terms_of_the_same_words_ask_nobody_twice() -> None:
    both = two_groups().drafted()
    asked(both)
    term = TermWords(True, indicator="⟦output⟧", measure="⟦pieces⟧", target=95.0, ends=days_later(20).date())
    twice = tuple(
        TermWords(one, indicator=term.indicator, measure=term.measure, target=term.target, ends=term.ends)
        for one in (False, False)
    )
    edit_draft(both.uid, DraftWords("units", "", "", twice), by=both.shop.scope(both.union), now=NOW)
    assert TermPerson.objects.count() == 1
