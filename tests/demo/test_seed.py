"""The demo factory: one seeding, judged by what it must show and by `huzhu check` (A.1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from huzhu import demo
from huzhu.base.access import Role
from huzhu.base.db.consistency import checks
from huzhu.base.journal.demo import mark_as_demo
from huzhu.base.people.accounts import demo_accounts
from huzhu.base.people.models import Account, Mandate, Membership, Person
from huzhu.base.people.rights import FULL, rights_of
from huzhu.base.units.models import Unit
from huzhu.demo.clock import drawn_by
from huzhu.demo.house import PIN, found_house
from huzhu.demo.measured import six_months
from huzhu.demo.story import MILL
from huzhu.demo.words import OFFICE_GROUP
from huzhu.rooms.contracts.models import Contract, Signature, Step
from huzhu.rooms.introductions.models import Certificate, Ending, Introduction, Round, Wish
from huzhu.rooms.skills.models import KeyProblem, Measurement, Month, MonthScore

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def made(number: int) -> dict[str, Any]:
    """Seed, and what can be compared of it: no keys, no cipher texts."""
    mark_as_demo(timezone.now())
    demo.seed(number, TODAY)
    return {
        "people": list(Person.objects.order_by("roll").values_list("uid", "roll", "name", "hired")),
        "scores": list(MonthScore.objects.order_by("id").values_list("person__uid", "score", "quantity")),
        "rounds": list(Round.objects.order_by("id").values_list("uid", "kind", "state", "seed", "opened")),
        "met": list(Introduction.objects.order_by("id").values_list("uid", "teacher__uid", "learner__uid", "state")),
        "contracts": list(Contract.objects.order_by("pk").values_list("uid", "state", "signed", "ends", "closed")),
        "steps": list(Step.objects.order_by("id").values_list("uid", "text", "done")),
    }


@pytest.fixture(scope="module")
def twice(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """The factory of one number made twice; the second one stays for the module."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            first = made(1952)
            transaction.set_rollback(True)
        with transaction.atomic():
            yield first, made(1952)
            transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def factory(twice: object) -> None:
    """Every test here looks at the seeded factory."""


def test_the_same_number_makes_the_same_factory(twice: tuple[dict[str, Any], dict[str, Any]]) -> None:
    assert twice[0] == twice[1]


def test_another_number_makes_other_people() -> None:
    ours = set(Person.objects.values_list("name", flat=True))
    draw, months = Random(7), six_months(TODAY)
    with transaction.atomic(), drawn_by(draw):
        found_house(MILL, draw, founded=date(2020, 1, 1), today=TODAY, new_since=months[2])
        theirs = set(Person.objects.values_list("name", flat=True)) - ours
        transaction.set_rollback(True)
    assert len(theirs) > 80


def test_a_factory_of_three_workshops_and_eight_groups_with_about_a_hundred_people() -> None:
    assert Unit.objects.filter(level="workshop").count() == 3
    assert Unit.objects.filter(level="group").exclude(name=OFFICE_GROUP.name).count() == 8
    assert 95 <= Person.objects.count() <= 110
    assert Person.objects.values("name").distinct().count() == Person.objects.count()


def test_check_finds_nothing() -> None:
    assert {one.code: list(one.find()) for one in checks()} == {one.code: [] for one in checks()}


def test_nobody_is_in_two_groups() -> None:
    of_each = Counter(Membership.objects.on(TODAY).values_list("person_id", flat=True))
    assert set(of_each.values()) == {1} and len(of_each) == Person.objects.count()


def test_six_months_are_closed_with_all_levels_and_gaps_and_one_group_has_no_data() -> None:
    assert Month.objects.filter(state="closed").values("month").distinct().count() == 6
    assert {"opening", "leaders", "alone", "rule"} == set(
        Month.objects.exclude(closed_how="").values_list("closed_how", flat=True)
    )
    last = MonthScore.objects.filter(month__month=six_months(TODAY)[-1]).values_list("score", flat=True)
    assert all(
        any(low <= score < high for score in last) for low, high in ((0, 200), (200, 500), (500, 800), (800, 1001))
    )
    first, end = (MonthScore.objects.filter(month__month=month) for month in six_months(TODAY)[::5])
    assert sum(r.score for r in end) / len(end) > sum(r.score for r in first) / len(first)
    measured = set(MonthScore.objects.values_list("person_id", "technique_id"))
    assert len(measured) > len(last) * 0.9
    groups = Unit.objects.filter(level="group").exclude(name=OFFICE_GROUP.name)
    assert [unit.name for unit in groups if not Measurement.objects.filter(unit=unit).exists()] == ["保全组"]
    assert KeyProblem.objects.on(TODAY).count() >= 6


def test_there_is_a_round_in_each_state_and_one_to_compare() -> None:
    full = Round.objects.filter(kind="full")
    assert Counter(full.values_list("state", flat=True)) == {"gathering": 2, "computed": 1, "sent": 1, "closed": 1}
    compared = full.get(state="gathering", gather_until__lt=timezone.now())
    members = Membership.objects.on(TODAY).filter(unit__places__path__contains=f"/{compared.unit_id}/")
    assert Wish.objects.filter(kind="request", state="open", person__in=members.values("person")).count() >= 5
    assert Introduction.objects.filter(wave__round=full.get(state="computed"), state="prepared").exists()


def test_the_sent_round_waits_for_answers_and_the_closed_one_has_its_endings_and_certificate() -> None:
    sent = Introduction.objects.filter(wave__round__kind="full", state="sent")
    assert sent.count() >= 3 and all(row.deadline and row.deadline > timezone.now() for row in sent)
    closed = Round.objects.get(kind="full", state="closed")
    assert set(Ending.objects.filter(round=closed).values_list("way", flat=True)) == {
        "introduced",
        "owned",
        "collective",
    }
    assert Certificate.objects.filter(wave__round=closed).count() == closed.waves.count()
    assert {"concluded", "not concluded"} == set(
        Introduction.objects.filter(wave__round=closed).values_list("state", flat=True)
    )


def test_contracts_live_are_due_are_late_ended_settled_lapsed_drafted_and_recorded() -> None:
    states = Counter(Contract.objects.values_list("state", flat=True))
    assert {"draft", "lapsed", "recorded", "signed", "settled", "ended"} <= set(states)
    signed = Contract.objects.filter(state="signed")
    assert signed.filter(ends__lt=TODAY).exists()
    assert signed.filter(ends__gte=TODAY, ends__lte=TODAY + timedelta(days=3)).exists()
    assert signed.filter(ends__gt=TODAY + timedelta(days=7)).exists()
    assert any(len(set(row.terms.values_list("teacher_id", flat=True))) == 2 for row in signed)
    assert {True, False, None} <= set(Step.objects.filter(contract__state="signed").values_list("done", flat=True))
    assert set(signed.values_list("mode", flat=True)) == {"introduced", "found"}
    assert all(Signature.objects.filter(contract=row, voided=None).count() == 2 for row in signed)


def test_every_role_has_a_door_and_each_door_a_fully_confirmed_sign_in() -> None:
    doors = demo_accounts()
    assert {role.label for role in Role} <= {door.role for door in doors} and {door.house for door in doors} == {
        MILL.name
    }
    accounts = Account.objects.filter(uid__in=[door.uid for door in doors if door.role])
    assert set(rights_of(accounts).values()) == {FULL}
    assert set(Mandate.objects.on(TODAY).values_list("role", flat=True)) == set(Role)


def test_the_first_member_has_an_open_introduction_and_a_draft_and_can_step_in() -> None:
    member = next(door for door in demo_accounts() if not door.role)
    person = Account.objects.get(uid=member.uid).person
    assert Introduction.objects.filter(learner=person, state="sent").exists()
    draft = Contract.objects.get(state="draft", second=person)
    assert Signature.objects.filter(contract=draft, voided=None).count() == 1
    client = Client()
    assert client.post(f"/demo/enter/{member.uid}").status_code == 302
    assert client.get("/").status_code == 200


def test_the_pin_of_the_demo_counts_after_stepping_in() -> None:
    from django.contrib.auth.hashers import check_password

    from huzhu.base.people.secrets import keyed

    account = Account.objects.get(uid=demo_accounts()[0].uid)
    assert check_password(keyed(f"pin:{account.uid}:{PIN}"), account.pin)
    assert not check_password(keyed(f"pin:{account.uid}:000000"), account.pin)
