"""A house of the previous release comes up under this one: migrated, consistent, nothing lost.

`previous/house.tar.gz` is a backup of the invented factory as it stood before units had states: half a year of months,
rounds in each state, sealed answers, contracts that two people signed, one unit with a product; `previous/keys.json` are
its keys and protect nothing else.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.platform.house import TEST_DATABASE, House

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


TABLES = {
    "sqlite": """
import re
rows = cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
for kind, name, sql in sorted(rows):
    print(kind, name, sorted(re.findall(r"\\w+|\\S", sql)))
""",
    "postgresql": """
for words in (
    "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns"
    " WHERE table_schema = 'public' AND table_name NOT LIKE 'auth_%'",  # Django's own, with keys of another width
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
):
    cursor.execute(words)
    print(*sorted(map(str, cursor.fetchall())), sep=chr(10))
""",
}
"""Columns, constraints and indexes, a line each; the order in which columns came does not count."""


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """On SQLite the previous house, brought here; on PostgreSQL an empty one, as the backup is of SQLite. Each step was made."""
    house = House(tmp_path_factory.mktemp("previous") / "house")
    if TEST_DATABASE:
        house.python("from django.core.management import call_command\ncall_command('migrate', verbosity=0)")
    else:
        shutil.copy(PREVIOUS / "keys.json", house.home)
        (house.home / "keys.json").chmod(0o600)  # git keeps no such thing
        assert "migrations are due" in house.huzhu("restore", PREVIOUS / "house.tar.gz")
        house.huzhu("migrate")
    yield house
    house.tear_down()


def tables(house: House) -> str:
    cursor = "from django.db import connection\ncursor = connection.cursor()\n"
    return house.python(cursor + TABLES["postgresql" if TEST_DATABASE else "sqlite"])


def test_a_house_of_the_previous_release_migrates_and_loses_nothing(house):
    assert "0 findings" in house.huzhu("check")
    assert house.python(SEEN) == EXPECTED


@pytest.mark.db_both
def test_step_by_step_or_at_once_the_tables_are_the_same(house, migrated):
    """An empty database gets its tables at once (decision 0015)."""
    assert "people_person" in tables(house)
    assert set(tables(house).splitlines()) ^ set(tables(migrated).splitlines()) == set()
