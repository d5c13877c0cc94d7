"""The demo city: one seeding, judged by what it must show and by `huzhu check` (B.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from huzhu import demo
from huzhu.base.access import Role
from huzhu.base.calendar.models import DayException, Rota
from huzhu.base.charter.models import Ruling
from huzhu.base.db.consistency import checks
from huzhu.base.journal.demo import mark_as_demo
from huzhu.base.people.accounts import demo_accounts
from huzhu.base.people.models import Account, Mandate, Membership, Person
from huzhu.base.people.rights import FULL, rights_of
from huzhu.base.units.kinds import LEVELS
from huzhu.base.units.models import Label, Place, Standing, Unit
from huzhu.base.units.moves import STATES
from huzhu.demo.city_words import CITY, COUNTY, FACTORIES, LOCALLY
from huzhu.demo.four_sides import GROUP
from huzhu.demo.measured import six_months
from huzhu.demo.story import MILL
from huzhu.rooms.campaigns.models import Campaign
from huzhu.rooms.contracts.kinds import CATALOGUE, CONTENT
from huzhu.rooms.contracts.models import Contract, Proposal, Signature
from huzhu.rooms.introductions.models import Introduction, Round, Wish
from huzhu.rooms.production.models import Figure, Finding, OwnView
from huzhu.rooms.production.queries.below import sums_of
from huzhu.rooms.skills.models import Counted, ItemMark, LocalName, Measurement, Month, MonthScore, Standard, Technique

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The city, made once for the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        mark_as_demo(timezone.now())
        demo.seed(1952, TODAY, city=True)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def city(made: None) -> None:
    """Every test here looks at the seeded city."""


def test_six_factories_of_about_forty_groups_and_eight_hundred_people_stand_below_a_city() -> None:
    places = Place.objects.on(TODAY)
    levels = Counter(places.values_list("unit__level", flat=True))
    assert levels["factory"] == 6 and levels["province"] == levels["city"] == levels["county"] == levels["office"] == 1
    assert 38 <= levels["group"] <= 46 and levels["workshop"] == 13 and levels["shift"] == levels["team"] == 2
    assert len(levels) >= 9 and set(levels) <= set(LEVELS)
    assert Person.objects.count() >= 800 and Account.objects.count() == Person.objects.count()
    city = Unit.objects.get(name=CITY[0])
    below = places.filter(unit__level="factory", path__contains=f"/{city.id}/")
    assert below.count() == 6 and below.get(parent__name=COUNTY[0]).unit.name == "南澜食品厂"
    assert Unit.objects.filter(level="factory").order_by("id")[0].name == MILL.name
    assert not Unit.objects.filter(name_en="").exists()


def test_check_finds_nothing() -> None:
    assert {one.code: list(one.find()) for one in checks()} == {one.code: [] for one in checks()}


def test_everybody_has_one_home_and_each_factory_its_committee_officer_contact_and_labels() -> None:
    of_each = Counter(Membership.objects.on(TODAY).values_list("person_id", flat=True))
    assert set(of_each.values()) == {1} and len(of_each) == Person.objects.count()
    above = Unit.objects.filter(level__in=("factory", "city", "county"))
    for role in (Role.COMMITTEE, Role.OFFICER):
        held = set(Mandate.objects.on(TODAY).filter(role=role).values_list("unit_id", flat=True))
        assert set(above.values_list("id", flat=True)) <= held
    labelled = set(Label.objects.on(TODAY).filter(kind="contact").values_list("unit_id", flat=True))
    assert set(above.values_list("id", flat=True)) <= labelled
    assert {"line", "product", "trade"} <= set(Label.objects.on(TODAY).values_list("kind", flat=True))


def test_units_stand_in_every_state_and_the_rebuilt_one_has_its_people_back() -> None:
    states = Counter(Standing.objects.on(TODAY).values_list("state", flat=True))
    assert set(states) == set(STATES) - {"active"} and Place.objects.on(TODAY).count() > 60
    rebuilt = Unit.objects.get(predecessor__isnull=False)
    assert rebuilt.predecessor and Standing.objects.on(TODAY).get(unit=rebuilt.predecessor).state == "dissolved"
    back = Membership.objects.on(TODAY).filter(unit=rebuilt)
    assert back.count() == 6 and set(back.values_list("note", flat=True)) == {"恢复原来的组籍和职务"}
    assert {Role.GROUP_LEADER, Role.FOREMAN} <= set(
        Mandate.objects.on(TODAY).filter(unit=rebuilt).values_list("role", flat=True)
    )


def test_every_group_with_people_has_a_rota_and_a_holiday_lies_ahead() -> None:
    homes = set(Membership.objects.on(TODAY).values_list("unit_id", flat=True))
    assert homes == set(Rota.objects.on(TODAY).values_list("unit_id", flat=True))
    assert Rota.objects.on(TODAY).values("pattern").distinct().count() == 3
    assert DayException.objects.filter(unit__name=CITY[0], working=False, day__gt=TODAY).count() >= 4


def test_there_is_a_round_in_each_state_one_to_compare_and_one_of_the_city() -> None:
    full = Round.objects.filter(kind="full")
    assert set(full.values_list("state", flat=True)) == set(Round.State.values)
    assert full.filter(state="gathering", gather_until__lt=timezone.now()).count() == 1
    city = full.get(unit__level="city")
    assert city.state == "gathering" and city.gather_until > timezone.now()
    wishes = Wish.objects.filter(reach="city", state="open").select_related("technique", "person")
    assert {"offer", "request"} == {wish.kind for wish in wishes}
    assert len({wish.person.factory_id for wish in wishes}) >= 3 and all(wish.technique.common_id for wish in wishes)
    assert Introduction.objects.filter(wave__round__kind="hand", state="concluded").exists()


def test_contracts_of_every_kind_and_content_are_signed_recorded_and_drafted() -> None:
    signed = Contract.objects.filter(state="signed")
    assert set(signed.values_list("kind", flat=True)) == set(CATALOGUE)
    recorded = Contract.objects.filter(state="recorded")
    assert set(recorded.values_list("kind", flat=True)) == {
        code for code, kind in CATALOGUE.items() if not kind.of_units
    }
    assert recorded.count() >= 50 and {"assigned", "unknown"} == set(recorded.values_list("mode", flat=True))
    assert set(Contract.objects.values_list("content", flat=True)) == set(CONTENT)
    assert {"draft", "lapsed", "signed", "settled", "ended"} <= set(Contract.objects.values_list("state", flat=True))


def test_units_propose_draft_and_sign_by_four() -> None:
    assert set(Proposal.objects.values_list("first_level", "state")) == {
        ("group", "accepted"), ("workshop", "accepted"), ("factory", "proposed"), ("group", "proposed"),
    }  # fmt: skip
    names = Signature.objects.filter(voided=None)
    signed = Contract.objects.get(kind="units", state="signed")
    assert names.filter(contract=signed).values("person").distinct().count() == 4 and signed.steps.exists()
    draft = Contract.objects.get(kind="units", state="draft")
    assert draft.first_level == "workshop" and names.filter(contract=draft).count() == 2


def test_one_group_has_a_month_of_four_parts_and_an_open_one_with_differences() -> None:
    group, months = Unit.objects.get(name=GROUP), six_months(TODAY)
    month = Month.objects.get(unit=group, month=months[-1])
    assert (month.state, month.closed_how) == ("closed", "leaders") and month.agreed and month.agreed >= 40
    assert month.held and month.agreed < month.held
    assert MonthScore.objects.filter(month=month, agreed=True, agreement__isnull=False).count() == month.agreed
    assert ItemMark.objects.filter(measurement__unit=group).exists()
    running = Measurement.objects.filter(unit=group, month__gt=month.month)
    assert {"assessor", "central", "foreman", "self", "group"} == set(running.values_list("source", flat=True))
    assert Month.objects.filter(unit=group, month__gt=month.month, state="open").exists()
    assert running.get(source="group").words
    published = Standard.objects.filter(state="published")
    assert {"city", "factory"} == set(published.values_list("unit__level", flat=True))
    assert all(standard.items.count() >= 3 for standard in published)


def test_common_techniques_are_mapped_named_locally_and_one_is_not_yet() -> None:
    common = Technique.objects.filter(unit__level="city")
    mapped = Technique.objects.filter(common__in=common)
    assert mapped.values("unit").distinct().count() == 4 and mapped.filter(common__name="清洁保养").count() == 3
    assert Technique.objects.get(name="设备清洗保养").common_id is None
    assert LocalName.objects.count() == sum(len(names) for names in LOCALLY.values())


def test_plan_and_actual_of_three_months_show_who_is_below_with_and_without_a_cause() -> None:
    group, months = Unit.objects.get(name="缝制一组"), six_months(TODAY)
    people = list(Membership.objects.on(TODAY).filter(unit=group).values_list("person_id", flat=True))
    figures = Figure.objects.filter(person__in=people)
    assert set(figures.values_list("day", flat=True)) == set(months[-3:]) and figures.count() == 3 * len(people)
    below = {person for (person, _), total in sums_of(people, months[-1]).items() if total.below(less_is_better=False)}
    found = set(Finding.objects.filter(month=months[-1]).values_list("person_id", flat=True))
    assert found < below and set(Finding.objects.values_list("cause", flat=True)) == {"machine", "skill"}
    assert set(OwnView.objects.values_list("person_id", flat=True)) <= below - found
    assert Figure.objects.filter(unit=group, span="day").values("day__month").distinct().count() >= 3


def test_a_rule_is_drafted_one_is_on_trial_and_one_in_force() -> None:
    assert set(Ruling.objects.values_list("state", flat=True)) == {"draft", "trial", "force"}
    trial = Ruling.objects.get(state="trial")
    assert trial.starts and trial.ends and trial.starts < TODAY < trial.ends


def test_the_city_is_counted_factory_by_factory() -> None:
    assert Counted.objects.filter(stale=False, at__date=TODAY).count() == 6


def test_doors_lead_to_the_mill_the_city_and_every_factory() -> None:
    doors = demo_accounts()
    assert doors[0].house == MILL.name
    assert {door.house for door in doors} == {MILL.name, CITY[0], *(words.name for words in FACTORIES)}
    at_city = {door.role for door in doors if door.house == CITY[0]}
    assert {Role.OFFICER.label, Role.COMMITTEE.label, Role.TRAINING_OFFICER.label} <= at_city
    assert set(rights_of(Account.objects.filter(uid__in=[door.uid for door in doors if door.role])).values()) == {FULL}
    client = Client()
    for door in doors:
        assert client.post(f"/demo/enter/{door.uid}").status_code == 302
        assert client.get("/").status_code == 200, door


def test_a_campaign_of_help_has_shown_what_came_of_it() -> None:
    campaign = Campaign.objects.get(reason="own")
    reached = campaign.effects.get(indicator=None)
    assert campaign.state == "closed" and campaign.words
    assert reached.baseline is not None and reached.result is not None and reached.result > reached.baseline
