"""What saving a workbook does: all or nothing, and the same file twice changes nothing (issue A.4, Q3)."""

from __future__ import annotations

import pytest

from huzhu.base.people.models import Membership, Person
from huzhu.rooms.skills.models import Measurement, Month, Technique
from tests.spreadsheets.desk import make_desk

pytestmark = [pytest.mark.django_db, pytest.mark.db_both]


def test_a_workbook_brings_people_groups_techniques_and_an_opening_measurement() -> None:
    desk = make_desk()
    counts = desk.save(desk.table())
    assert counts["joined"] == 4 and counts["techniques"] == 2 and counts["new"] == 7
    assert Person.objects.get(roll="20311").name == "许春梅"
    assert Membership.objects.filter(unit__name="乙三").count() == 3
    assert Technique.objects.filter(name="接头", measure="秒").exists()
    assert Month.objects.filter(opening=True, state="closed").count() == 2


def test_the_same_workbook_twice_changes_nothing() -> None:
    desk = make_desk()
    desk.save(desk.table())
    before = (Person.objects.count(), Measurement.objects.count(), Membership.objects.count())
    counts = desk.save(desk.table())
    assert counts["joined"] == counts["moved"] == counts["techniques"] == counts["new"] == counts["correction"] == 0
    assert counts["same"] == 7
    assert (Person.objects.count(), Measurement.objects.count(), Membership.objects.count()) == before
