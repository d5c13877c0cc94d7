"""S46: a finding belongs to exactly one level, with owner and date; overdue it goes up; it closes only by a check."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from huzhu.base.access import NotAllowed, NotFound, Refused, Role
from huzhu.base.followup.models import Finding
from huzhu.base.notices import waiting_for
from huzhu.rooms.checks.actions.findings import answer, check_finding, raise_finding
from huzhu.rooms.checks.actions.sitting import Said
from huzhu.rooms.checks.consistency import levels
from huzhu.rooms.checks.queries.reports import report_page
from huzhu.rooms.checks.reactions import sweep
from tests.cast import NOW, TODAY
from tests.checks.sat import Group, at, english

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "cast_day")]
HELP = Said("poor", shown="poor", difficulty="relief", help="workshop", going="⟦nobody relieves her⟧")


def titles(group: Group, person: object, day: date = TODAY) -> list[str]:
    return [line.title for line in waiting_for(group.by(person, day), at(day))]  # type: ignore[arg-type]


def test_s46_one_tap_raises_it_its_owner_answers_and_the_answer_comes_back_to_the_group() -> None:
    group = Group()
    sponsor = group.shop.holder(Role.SPONSOR, unit=group.shop.workshop)
    contract = group.contract()
    group.sit(group.leader, {contract.uid: HELP})
    group.sit(group.leader, {contract.uid: HELP}, hour=10)  # asked again, it stays one
    row = Finding.objects.get()
    assert (row.level, row.owner, row.due) == ("workshop", sponsor, TODAY + timedelta(14))
    assert "⟦nobody relieves her⟧" in titles(group, sponsor)
    with pytest.raises(NotAllowed):
        answer(row.uid, "⟦done⟧", by=group.by(group.leader), now=NOW)
    with pytest.raises(NotFound):
        answer(row.uid, "⟦done⟧", by=group.by(group.shop.person(group=group.shop.add_group("⟦other⟧"))), now=NOW)
    answer(row.uid, "⟦a relief is named⟧", by=group.by(sponsor), now=NOW)
    assert "Answered: does it hold?" in titles(group, group.leader)
    assert (
        "⟦a relief is named⟧" in english(group.leader).get(reverse("checks:sitting", args=[group.uid])).content.decode()
    )
    with pytest.raises(NotAllowed):  # nobody checks what he owns
        check_finding(row.uid, True, "⟦good⟧", by=group.by(sponsor), now=NOW)
    with pytest.raises(Refused):
        check_finding(row.uid, True, " ", by=group.by(group.leader), now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.update(state="closed")
    check_finding(row.uid, False, "⟦he did not come⟧", by=group.by(group.leader), now=NOW)
    assert report_page(group.uid, "2026-03", group.by(group.leader)).findings[1] == ("the workshop", 1, 0)
    check_finding(row.uid, True, "⟦he comes⟧", by=group.by(group.leader), now=NOW)
    row.refresh_from_db()
    assert (row.state, row.result, row.checked) == ("closed", "⟦he comes⟧", TODAY)
    assert report_page(group.uid, "2026-03", group.by(group.leader)).findings[1] == ("the workshop", 0, 0)


def test_s46_overdue_and_unanswered_it_goes_up_one_level_until_nobody_is_above() -> None:
    group = Group()
    factory = group.shop.holder(Role.SPONSOR, unit=group.shop.factory)
    uid = raise_finding(group.uid, "group", "⟦a better lamp⟧", by=group.by(group.leader), now=NOW)
    row = Finding.objects.get(uid=uid)
    assert (row.level, row.owner) == ("group", group.foreman)
    sweep(at(row.escalate_after))
    row.refresh_from_db()
    assert row.level == "group"
    late = row.escalate_after + timedelta(1)
    assert sweep(at(late)) and not [r for r in Finding.objects.all() if r.level == "group"]
    row.refresh_from_db()
    assert (row.level, row.from_level, row.owner, row.escalated) == (
        "factory",
        "group",
        factory,
        late,
    )  # no workshop sponsor
    assert b"from the group on" in english(group.leader).get(reverse("checks:finding", args=[uid])).content
    sweep(at(row.escalate_after + timedelta(1)))
    row.refresh_from_db()
    assert (row.level, row.state, row.escalate_after) == ("factory", "open", None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.update(level="everybody")
    assert list(levels()) == []
    Finding.objects.update(level="workshop")
    assert list(levels()) == [f"finding {row.pk} is at level workshop, its unit is not"]
