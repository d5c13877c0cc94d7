"""S13: each configurable limit or cadence shows its clause and version on a page where it applies."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from huzhu.base.access import Role
from huzhu.base.charter import clauses
from huzhu.base.charter.actions import set_clause
from huzhu.base.units.models import Unit
from huzhu.rooms.contracts.clauses import PAPER_DAYS, TERM_MONTHS
from huzhu.rooms.contracts.queries.sheet import contract_sheet
from huzhu.rooms.introductions.clauses import ANSWER_DAYS
from huzhu.rooms.introductions.models import Introduction
from huzhu.rooms.skills.clauses import BASELINE_AGE
from huzhu.rooms.skills.queries import baseline
from tests.cast import NOW, TODAY, client_for, learner, make_shop, sent_round, star
from tests.contracts.pair import browser_of, days_later, make_pair
from tests.web.world import addresses, make_world

pytestmark = pytest.mark.django_db

SHOWN = {
    "skills.wanted": ("skills:catalogue", "training officer"),
    "skills.can_help": ("skills:group", "leader"),
    "skills.stall": ("skills:group", "leader"),
    "skills.close_by": ("skills:months", "leader"),
    "skills.smallest_base": ("skills:unit", "factory committee"),
    "skills.baseline_age": ("contracts:edit", "teacher"),
    "introductions.teaching_load": ("introductions:aid", "teacher"),
    "introductions.learning_load": ("introductions:aid", "teacher"),
    "introductions.min_score": ("introductions:round", "organiser"),
    "introductions.min_difference": ("introductions:round", "organiser"),
    "introductions.minutes": ("introductions:round", "organiser"),
    "introductions.candidates": ("introductions:round", "organiser"),
    "introductions.waves": ("introductions:round", "organiser"),
    "introductions.answer_days": ("introductions:round", "organiser"),
    "introductions.gathering": ("introductions:round-new", "organiser"),
    "introductions.wish_life": ("introductions:my-wishes", "learner"),
    "introductions.group_days": ("introductions:my-wishes", "learner"),
    "introductions.workshop_days": ("introductions:my-wishes", "learner"),
    "introductions.offer_days": ("introductions:my-wishes", "learner"),
    "introductions.pair_again": ("introductions:round-one", "teacher"),
    "contracts.term_months": ("contracts:page", "teacher"),
    "contracts.draft_days": ("contracts:page", "teacher"),
    "contracts.warn_months": ("contracts:edit", "teacher"),
    "contracts.warn_aims": ("contracts:edit", "teacher"),
    "contracts.paper_days": ("contracts:page", "teacher"),
    "contracts.review_days": ("contracts:page", "teacher"),
    "contracts.living_fall": ("checks:paper", "workshop sponsor"),
    "contracts.burst_of": ("checks:paper", "workshop sponsor"),
    "contracts.healthy_own": ("statistics:round-healthy", "organiser"),
    "contracts.healthy_supported": ("statistics:round-healthy", "organiser"),
    "practice.stall_gain": ("practice:review", "foreman"),
    "practice.stall_measurements": ("practice:review", "foreman"),
    "practice.stall_review_days": ("practice:review", "foreman"),
    "exchange.call_minutes": ("exchange:help", "learner"),
    "exchange.wave_minutes": ("exchange:help", "learner"),
    "exchange.calls_suggest": ("exchange:help", "learner"),
    "exchange.calls_days": ("exchange:help", "learner"),
    "exchange.clip_days": ("exchange:clips", "leader"),
    "checks.active_days": ("checks:sitting", "leader"),
    "checks.due_days": ("checks:sitting", "leader"),
    "checks.good_sessions": ("checks:sitting", "leader"),
    "checks.finding_days": ("checks:sitting", "leader"),
    "checks.escalate_days": ("checks:sitting", "leader"),
    "checks.talk_days": ("checks:talks", "leader"),
    "campaigns.surge_share": ("campaigns:unit", "factory committee"),
    "campaigns.again_after": ("campaigns:unit", "factory committee"),
}
"""Clause -> (address, somebody of the world who reads it there). A new clause needs its place."""


@pytest.fixture(autouse=True)
def _in_english() -> object:
    with translation.override("en"), time_machine.travel(NOW, tick=False):
        yield


def text(client: Client, url: str) -> str:
    return client.get(url, headers={"accept-language": "en"}).content.decode()


def test_s13_every_clause_says_what_a_change_touches_and_stands_on_a_page_with_its_version() -> None:
    world, words = make_world(), dict(addresses())
    clients = world.clients()
    declared = {clause.code for clause in clauses() if not clause.code.startswith("tests.")}
    assert declared == set(SHOWN)
    assert [clause.code for clause in clauses() if clause.code in declared and not clause.touches] == []
    pages = {place: text(clients[place[1]], world.address(place[0], words[place[0]])) for place in set(SHOWN.values())}
    missing = [code for code, place in SHOWN.items() if not re.search(f'href="[^"]*charter/{code}"', pages[place])]
    assert missing == []


def test_s13_a_deadline_is_shown_with_the_rule_of_the_day_on_which_it_was_stamped() -> None:
    shop = make_shop()
    teacher = star(shop)
    learner(shop)
    sponsor = shop.scope(shop.holder(Role.SPONSOR, unit=shop.factory))
    sent_round(shop)
    page = reverse("introductions:page", args=[Introduction.objects.get().uid])
    before = text(client_for(teacher), page)
    assert "3 working days (example" in before and f"charter/{ANSWER_DAYS.code}" in before
    set_clause(shop.factory, ANSWER_DAYS.code, 5, starts=TODAY + timedelta(days=1), by=sponsor, now=NOW)
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        after = text(client_for(teacher), page)
        assert "3 working days (example" in after and "5 working days" not in after
        mine = text(client_for(teacher), reverse("charter-clause", args=[_uid(shop.group), ANSWER_DAYS.code]))
        assert "5 working days" in mine and "version 1" in mine


def test_s13_a_baseline_may_be_as_old_as_the_unit_allows_from_the_day_on_which_it_allows_it() -> None:
    shop, tomorrow = make_shop(), TODAY + timedelta(days=1)
    person, sponsor = shop.person(), shop.scope(shop.holder(Role.SPONSOR, unit=shop.factory))
    shop.measured(person, "doffing", 400, month=TODAY.replace(year=2025, month=11, day=1))
    technique, path = shop.technique("doffing").id, shop.path(shop.group)
    set_clause(shop.factory, BASELINE_AGE.code, 6, starts=tomorrow, by=sponsor, now=NOW)
    assert baseline(person.id, technique, TODAY, path=path) is None
    held = baseline(person.id, technique, tomorrow, path=path)
    assert held is not None and held.score == 400


def test_s13_a_signed_contract_keeps_its_rules_on_the_page_and_on_paper() -> None:
    pair = make_pair()
    sponsor = pair.shop.scope(pair.shop.holder(Role.SPONSOR, unit=pair.shop.factory))
    pair.signed()
    for clause, number in ((TERM_MONTHS, 2), (PAPER_DAYS, 60)):
        set_clause(pair.shop.factory, clause.code, number, starts=TODAY + timedelta(days=1), by=sponsor, now=NOW)
    with time_machine.travel(days_later(2), tick=False):
        later = pair.scope(pair.first, day=days_later(2).date())
        page = text(browser_of(pair.first), reverse("contracts:page", args=[pair.uid]))
        assert "Rules of 2 Mar" in page and "30 days (example" in page and "60 days" not in page
        paper = contract_sheet(pair.contract, later).clauses
        assert "1 months (example" in paper and "version 1" not in paper


def _uid(unit_id: int) -> str:
    return Unit.objects.get(id=unit_id).uid
