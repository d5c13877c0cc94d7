"""The `huzhu` command: help suffices, exit codes are kept, what is refused changes nothing."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from huzhu.cli import COMMANDS, EXIT_CODES, MODULES, main
from tests.platform.house import House

COUNTS = """
from huzhu.base.units.models import Unit; from huzhu.base.people.models import Person
from huzhu.base.journal.models import Entry
print(Unit.objects.count(), Person.objects.count(), Entry.objects.count())
"""


def found(house: House, password: str, *words: str, code: int = 0) -> str:
    """Run `huzhu found` with the password on its standard input."""
    done = subprocess.run(
        [sys.executable, "-m", "huzhu", "found", "--factory", "第一棉纺厂", "--name", "王芳", "--roll", "0001", *words],
        env=house.environment(),
        input=f"{password}\n",
        capture_output=True,
        text=True,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_and_its_exit_codes(name, capsys):
    module = importlib.import_module(f"huzhu.cli.{MODULES.get(name, name)}")
    assert module.__doc__
    with pytest.raises(SystemExit) as end:
        main([name, "--help"])
    assert end.value.code == 0
    assert EXIT_CODES.strip() in capsys.readouterr().out


def test_help_names_every_command_and_variable(capsys):
    from huzhu.conf.environment import variables

    assert main([]) == 2
    said = capsys.readouterr().out
    assert all(name in said for name in COMMANDS)
    assert all(name in said and says in said for name, _, says in variables())


def test_an_unknown_word_is_a_wrong_argument(capsys):
    with pytest.raises(SystemExit) as end:
        main(["fly"])
    assert end.value.code == 2


@pytest.mark.db_both
def test_an_empty_database_is_founded_once_and_consistent(house):
    assert "0001" in found(house, "seven red spinning wheels")
    before = house.python(COUNTS)
    assert before.startswith("2 1 ")
    assert "exists already" in found(house, "seven red spinning wheels", code=3)
    assert house.python(COUNTS) == before
    assert " 0 findings" in house.huzhu("check")


def test_a_weak_password_founds_nothing(house):
    for weak in ("", "123456", "password"):
        found(house, weak, code=3)
    assert house.python(COUNTS) == "0 0 0"
    found(house, "seven red spinning wheels")


def test_a_database_in_use_never_becomes_a_demo(house):
    found(house, "seven red spinning wheels")
    before = house.python(COUNTS)
    where = house.more.get("HUZHU_DATABASE_URL", f"sqlite:///{house.home / 'huzhu.sqlite3'}")
    assert "no demo" in house.huzhu("demo", "--no-serve", code=3, HUZHU_DATABASE_URL=where)
    assert house.python(COUNTS) == before
    assert house.python("from huzhu.base.journal.demo import is_demo; print(is_demo())") == "False"
    mark = "from django.utils import timezone; from huzhu.base.journal.demo import mark_as_demo\n"
    refused = "try: mark_as_demo(timezone.now())\nexcept ValueError as error: print(error)"
    assert "in use" in house.python(mark + refused)


BROKEN = """
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from huzhu.cli.migrate import apply
def stop(self, app, name):
    raise RuntimeError("killed")
MigrationRecorder.record_applied = stop
try:
    apply()
except RuntimeError:
    print(connection.introspection.table_names())
"""


@pytest.mark.db_both
def test_tables_that_were_not_all_made_are_none_and_are_made_the_next_time(tmp_path):
    house = House(tmp_path / "home")
    assert house.python(BROKEN) == "[]"
    assert "migrations applied" in house.huzhu("migrate")
    house.tear_down()
