"""S43, S57: help after a surge of new workers or a change of product; before and after, with missing as missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from huzhu.base.access import NotAllowed, NotFound, Refused, Role, Scope
from huzhu.base.followup.models import Matter
from huzhu.base.people.models import Person
from huzhu.base.units.actions.tree import label_unit
from huzhu.base.units.models import Unit
from huzhu.rooms.campaigns.actions.campaigns import begin, close, decline, measure, open_campaign
from huzhu.rooms.campaigns.models import Campaign
from huzhu.rooms.campaigns.queries.pages import campaign_page
from huzhu.rooms.campaigns.reactions import see_surges
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.production.actions.figures import Said, save_figures
from huzhu.rooms.production.actions.indicators import found_indicator
from huzhu.rooms.production.queries.below import sums_of
from tests.cast import NOW, START, TODAY, Shop, make_shop
from tests.exchange.browsers import client_for

pytestmark = pytest.mark.django_db
JULY, SEPTEMBER = date(2026, 1, 1), date(2026, 2, 1)
"""The months before and after, as the cast's calendar has them: F12 speaks of July and September."""


@dataclass
class Mill:
    """Xinyi cloth factory (F10-F13): 82 new of 136 people, and a sponsor."""

    shop: Shop
    sponsor: Person
    old: list[Person]
    new: list[Person]

    @property
    def by(self) -> Scope:
        return self.shop.scope(self.sponsor)

    @property
    def campaign(self) -> Campaign:
        return Campaign.objects.get()


def mill(*, new: int = 82, old: int = 53) -> Mill:
    shop = make_shop()
    sponsor = shop.holder(Role.SPONSOR, unit=shop.factory, group=shop.add_group("⟦office⟧"))
    hired = TODAY - timedelta(days=40)
    return Mill(shop, sponsor, [shop.person() for _ in range(old)], [shop.person(hired=hired) for _ in range(new)])


def signed(one: Mill, old: Person, new: Person) -> Contract:
    """A contract that both signed today, as rows; its signing is another test's."""
    group = one.shop.group
    matter = Matter.objects.create(kind="contract", unit_id=group, opened=TODAY)
    contract = Contract.objects.create(
        matter=matter, kind="apprenticeship", state="signed", mode="introduced", first=old, second=new, first_unit_id=group,
        second_unit_id=group, drafted=NOW, signed=NOW, starts=TODAY, ends=TODAY + timedelta(days=30),
    )  # fmt: skip
    contract.terms.create(position=1, teacher=old, learner=new, technique=one.shop.technique(), target=800)
    return contract


def test_s43_f11_a_share_of_new_workers_above_the_threshold_is_proposed_once_and_below_it_never() -> None:
    one = mill()
    assert see_surges(NOW) == 1
    assert (one.campaign.reason, one.campaign.share, one.campaign.state) == (
        "new-workers",
        603,
        "proposed",
    )  # 82 of 136
    assert see_surges(NOW) == 0, "it stands already"
    decline(one.campaign.uid, "⟦they are trained⟧", by=one.by, now=NOW)
    assert see_surges(NOW) == 0, "and is not proposed again at once"
    Campaign.objects.all().delete()
    Person.objects.filter(id__in=[person.id for person in one.new[:42]]).update(hired=START)
    assert see_surges(NOW) == 0, "40 of 136 are no surge"


def test_s43_a_change_of_product_is_proposed_and_a_first_product_is_none() -> None:
    one = mill(new=0, old=6)
    system = Scope.system(TODAY)
    label_unit(one.shop.factory, "product", "⟦poplin⟧", starts=TODAY - timedelta(days=5), by=system, now=NOW)
    assert see_surges(NOW) == 0
    label_unit(one.shop.workshop, "product", "⟦drill⟧", starts=START, by=system, now=NOW)
    label_unit(one.shop.workshop, "product", "⟦poplin⟧", starts=TODAY - timedelta(days=5), by=system, now=NOW)
    assert see_surges(NOW) == 1
    assert (one.campaign.unit_id, one.campaign.product) == (one.shop.workshop, "⟦poplin⟧")


@time_machine.travel(NOW, tick=False)
def test_s43_s57_f10_f12_f13_the_page_shows_contracts_norm_reached_and_plan_before_and_after(english: None) -> None:
    one = mill(new=24, old=24)
    see_surges(NOW)
    output = found_indicator("⟦output⟧", unit_id=one.shop.factory, by=one.by.system(TODAY), now=NOW)
    quality = found_indicator("⟦quality⟧", unit_id=one.shop.factory, by=one.by.system(TODAY), now=NOW)
    scrap = found_indicator("⟦scrap⟧", unit_id=one.shop.factory, by=one.by.system(TODAY), now=NOW)
    plan = Decimal(100)
    rows = [
        Said(what, month, plan, Decimal(done), unit_id=one.shop.factory)
        for what, month, done in (
            (output, JULY, 69), (quality, JULY, 67), (output, SEPTEMBER, 96), (quality, SEPTEMBER, 94),
            (scrap, SEPTEMBER, 50),
        )
    ]  # fmt: skip
    norm = Decimal(40)  # F10: 40 m per loom and shift; the new ones 19 to 21 m
    for place, person in enumerate(one.new):
        rows.append(Said(output, JULY, norm, Decimal(19 + place % 3), person_id=person.id))
        rows.append(Said(output, SEPTEMBER, norm, Decimal(41 if place < 11 else 38), person_id=person.id))
    save_figures(rows, by=Scope.system(TODAY), now=NOW)
    july = sums_of([person.id for person in one.new], JULY).values()
    assert {total.percent for total in july} == {Decimal("47.5"), Decimal("50.0"), Decimal("52.5")}  # F10
    open_campaign(one.campaign.uid, JULY, by=one.by, now=NOW)
    contracts = [signed(one, old, new) for old, new in zip(one.old, one.new, strict=True)]
    measure(one.campaign.uid, SEPTEMBER, by=one.by, now=NOW)
    page = campaign_page(one.campaign, one.by)
    assert [tuple(word.replace("\xa0", " ") for word in (line.before, line.after, line.change)) for line in page.effects] == [
        ("69.0 %", "96.0 %", "+27.0 points"), ("67.0 %", "94.0 %", "+27.0 points"),
        ("missing", "50.0 %", ""), ("few of 24", "11 of 24", ""),
    ]  # fmt: skip
    assert page.norm.said.startswith("11 of 24 learners")  # F13: 11 of 24, 45.8 %
    assert page.unnamed == len(contracts) and page.contracts == [], "a factory's sponsor sees no names"
    leader = one.shop.holder(Role.GROUP_LEADER)
    seen = campaign_page(one.campaign, one.shop.scope(leader))
    assert [line.reached for line in seen.contracts].count(True) == 11
    mate = campaign_page(one.campaign, one.shop.scope(one.old[0]))
    assert {line.reached for line in mate.contracts} == {None}, "who reached the plan is not for his mates"
    address = reverse("campaigns:page", args=[one.campaign.uid])
    body = client_for(one.sponsor).get(address, headers={"accept-language": "en"}).content.decode()
    assert "+27.0" in body and "missing" in body and one.new[0].name not in body


def test_s43_only_who_organises_there_opens_and_closes_and_it_ends_with_words() -> None:
    one = mill(new=30, old=20)
    see_surges(NOW)
    uid, mate, stranger = one.campaign.uid, one.old[0], make_shop("second mill").person()
    with pytest.raises(NotAllowed):
        open_campaign(uid, JULY, by=one.shop.scope(mate), now=NOW)
    with pytest.raises(NotFound):
        open_campaign(uid, JULY, by=one.shop.scope(stranger), now=NOW)
    with pytest.raises(Refused):
        open_campaign(uid, date(2027, 1, 1), by=one.by, now=NOW)
    open_campaign(uid, JULY, by=one.by, now=NOW)
    with pytest.raises(Refused):
        close(uid, JULY, "⟦learned⟧", by=one.by, now=NOW)  # the month of the result is later than the one before
    with pytest.raises(Refused):
        close(uid, SEPTEMBER, " ", by=one.by, now=NOW)
    assert one.campaign.state == "open"
    close(uid, SEPTEMBER, "⟦learned⟧", by=one.by, now=NOW)
    assert [effect.result for effect in one.campaign.effects.all()] == [None], "nothing measured stays missing"


@pytest.mark.db_both
def test_s43_a_unit_has_one_campaign_at_a_time_and_none_ends_without_words() -> None:
    one = mill(new=3, old=3)
    _begin(one)
    with pytest.raises(Refused):
        _begin(one)
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.update(state="closed", closed=TODAY, opened=TODAY, before=JULY, words="")


def _begin(one: Mill) -> str:
    return begin(Unit.objects.get(id=one.shop.factory).uid, by=one.by, now=NOW)
