"""What saving a workbook does: all or nothing, and the same file twice changes nothing (issue A.4, Q3)."""

from __future__ import annotations

import pytest

from huzhu.base.jobs import run_waiting
from huzhu.base.people.models import Membership, Person
from huzhu.rooms.skills.models import Measurement, Month, Technique
from huzhu.spreadsheets.models import Upload
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


@pytest.mark.parametrize("how", ["stopped", "failed"])
def test_stopped_or_failed_half_way_everything_is_as_it_was_and_it_can_be_saved_again(
    how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk()
    uid = desk.table()
    assert desk.press(uid, save="all") == 302
    with monkeypatch.context() as broken:
        if how == "stopped":
            desk.client.post(f"/sheets/{uid}/cancel")
        else:
            broken.setattr("huzhu.spreadsheets.saving.save_measurements", lambda *_, **__: 1 / 0)
        run_waiting()
    upload = Upload.objects.select_related("job").get(uid=uid)
    assert upload.job is not None and upload.job.state == {"stopped": "cancelled"}.get(how, how)
    assert upload.state == "read" and bool(upload.job.note["reason"]) == (how == "failed")
    assert not Person.objects.filter(roll="20311").exists()
    assert desk.save(uid)["joined"] == 4
    upload = Upload.objects.select_related("job").get(uid=uid)
    assert upload.job is not None and (upload.job.state, upload.job.done, upload.job.note) == ("done", 4, {})
