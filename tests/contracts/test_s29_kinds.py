"""S29, S86: a kind is a value with its weekly proposal; the counts of the kinds sum to the total; a tutor is one of them."""

from __future__ import annotations

import pytest
from django.utils import translation

from huzhu.rooms.contracts.actions.drafting import edit_draft
from huzhu.rooms.contracts.actions.terms import DraftWords, TermWords
from huzhu.rooms.contracts.kinds import CATALOGUE
from huzhu.rooms.contracts.queries.lists import counts
from huzhu.rooms.contracts.queries.sheet import contract_sheet
from huzhu.rooms.introductions.models import Load
from tests.cast import NOW, TODAY, make_shop
from tests.contracts.pair import Pair, browser_of, days_later, make_pair

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "cast_day")]
WEEK = "Sunday, after maintenance: practice together, 60 min"


def of_kind(pair: Pair, kind: str) -> Pair:
    terms = (TermWords(True, pair.contract.terms.get().technique_id, target=800.0, ends=days_later(20).date()),)
    edit_draft(pair.uid, DraftWords(kind, "", "", terms), by=pair.scope(pair.first), now=NOW)
    return pair


@pytest.mark.parametrize(("kind", "proposed"), [("apprenticeship", True), ("tutor", False)])
def test_s29_a_kind_proposes_its_week_on_the_page_and_in_print_and_a_tutor_has_no_fixed_programme(
    kind: str, proposed: bool
) -> None:
    pair = of_kind(make_pair(), kind)
    with translation.override("en"):
        assert (WEEK in contract_sheet(pair.contract, pair.scope(pair.first)).duties) is proposed
    assert bool(browser_of(pair.first).get(f"/contracts/{pair.uid}/").context["page"].practice) is proposed


def test_s29_every_kind_but_units_can_be_chosen_and_the_kinds_sum_to_the_total() -> None:
    shop = make_shop()
    codes = [code for code, kind in CATALOGUE.items() if not kind.of_units]
    assert len(codes) >= 3 and {"apprenticeship", "brothers", "sisters", "tutor"} == set(codes)
    for code in codes:
        of_kind(make_pair(shop, technique=f"⟦{code}⟧"), code).signed()
    found = counts(shop.path(shop.group), TODAY)
    assert found.total == sum(line.count for line in found.by_kind) == len(codes)


def test_s86_a_tutor_counts_in_the_load_like_every_other_teacher() -> None:
    pair = of_kind(make_pair(), "tutor").signed()
    assert Load.objects.get(person=pair.first).teaching == 1
