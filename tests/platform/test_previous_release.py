"""A house of the previous release comes up under this one: migrated, consistent, nothing lost.

`previous/house.tar.gz` is a backup of a small house (people, a closed month, a sent introduction with sealed answers,
a draft, a round, an upload) as it stood before units had states; `previous/keys.json` are its keys and protect nothing else.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.platform.house import House

PREVIOUS = Path(__file__).parent / "previous"
SEEN = """
from django.apps import apps
from huzhu.rooms.introductions.models import Answer
from huzhu.rooms.introductions.sealing import KEY, read
for label in ("people.Person", "people.Membership", "people.Mandate", "skills.MonthScore", "introductions.Wish",
              "introductions.Hold", "contracts.Term", "spreadsheets.Upload"):
    print(label, apps.get_model(label).objects.count())
for answer in Answer.objects.select_related("person__key").order_by("id"):
    print("answer", read(answer, answer.person_id, "word", answer.person.key.wrapped))
"""
EXPECTED = """\
people.Person 18
people.Membership 16
people.Mandate 11
skills.MonthScore 5
introductions.Wish 4
introductions.Hold 2
contracts.Term 1
spreadsheets.Upload 1
answer yes
answer yes"""


@pytest.fixture
def house(tmp_path):
    """An empty place with the previous house's keys; SQLite only, as its backup is."""
    house = House(tmp_path / "house")
    shutil.copy(PREVIOUS / "keys.json", house.home)
    yield house
    house.tear_down()


def test_a_house_of_the_previous_release_migrates_and_loses_nothing(house):
    house.huzhu("restore", PREVIOUS / "house.tar.gz")
    house.huzhu("migrate")
    assert "0 findings" in house.huzhu("check")
    assert house.python(SEEN) == EXPECTED
