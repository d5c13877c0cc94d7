"""A backup holds everything but the keys, and comes back whole or not at all."""

from __future__ import annotations

import io
import json
import shutil
import tarfile

import pytest

from tests.platform.house import House

pytestmark = pytest.mark.db_both

WRITE = """
from django.utils import timezone
from huzhu.base.journal.models import Entry
Entry.objects.create(at=timezone.now(), deed="{0}", subject="unit", subject_id=7, after={{"name": "细纱车间"}})
"""
READ = "from huzhu.base.journal.models import Entry; print([(e.deed, e.after) for e in Entry.objects.order_by('id')])"


@pytest.fixture(scope="module")
def used(migrated, tmp_path_factory):
    """An installation with a row and a file, made once."""
    house = House(tmp_path_factory.mktemp("of") / "used", like=migrated)
    house.python(WRITE.format("units.open"))
    (house.home / "files").mkdir()
    (house.home / "files" / "card.png").write_bytes(b"png")
    yield house
    house.tear_down()


@pytest.fixture
def houses(used, tmp_path):
    """Two installations with equal keys: one in use, one empty."""
    old, new = House(tmp_path / "old", like=used), House(tmp_path / "new")
    shutil.copy(old.home / "keys.json", new.home)
    yield old, new
    old.tear_down()
    new.tear_down()


def rewritten(source, target, change):
    """Copy a backup with its manifest changed and checksums left."""
    with tarfile.open(source) as tar, tarfile.open(target, "w:gz") as out:
        for member in tar:
            body = tar.extractfile(member).read()
            if member.name == "manifest.json":
                manifest = json.loads(body)
                change(manifest)
                body = json.dumps(manifest).encode()
                member.size = len(body)
            out.addfile(member, io.BytesIO(body))
    return target


def test_a_backup_comes_back_in_an_empty_place(houses, tmp_path):
    old, new = houses
    said = old.huzhu("backup", tmp_path / "b.tar.gz")
    assert "keys.json is NOT in the backup" in said
    new.huzhu("restore", tmp_path / "b.tar.gz")
    assert new.python(READ) == old.python(READ) and "细纱车间" in new.python(READ)
    assert (new.home / "files" / "card.png").read_bytes() == b"png"
    assert (tmp_path / "b.tar.gz").stat().st_mode & 0o077 == 0
    with tarfile.open(tmp_path / "b.tar.gz") as tar:
        assert not [name for name in tar.getnames() if "keys" in name]


def test_data_are_replaced_only_when_told(houses, tmp_path):
    old, _ = houses
    old.huzhu("backup", tmp_path / "b.tar.gz")
    before = old.python(READ)
    old.python(WRITE.format("units.close"))
    assert "--replace" in old.huzhu("restore", tmp_path / "b.tar.gz", code=3)
    assert "units.close" in old.python(READ)
    old.huzhu("restore", "--replace", tmp_path / "b.tar.gz")
    assert old.python(READ) == before
    assert "exists" in old.huzhu("backup", tmp_path / "b.tar.gz", code=3)


def test_what_does_not_fit_changes_nothing(houses, tmp_path):
    old, new = houses
    good = tmp_path / "b.tar.gz"
    old.huzhu("backup", good)
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    assert "damaged" in new.huzhu("restore", cut, code=3)
    other = rewritten(good, tmp_path / "sum.tar.gz", lambda m: m["files"].update(dict.fromkeys(m["files"], "0" * 64)))
    assert "checksum" in new.huzhu("restore", other, code=3)
    newer = rewritten(good, tmp_path / "new.tar.gz", lambda m: m["migrations"].append("people.9999_later"))
    assert "newer release" in new.huzhu("restore", newer, code=3)
    more = rewritten(good, tmp_path / "more.tar.gz", lambda m: m["files"].pop(next(iter(m["files"]))))
    assert "does not name" in new.huzhu("restore", more, code=3)
    assert "is no backup" in new.huzhu("restore", tarred_text(tmp_path), code=3)
    (new.home / "keys.json").unlink()
    assert "keys.json is another one" in new.huzhu("restore", good, code=3)
    shutil.copy(old.home / "keys.json", new.home)
    new.huzhu("restore", good)  # the place is still empty


def tarred_text(folder):
    with tarfile.open(folder / "text.tar.gz", "w:gz") as tar:
        (folder / "text").write_text("x")
        tar.add(folder / "text", "text")
    return folder / "text.tar.gz"


def test_restore_waits_for_nobody_and_stops_beside_a_running_worker(houses, tmp_path):
    old, _ = houses
    old.huzhu("backup", tmp_path / "b.tar.gz")
    import fcntl

    with (old.home / "worker.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert "stop it first" in old.huzhu("restore", "--replace", tmp_path / "b.tar.gz", code=4)
    old.huzhu("restore", "--replace", tmp_path / "b.tar.gz")


def test_deletions_since_the_backup_are_not_lost(houses, tmp_path):
    old, _ = houses
    (old.home / "deletions.jsonl").write_text('{"person": 1}\n')
    old.huzhu("backup", tmp_path / "b.tar.gz")
    (old.home / "deletions.jsonl").write_text('{"person": 1}\n{"person": 2}\n')
    old.huzhu("restore", "--replace", tmp_path / "b.tar.gz")
    assert (old.home / "deletions.jsonl").read_text() == '{"person": 1}\n{"person": 2}\n'
