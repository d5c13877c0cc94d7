"""A house of the previous release comes up under this one: migrated, consistent, nothing lost.

`previous/house.tar.gz` is a backup of the invented factory as it stood before units had states: half a year of months,
rounds in each state, sealed answers, contracts that two people signed, one unit with a product; `previous/keys.json` are
its keys and protect nothing else.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.platform.house import House

PREVIOUS = Path(__file__).parent / "previous"
SEEN = """
from collections import Counter
from django.apps import apps
from huzhu.base.units.models import Label
from huzhu.engine.matching import Paper, check
from huzhu.rooms.introductions.models import Answer, Certificate
from huzhu.rooms.introductions.sealing import read
for label in ("people.Person", "people.Membership", "people.Mandate", "skills.MonthScore", "skills.Measurement",
              "introductions.Wish", "introductions.Round", "introductions.Hold", "contracts.Contract", "contracts.Term",
              "contracts.Signature"):
    print(label, apps.get_model(label).objects.count())
answers = Answer.objects.select_related("person__key")
words = Counter(read(answer, answer.person_id, "word", answer.person.key.wrapped) for answer in answers)
print("answers", sorted(words.items()))
print(*Label.objects.values_list("kind", "text"))
stated = Certificate.objects.filter(edges=None).values_list("statement", flat=True)
print("certificates", len(stated), {check(Paper.read(text)).faults for text in stated})
"""
EXPECTED = """\
people.Person 106
people.Membership 106
people.Mandate 30
skills.MonthScore 2779
skills.Measurement 2981
introductions.Wish 53
introductions.Round 13
introductions.Hold 52
contracts.Contract 14
contracts.Term 16
contracts.Signature 19
answers [('no', 3), ('silent', 12), ('yes', 37)]
('product', '32 支纱')
certificates 5 {()}"""


@pytest.fixture
def house(tmp_path):
    """An empty place with the previous house's keys; SQLite only, as its backup is."""
    house = House(tmp_path / "house")
    shutil.copy(PREVIOUS / "keys.json", house.home)
    (house.home / "keys.json").chmod(0o600)  # git keeps no such thing
    yield house
    house.tear_down()


def test_a_house_of_the_previous_release_migrates_and_loses_nothing(house):
    assert "migrations are due" in house.huzhu("restore", PREVIOUS / "house.tar.gz")
    house.huzhu("migrate")
    assert "0 findings" in house.huzhu("check")
    assert house.python(SEEN) == EXPECTED
