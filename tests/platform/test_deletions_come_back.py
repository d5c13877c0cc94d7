"""A person deleted after a backup is deleted again when that backup is put back; what is missing is said (Q36)."""

from __future__ import annotations

import shutil

import pytest

from tests.platform.house import House

NAME = "欧阳娜娜"
PEOPLE = """
from datetime import date
from django.utils import timezone
from huzhu.base.access import Scope
from huzhu.base.people.actions.roll import enrol
from huzhu.base.units.actions.tree import found_unit
now, day = timezone.now(), date(2025, 1, 1)
system = Scope.system(day)
factory = found_unit("一厂", "factory", parent_id=None, starts=day, by=system, now=now)
group = found_unit("一组", "group", parent_id=factory, starts=day, by=system, now=now)
enrol("欧阳娜娜", "101", group_id=group, starts=day, by=system, now=now)
enrol("周金凤", "102", group_id=group, starts=day, by=system, now=now)
"""
DELETE = """
from django.utils import timezone
from huzhu.base.access import Scope
from huzhu.base.people.actions.deleting import delete_again
from huzhu.base.people.models import Person
delete_again(Person.objects.get(roll="101").uid, by=Scope.system(timezone.localdate()), now=timezone.now())
"""
SEEN = """
from huzhu.base.people.models import Person, PersonKey
print([(p.name, p.tombstone) for p in Person.objects.order_by("roll")], PersonKey.objects.count())
"""
GONE, THERE = "[('#101', True), ('周金凤', False)] 1", "[('欧阳娜娜', False), ('周金凤', False)] 2"


@pytest.fixture
def house(migrated, tmp_path):
    """An installation with two people, of whom one is deleted after the backup."""
    house = House(tmp_path / "house", like=migrated)
    house.python(PEOPLE)
    house.huzhu("backup", tmp_path / "before.tar.gz")
    house.python(DELETE)
    assert house.python(SEEN) == GONE
    yield house
    house.tear_down()


@pytest.mark.db_both  # the others ask nothing of the database that this one does not
def test_a_backup_of_before_put_back_deletes_again(house, tmp_path):
    said = house.huzhu("restore", "--replace", tmp_path / "before.tar.gz")
    assert "1 people who had been deleted were deleted again" in said and "There was no" not in said
    assert house.python(SEEN) == GONE
    assert "0 findings" in house.huzhu("check")


def test_a_later_backup_brings_the_list_along_to_another_machine(house, tmp_path):
    assert "deletions.jsonl" in house.huzhu("backup", tmp_path / "after.tar.gz")
    new = House(tmp_path / "new")
    shutil.copy(house.home / "keys.json", new.home)
    new.huzhu("restore", tmp_path / "after.tar.gz")
    assert new.python(SEEN) == GONE
    new.huzhu("restore", "--replace", tmp_path / "before.tar.gz")
    assert new.python(SEEN) == GONE, "the list stayed beside the keys"
    new.tear_down()


def test_without_the_list_it_is_said_that_the_person_is_back_and_what_to_do(house, tmp_path):
    kept = (house.home / "deletions.jsonl").read_text()
    (house.home / "deletions.jsonl").unlink()
    said = house.huzhu("restore", "--replace", tmp_path / "before.tar.gz")
    assert "There was no deletions.jsonl" in said and "run: huzhu migrate" in said
    assert house.python(SEEN) == THERE
    (house.home / "deletions.jsonl").write_text(kept)
    assert "stands in deletions.jsonl" in house.huzhu("check", code=1)
    assert "deleted again" in house.huzhu("migrate")
    assert house.python(SEEN) == GONE


def test_a_lost_list_is_completed_from_the_database_by_the_next_backup(house, tmp_path):
    kept = (house.home / "deletions.jsonl").read_text()
    (house.home / "deletions.jsonl").unlink()
    assert "would bring the name back" in house.huzhu("check", code=1)
    assert "lacked 1 people" in house.huzhu("backup", tmp_path / "after.tar.gz")
    assert kept[:24] in (house.home / "deletions.jsonl").read_text()
    assert "0 findings" in house.huzhu("check")


def test_without_the_keys_nothing_is_put_back(house, tmp_path):
    (house.home / "keys.json").unlink()
    said = house.huzhu("restore", "--replace", tmp_path / "before.tar.gz", code=3)
    assert "keys.json is another one" in said and "Put your copy of it there first" in said
