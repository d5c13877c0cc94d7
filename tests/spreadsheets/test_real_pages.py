"""Real files through the mapping page: uploaded, aggregated, saved, looked at (issue A.9); figures as in docs/real-input.md."""

from __future__ import annotations

import pytest

from huzhu.base.people.models import Membership, Person
from huzhu.rooms.skills.models import Measurement, Technique
from huzhu.spreadsheets.mapping import How, Kind
from tests.spreadsheets.desk import make_desk
from tests.spreadsheets.test_real_files import DATA

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real files are not beside the project (../shared/data)"),
]


def test_the_jacket_line_is_read_against_each_row_s_standard_and_saved_once() -> None:
    desk = make_desk(group=True)
    content = (DATA / "skills/jacket_competency_matrix.csv").read_bytes()
    uid = desk.bring(content, "jacket_competency_matrix.csv")
    page = desk.page(uid)
    assert not page.errors and page.found.vacant == 5
    assert [scale.kind for scale in page.scales] == [Kind.STANDARD]
    counts = desk.save(uid)
    assert (
        counts["joined"] == len(page.found.people) == Membership.objects.filter(person__roll__startswith="EMP").count()
    )
    assert counts["new"] == Measurement.objects.count() == len(page.found.measurements)
    score = Measurement.objects.get(person__roll="EMP003", technique__name="Sleeve lining elbow patch").score
    assert score == 867
    again = desk.save(desk.bring(content, "jacket_competency_matrix.csv"))
    assert again["same"] == counts["new"] and again["joined"] == again["new"] == again["correction"] == 0


def test_attempts_of_learners_are_aggregated_on_the_page_and_saved() -> None:
    desk = make_desk(group=True)
    Person.objects.filter(id=desk.officer.id).update(roll="officer")  # learners have numbers of three figures too
    uid = desk.bring((DATA / "learning/assistments0910_attempts.csv").read_bytes(), "attempts.csv")
    page = desk.page(uid)
    asked = page.mapping.aggregation
    assert (asked.how, asked.at_least) == (How.SHARE, 10)
    assert (page.found.rows, len(page.found.people), len(page.found.techniques)) == (407_967, 3_361, 123)
    assert page.found.few == 24_476 and not page.errors
    counts = desk.save(uid)
    assert (counts["joined"], counts["new"]) == (3_361, len(page.found.measurements))
    assert Technique.objects.filter(trade__name="attempts").count() == 123
