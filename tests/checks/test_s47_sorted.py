"""S47, S45: all contracts of a unit are sorted in three classes; group, workshop and factory look at the same checks."""

from __future__ import annotations

import pytest
from django.urls import reverse

from huzhu.base.access import NotFound, Role
from huzhu.base.followup.models import Check
from huzhu.base.notices import waiting_for
from huzhu.base.units.models import Unit
from huzhu.rooms.checks.queries.reports import report_page
from tests.cast import NOW
from tests.checks.sat import HALF, Group, at, english, signed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "cast_day")]
MONTH = "2026-02"


def rated(group: Group, ratings: str, *, unit: int = 0, cause: str = "", pairs: int = 0, **more: object) -> None:
    """A contract for each letter (g, f, p; '-' is not inspected), checked by the leader; `pairs` of people take turns."""
    unit = unit or group.shop.group
    people = [(group.shop.person(group=unit), group.shop.person(group=unit)) for _ in range(pairs or len(ratings))]
    rows = []
    for n, letter in enumerate(ratings):
        first, second = people[n % len(people)]
        row = signed(group.shop, first, second, first_group=unit, second_group=unit, **more)  # type: ignore[arg-type]
        word = {"g": "good", "f": "fair", "p": "poor"}.get(letter)
        if word:
            rows.append(
                Check(
                    matter_id=row.pk, unit_id=unit, half=HALF, state="current", by=group.leader, first=first, second=second,
                    rating=word, proposed=word, cause=cause, done_at=at(HALF), received=at(HALF),
                )
            )  # fmt: skip
    Check.objects.bulk_create(rows)


def test_s47_43_28_and_13_of_84_print_51_33_and_16_percent_and_the_uninspected_stand_apart() -> None:
    group = Group()
    shift_c = group.shop.add_group("⟦shift C⟧")
    sponsor = group.shop.holder(Role.SPONSOR, unit=group.shop.workshop)
    rated(group, "g" * 20 + "f" * 18 + "p" * 4 + "-" * 3, pairs=6)
    rated(group, "g" * 23 + "f" * 10 + "p" * 9 + "-" * 2, unit=shift_c, pairs=6)
    uid = Unit.objects.get(id=group.shop.workshop).uid
    found = report_page(uid, MONTH, group.by(sponsor)).sorted
    assert [(share.count, share.percent) for share in found.shares] == [("43", "51 %"), ("28", "33 %"), ("13", "16 %")]
    assert (found.inspected, found.uninspected) == (84, 5)
    page = english(sponsor).get(reverse("checks:unit", args=[uid]) + f"?month={MONTH}").content.decode()
    assert "84 contracts inspected" in page and "5 not inspected, apart" in page and "51 %" in page
    with pytest.raises(NotFound):
        report_page(uid, MONTH, group.by(group.leader))


def test_s47_ratings_of_fewer_than_five_people_are_shown_nowhere_and_not_by_subtracting() -> None:
    group = Group()
    second, third = group.shop.add_group("⟦group 2⟧"), group.shop.add_group("⟦group 3⟧")
    sponsor = group.shop.holder(Role.SPONSOR, unit=group.shop.workshop)
    rated(group, "gfp")
    rated(group, "gp", unit=second)
    rated(group, "gfpg", unit=third)
    uid = Unit.objects.get(id=group.shop.workshop).uid
    parts = {part.name: part.sorted for part in report_page(uid, MONTH, group.by(sponsor)).parts}
    assert parts["⟦group 2⟧"] is None and parts["⟦first mill group 1⟧"] is None  # the small one and one neighbour
    assert [share.count for share in parts["⟦group 3⟧"].shares] == ["2", "1", "1"]
    assert [share.count for share in parts["other units"].shares] == ["2", "1", "2"]
    alone = report_page(Unit.objects.get(id=second).uid, MONTH, group.by(sponsor)).sorted
    assert (alone.inspected, alone.shares) == (2, ())
    neighbour = report_page(group.uid, MONTH, group.by(sponsor))  # or the two would be had by subtracting
    assert (neighbour.sorted.inspected, neighbour.sorted.shares, neighbour.fast) == (3, (), [])
    assert len(report_page(group.uid, MONTH, group.by(group.leader)).sorted.shares) == 3  # his own group


def test_s45_the_workshop_reports_each_month_or_is_shown_missing_and_the_factory_compares_fast_and_slow() -> None:
    group = Group()
    sponsor = group.shop.holder(Role.SPONSOR, unit=group.shop.workshop, name="⟦sponsor⟧")
    factory = group.shop.holder(Role.COMMITTEE, unit=group.shop.factory)
    rated(group, "ggg", cause="hands-on", content="operations")
    rated(group, "ppp", cause="shown-only", content="management")
    shop_uid, mill_uid = (Unit.objects.get(id=unit).uid for unit in (group.shop.workshop, group.shop.factory))
    group.begun()
    assert "Report of Feb 2026" in [line.title for line in waiting_for(group.by(sponsor), NOW)]
    mill = english(factory)
    before = mill.get(reverse("checks:unit", args=[mill_uid]) + f"?month={MONTH}").content.decode()
    assert "missing" in before and group.leader.name not in before
    said = {"month": MONTH, "obstacles": "⟦they only look on⟧", "lessons": "⟦let her run it⟧"}
    refused = english(factory).post(reverse("checks:report", args=[shop_uid]), said)
    assert refused.status_code == 403
    assert english(sponsor).post(reverse("checks:report", args=[shop_uid]), said | {"obstacles": ""}).status_code == 422
    assert english(sponsor).post(reverse("checks:report", args=[shop_uid]), said).status_code == 302
    after = mill.get(reverse("checks:unit", args=[mill_uid]) + f"?month={MONTH}").content.decode()
    assert "missing" not in after
    assert (
        "⟦they only look on⟧" in mill.get(reverse("checks:unit", args=[shop_uid]) + f"?month={MONTH}").content.decode()
    )
    page = report_page(mill_uid, MONTH, group.by(factory))
    assert {(row.content, row.counts, row.causes) for row in page.fast} == {
        ("workers' operations", ("most", "few", "few"), "the learner ran the machine"),
        ("enterprise and technical management", ("few", "few", "most"), "only shown, not done"),
    }
    assert {cause for _one, cause in page.recorded} == {"the learner ran the machine", "only shown, not done"}
    own = report_page(group.uid, MONTH, group.by(group.leader)).sorted
    assert own == page.sorted  # three views, the same checks
    names = {check.first.name for check in Check.objects.all()}
    assert not [name for name in names if name in after]
