"""S44: twice a month the group checks its contracts; what is missing is overdue the day after; nobody checks himself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from huzhu.base.access import NotAllowed, NotFound, Refused, Role
from huzhu.base.followup.models import Check, LifeSign
from huzhu.base.notices import waiting_for
from huzhu.rooms.checks.actions.sitting import Said, decide
from huzhu.rooms.checks.models import Condition
from huzhu.rooms.checks.queries.checks import checks_of
from huzhu.rooms.checks.queries.sitting import sitting_page
from huzhu.rooms.contracts.models import Contract
from tests.cast import NOW
from tests.checks.sat import HALF, LAST_DAY, Group, at, english, practised, signed, stepped

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "cast_day")]


def waits(group: Group, day: date) -> list[str]:
    by = group.by(group.leader, day)
    return [
        f"{line.title}: {line.detail} {line.overdue}" for line in waiting_for(by, at(day)) if "half check" in line.title
    ]


def test_s44_a_half_month_of_eight_active_days_owes_a_check_and_is_overdue_the_day_after() -> None:
    group = Group()
    eight = group.contract(starts=HALF + timedelta(5))
    group.contract(starts=HALF + timedelta(6))  # seven days: nothing is owed yet
    group.begun()
    assert waits(group, LAST_DAY) == ["Second-half check: 1 contract missing, by 28 Feb False"]
    assert waits(group, LAST_DAY + timedelta(2)) == ["Second-half check: 1 contract missing, 2 days over True"]
    group.sit(group.leader, {eight.uid: Said("poor", difficulty="relief", cause="seldom")})
    assert waits(group, LAST_DAY + timedelta(2)) == []
    check = checks_of([eight.pk], HALF, HALF)[eight.pk][0]
    assert (check.rating, check.difficulty, check.cause) == ("poor", "relief", "seldom")


def test_s44_the_learners_home_group_keeps_it_and_the_other_sees_it_kept_elsewhere() -> None:
    group = Group()
    second = group.shop.add_group("⟦group 2⟧")
    learner = group.shop.person(group=second)
    contract = signed(group.shop, group.shop.person("⟦teacher⟧"), learner, second_group=group.shop.group)
    peers = signed(group.shop, group.shop.person(), group.shop.person(group=second), kind="sisters")
    page = sitting_page(group.uid, HALF.isoformat(), group.by(group.leader))
    assert [line.uid for line in page.lines] == [peers.uid]  # named in the contract, wherever she works
    assert [keeper for _title, _subject, keeper in page.elsewhere] == ["⟦group 2⟧"]
    assert group.sit(group.leader, {contract.uid: Said("poor")}) == []
    with pytest.raises(NotFound):
        sitting_page(group.uid, "", group.by(learner))


def test_s44_nobody_checks_himself_and_the_other_leader_does() -> None:
    group = Group()
    contract = signed(group.shop, group.leader, group.shop.person())
    practised(contract, 1)
    assert group.sit(group.leader, {contract.uid: Said("fair", shown="fair")}) == []
    assert (
        b"the other leader checks it" in english(group.leader).get(reverse("checks:sitting", args=[group.uid])).content
    )
    (check,) = group.sit(group.foreman, {contract.uid: Said("fair", shown="fair")})
    with pytest.raises(IntegrityError), transaction.atomic():
        Check.objects.filter(pk=check).update(by=group.leader)


def test_s44_a_contract_that_two_units_signed_is_checked_by_the_sponsor_above_and_by_none_of_the_four() -> None:
    group = Group()
    second = group.shop.add_group("⟦group 2⟧")
    four = [group.shop.holder(role, unit=second, group=second) for role in (Role.GROUP_LEADER, Role.FOREMAN)]
    sponsor = group.shop.holder(Role.SPONSOR, unit=group.shop.workshop)
    row = signed(group.shop, four[0], group.leader, first_group=second, kind="units")
    Contract.objects.filter(pk=row.pk).update(
        first_level="group", second_level="group", first_beside=four[1], second_beside=group.foreman
    )
    group.begun()
    assert waits(group, LAST_DAY) == []
    by = group.by(sponsor, LAST_DAY)
    assert "1 contract missing, by 28 Feb" in [line.detail for line in waiting_for(by, at(LAST_DAY))]
    for one in (group.leader, group.foreman):
        assert group.sit(one, {row.uid: Said("poor", shown="poor")}) == []
    with pytest.raises(NotFound):
        group.sit(four[0], {row.uid: Said("poor", shown="poor")})
    assert len(group.sit(sponsor, {row.uid: Said("poor", shown="poor")})) == 1
    (check,) = Check.objects.all()
    for one in (group.leader, group.foreman):  # nor do they choose between two versions of their own contract
        with pytest.raises(NotAllowed):
            decide(check.uid, by=group.by(one), now=NOW)
    assert decide(check.uid, by=group.by(sponsor), now=NOW) == [group.uid, HALF.isoformat()]


def test_q28_facts_propose_the_group_decides_and_the_rest_takes_no_poor_one() -> None:
    group = Group()
    good, fair, poor, changed = (group.contract() for _ in range(4))
    practised(good, 2)
    stepped(good, 3)
    practised(fair, 1)
    practised(changed, 1)
    page = sitting_page(group.uid, HALF.isoformat(), group.by(group.leader))
    assert [line.proposed for line in page.lines] == ["good", "fair", "poor", "fair"]
    assert page.lines[1].proposal == "Proposed: fair. 1 session, 30 min, steps 0 of 4, not measured again."
    with pytest.raises(Refused):
        group.sit(group.leader, {changed.uid: Said("good", shown="fair")})
    with pytest.raises(IntegrityError), transaction.atomic():  # and the database says the same
        group.sit(group.leader, {changed.uid: Said("good", shown="fair", reason="⟦x⟧")})
        Check.objects.update(reason="")
    group.sit(group.leader, {changed.uid: Said("good", shown="fair", reason="⟦she runs alone⟧")}, rest=True)
    rated = {row.matter_id: (row.rating, row.proposed) for row in Check.objects.all()}
    assert rated == {good.pk: ("good", "good"), fair.pk: ("fair", "fair"), changed.pk: ("good", "fair")}
    assert poor.pk not in rated


def test_q23_only_words_of_its_own_that_name_something_seen_are_a_sign_of_life() -> None:
    group = Group()
    named, same, tapped, late = (group.contract() for _ in range(4))
    words = {"shown": "poor", "observed": "fault"}
    group.sit(
        group.leader,
        {
            named.uid: Said("poor", going="⟦the knot is too thick⟧", **words),
            same.uid: Said("poor", going="⟦it goes on⟧", **words),
            tapped.uid: Said("poor", shown="poor", observed="fault"),
        },
    )
    group.sit(group.leader, {late.uid: Said("poor", going="⟦seen⟧", **words)}, done=at(date(2026, 2, 20)))
    assert set(LifeSign.objects.values_list("matter_id", flat=True)) == {named.pk, same.pk}
    group.sit(group.leader, {tapped.uid: Said("poor", going="⟦It goes on!⟧", **words)}, hour=10)
    assert set(LifeSign.objects.values_list("matter_id", flat=True)) == {named.pk}  # the same words: none of both


def test_s44_two_versions_are_kept_and_a_leader_decides() -> None:
    group = Group()
    contract = group.contract()
    group.sit(group.leader, {contract.uid: Said("poor", shown="poor", observed="fault", going="⟦seen⟧")})
    group.sit(group.foreman, {contract.uid: Said("poor", shown="poor")}, hour=10)
    line = sitting_page(group.uid, HALF.isoformat(), group.by(group.leader)).lines[0]
    assert (line.check.who, [version.who for version in line.beside]) == ("⟦leader⟧", ["⟦foreman⟧"])
    decide(line.beside[0].uid, by=group.by(group.leader), now=NOW)
    line = sitting_page(group.uid, HALF.isoformat(), group.by(group.leader)).lines[0]
    assert (line.check.who, line.beside, LifeSign.objects.count()) == ("⟦foreman⟧", (), 0)
    group.sit(group.foreman, {contract.uid: Said("fair", shown="poor", reason="⟦more⟧")}, hour=11)  # his own later word
    assert [row.state for row in Check.objects.order_by("pk")] == ["past", "past", "current"]
    with pytest.raises(NotFound):
        decide(line.check.uid, by=group.by(contract.first), now=NOW)


def test_s44_the_page_saves_all_in_one_keeps_what_was_typed_and_ticks_the_conditions() -> None:
    group = Group()
    one, other = group.contract(), group.contract()
    practised(one, 1)
    client = english(group.leader)
    client.post(reverse("checks:conditions", args=[group.uid]), {"text": "⟦fewer breaks⟧", "target": "⟦30⟧"})
    Condition.objects.update(added=HALF)
    page = sitting_page(group.uid, HALF.isoformat(), group.by(group.leader))
    url, half = reverse("checks:sitting", args=[group.uid]), {"half": HALF.isoformat()}
    said = half | {f"{one.uid}-shown": "fair", f"{one.uid}-rating": "good", f"{other.uid}-going": "⟦typed⟧"}
    refused = client.post(url, said)
    assert refused.status_code == 422 and "⟦typed⟧" in refused.content.decode() and not Check.objects.exists()
    said |= {f"{one.uid}-reason": "⟦why⟧", "rest": "1", f"kept-{page.conditions[0].uid}": "yes"}
    assert client.post(url, said).status_code == 302
    assert list(Check.objects.values_list("rating", "matter_id")) == [("good", one.pk)]
    assert sitting_page(group.uid, HALF.isoformat(), group.by(group.leader)).conditions[0].kept is True
