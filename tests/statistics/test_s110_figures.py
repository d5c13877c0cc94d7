"""S110, S30, S31, Q18: counts with what they cover; parts sum to totals, percentages to 100, every figure opens."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest
from django.db import IntegrityError, transaction

from huzhu.base.access import Refused, Role, Scope
from huzhu.base.people.actions.dissolving import dissolve_unit
from huzhu.base.people.actions.roll import found_post, move_person
from huzhu.base.people.queries import roster
from huzhu.base.units.models import Unit
from huzhu.base.units.queries import unit_by_uid
from huzhu.rooms.contracts.actions.drafting import edit_draft
from huzhu.rooms.contracts.actions.recording import RecordedTerm, record_contract
from huzhu.rooms.contracts.actions.terms import DraftWords, TermWords
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.skills.models import PostTrade, Trade
from huzhu.rooms.skills.queries import techniques_for
from huzhu.rooms.statistics.queries.figures import Figures, Table, figures_of_contracts
from tests.cast import NOW, START, TODAY, Shop, make_shop
from tests.contracts.pair import Pair, browser_of, days_later, make_pair
from tests.contracts.two_units import two_groups

pytestmark = [pytest.mark.django_db, pytest.mark.db_both, pytest.mark.usefixtures("english", "cast_day")]


def listed(shop: Shop, kind: str, count: int, *, starts: date = TODAY) -> None:
    """So many recorded contracts of a kind, each of two new people of the first group."""
    for _ in range(count):
        one, two = shop.people(2)
        term = (RecordedTerm(True, shop.technique().id, target=800, ends=days_later(30).date()),)
        record_contract(one.id, two.id, term, kind=kind, starts=starts, by=Scope.system(TODAY), now=NOW)


def figures(shop: Shop, unit: int | None = None, since: date = date(2026, 1, 1)) -> Figures:
    uid = Unit.objects.values_list("uid", flat=True).get(id=unit or shop.factory)
    line = unit_by_uid(uid, TODAY)
    assert line is not None
    return figures_of_contracts(line, since, TODAY, TODAY)


def parts(table: Table) -> dict[str, tuple[int, int]]:
    return {part.word: (part.count.recorded, part.count.signed) for part in table.parts}


def content(pair: Pair, code: str) -> None:
    terms = (TermWords(True, pair.shop.technique().id, target=800.0, ends=days_later(20).date()),)
    edit_draft(pair.uid, DraftWords("sisters", "", "", terms, content=code), by=pair.scope(pair.first), now=NOW)


def test_s110_recorded_and_signed_stand_apart_parts_sum_to_totals_and_shares_to_100() -> None:
    shop = make_shop()
    listed(shop, "apprenticeship", 2)
    listed(shop, "sisters", 1)
    make_pair(shop).signed()
    make_pair(shop, technique="doffing")  # a draft is counted nowhere
    found = figures(shop)
    assert parts(found.tables[0]) == {"apprenticeship": (2, 1), "peers (sisters)": (1, 0)}
    assert (found.total.recorded, found.total.signed) == (3, 1)
    for table in found.tables:
        assert table.total == found.total and sum(part.share for part in table.parts) == 100
    assert sum(unit.count.all for unit in found.units) == found.total.all
    assert figures(shop, since=TODAY).total == found.total and figures(shop, unit=shop.add_group("⟦2⟧")).total.all == 0


def test_s110_the_period_bounds_what_is_counted_and_missing_units_are_listed() -> None:
    shop = make_shop()
    shop.add_group("⟦second⟧")
    listed(shop, "sisters", 1, starts=date(2025, 6, 1))
    listed(shop, "brothers", 1)
    found = figures(shop)
    assert found.total.all == 1 and found.covered == 2 and found.missing == ["⟦second⟧"]
    assert figures(shop, since=date(2025, 1, 1)).total.all == 2


def test_s110_what_a_group_that_is_no_more_keeps_still_counts_and_the_units_sum_to_the_total() -> None:
    shop = make_shop()
    listed(shop, "sisters", 2)
    other = shop.add_group("⟦second⟧")
    before = figures(shop, shop.workshop)
    homes = {line.id: other for line in roster(shop.group, TODAY)}
    dissolve_unit(shop.group, homes, ends=TODAY, reason="⟦merged⟧", by=Scope.system(TODAY), now=NOW)
    for unit in (shop.workshop, shop.factory):
        found = figures(shop, unit)
        assert found.total == before.total and found.total.all == 2
        assert sum(line.count.all for line in found.units) == found.total.all
    found = figures(shop, shop.workshop)
    assert {line.name: line.count.all for line in found.units} == {"⟦first mill group 1⟧": 2}
    assert found.none_yet == ["⟦second⟧"] and figures(shop, other).total.all == 0


def test_s30_statistics_are_split_by_the_level_of_the_parties() -> None:
    both = two_groups().drafted().signed()
    make_pair(both.shop).signed()
    assert parts(figures(both.shop).tables[1]) == {"two people": (0, 1), "group": (0, 1)}


def test_s31_any_occupation_has_a_contract_and_the_report_is_by_occupation_and_content() -> None:
    shop = make_shop()
    cook = found_post("⟦cook⟧", factory_id=shop.factory, by=Scope.system(START), now=NOW)
    for technique, post, code in (("piecing", shop.post, "operations"), ("soup", cook, "business")):
        shop.post = post
        if post == cook:
            shop.trade = Trade.objects.create(unit_id=shop.factory, name="⟦cooking⟧")
            PostTrade.objects.create(post_id=cook, trade=shop.trade)
        two = make_pair(shop, technique=technique)
        shop.techniques["piecing"] = shop.technique(technique)
        content(two, code)
        two.signed()
    tables = {table.head: parts(table) for table in figures(shop).tables}
    assert tables["Occupation, between two people"] == {"⟦cook⟧": (0, 1), "⟦spinner⟧": (0, 1)}
    assert tables["Content"] == {"workers' operations": (0, 1), "technical and business skills of staff": (0, 1)}
    assert [line.name for line in techniques_for(shop.path(shop.group), trade_ids=[shop.trade.id])] == ["⟦soup⟧"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.update(content="⟦a fifth⟧")
    with pytest.raises(Refused):
        content(make_pair(shop, technique="tea"), "⟦a fifth⟧")


def test_s31_a_new_draft_is_counted_as_the_last_contract_of_its_trade_was() -> None:
    shop = make_shop()
    first = make_pair(shop)
    content(first, "research")
    first.signed()
    assert make_pair(shop).contract.content == "research"
    shop.trade = Trade.objects.create(unit_id=shop.factory, name="⟦cooking⟧")
    assert make_pair(shop, technique="soup").contract.content == "operations"


def test_q31_a_figure_opens_to_names_for_the_own_group_and_to_a_number_above() -> None:
    pair = make_pair().signed()
    shop = pair.shop
    mate, officer = shop.person(), shop.holder(Role.TRAINING_OFFICER, unit=shop.factory)
    outsider = make_shop("second mill").holder(Role.TRAINING_OFFICER)
    group, factory = (Unit.objects.get(id=unit).uid for unit in (shop.group, shop.factory))
    own = unescape(browser_of(mate).get(f"/units/{group}/figures/contracts").content.decode())
    assert "⟦first⟧" in own and f"/contracts/{pair.uid}/" in own
    away = shop.add_group("⟦office⟧")
    move_person(officer.id, to_group_id=away, starts=START, by=Scope.system(START), now=NOW)
    above = unescape(
        browser_of(officer)
        .get(f"/units/{factory}/figures/contracts?by=kind&code=apprenticeship", headers={"accept-language": "en"})
        .content.decode()
    )
    assert "⟦first⟧" not in above and "⟦piecing⟧" in above and "workers' operations" in above and pair.uid[:4] in above
    for address in (f"/units/{factory}/figures", f"/units/{factory}/figures/contracts"):
        assert browser_of(outsider).get(address).status_code == 404
        assert browser_of(mate).get(address).status_code == 404


def test_s110_a_wrong_period_is_said_at_its_field_and_the_usual_one_is_shown() -> None:
    pair = make_pair().signed()
    uid = Unit.objects.get(id=pair.shop.group).uid
    client = browser_of(pair.first)
    page = client.get(f"/units/{uid}/figures?since=2026-03-01&until=2026-02-01")
    assert set(page.context["form"].errors) == {"until"}
    assert page.context["found"].total.all == 1
    assert client.get(f"/units/{uid}/figures?since=x").context["form"].errors
    assert client.get(f"/units/{uid}/figures/contracts?by=name").status_code == 404
