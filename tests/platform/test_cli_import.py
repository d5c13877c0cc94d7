"""`huzhu import` goes the way of the pages: preview first, all or nothing, twice changes nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

GOOD = "工号,姓名,小组,接头,换筒\n101,甲,一组,80,20\n102,乙,一组,30,90\n"
COUNTS = """
from huzhu.base.people.models import Person; from huzhu.rooms.skills.models import Measurement
print(Person.objects.count(), Measurement.objects.count())
"""

ASSESSES = """
from datetime import date; from django.utils import timezone
from huzhu.base.access import Role, Scope; from huzhu.base.people.actions.roll import give_mandate
from huzhu.base.people.models import Person; from huzhu.base.units.models import Unit
day = timezone.localdate()
give_mandate(Person.objects.get(roll="0001").id, Role.ASSESSOR, unit_id=Unit.objects.get(name="一组").id, starts=day,
             by=Scope.system(day), now=timezone.now())
"""
ROWS = """
from django.apps import apps
rooms = ("skills", "introductions", "contracts", "units", "people", "followup", "charter", "calendar")
models = [model for room in rooms for model in apps.get_app_config(room).get_models()]
models.remove(apps.get_model("people", "Look"))  # an export is a look at data
print({model._meta.label: list(model.objects.order_by("pk").values_list()) for model in models})
"""

TAKEN_IN = """
from django.utils import timezone
from huzhu.base.people.models import Person; from huzhu.base.people.scopes import scope_of
from huzhu.base.units.models import Unit
from huzhu.spreadsheets.actions.importing import start_saving, take_in
now, by = timezone.now(), scope_of(Person.objects.get(roll="0001").id, timezone.localdate(), full=True)
uid = take_in(Unit.objects.get(level="factory").uid, "people.csv", GOOD.encode(), by=by, now=now)
start_saving(uid, by=by, now=now)
"""
STUCK = """
import sys, time; import django; django.setup()
from huzhu.spreadsheets import saving; from huzhu.spreadsheets.models import Upload
inner = getattr(saving, sys.argv[1])
def stuck(*args, **more):
    inner(*args, **more)
    print("written, not committed", flush=True); time.sleep(600)
setattr(saving, sys.argv[1], stuck)
saving.save(Upload.objects.get().id)
"""
AGAIN = """
from huzhu.spreadsheets.models import Upload; from huzhu.spreadsheets.saving import save
upload = Upload.objects.get(); before = upload.state; save(upload.id); upload.refresh_from_db()
print(before, upload.state, upload.counts["joined"], upload.counts["new"])
"""


@pytest.fixture
def factory(house):
    words = ["found", "--factory", "第一棉纺厂", "--name", "王芳", "--roll", "0001"]
    done = subprocess.run(
        [sys.executable, "-m", "huzhu", *words],
        env=house.environment(),
        input="seven red spinning wheels\n",
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return house


def test_a_workbook_is_previewed_saved_and_the_second_time_changes_nothing(factory, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text(GOOD, "utf-8")
    assert "Nothing was saved" in factory.huzhu("import", file, "--as", "0001")
    assert factory.python(COUNTS) == "1 0"
    assert "joined 2" in factory.huzhu("import", file, "--as", "0001", "--trade", "细纱", "--save")
    assert factory.python(COUNTS) == "3 4"
    assert "same 4" in factory.huzhu("import", file, "--as", "0001", "--save")
    assert factory.python(COUNTS) == "3 4"
    assert " 0 findings" in factory.huzhu("check")

    out = tmp_path / "out.xlsx"
    factory.huzhu("export", out, "--as", "0001")
    assert out.read_bytes()[:2] == b"PK"
    assert "exists" in factory.huzhu("export", out, "--as", "0001", code=3)


def test_what_is_exported_comes_in_again_and_changes_no_row(factory, tmp_path):
    file, out = tmp_path / "people.csv", tmp_path / "out.xlsx"
    file.write_text(GOOD, "utf-8")
    factory.huzhu("import", file, "--as", "0001", "--trade", "细纱", "--save")
    factory.python(ASSESSES)
    before = factory.python(ROWS)
    factory.huzhu("export", out, "--as", "0001")
    preview = factory.huzhu("import", out, "--as", "0001")
    assert (
        "(0 join, 0 move); 4 measurements of 2 techniques; new: 0 units, 0 techniques, 0 posts; 0 contracts" in preview
    )
    assert "0 wishes; 0 errors" in preview
    assert "same 4" in factory.huzhu("import", out, "--as", "0001", "--save")
    assert factory.python(ROWS) == before


def test_rows_with_errors_save_nothing_unless_told(factory, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text(GOOD + "103,丙,一组,xx,40\n", "utf-8")
    assert "xx" in factory.huzhu("import", file, "--as", "0001", "--save", code=1)
    assert factory.python(COUNTS) == "1 0"
    assert "nobody has it" in factory.huzhu("import", file, "--as", "9999", "--save", code=3)
    factory.huzhu("import", file, "--as", "0001", "--save", "--leave-errors")
    assert factory.python(COUNTS).split()[0] in ("3", "4")
    assert factory.python(COUNTS) != "1 0"


@pytest.mark.db_both  # the others ask nothing of the database that this one does not
def test_an_import_killed_in_the_middle_of_saving_has_saved_nothing_and_runs_again(factory):
    factory.python(f"GOOD = {GOOD!r}\n{TAKEN_IN}")
    before = factory.python(ROWS)
    for step in ("found_unit", "enrol_many", "save_measurements", "record"):
        process = subprocess.Popen(
            [sys.executable, "-c", STUCK, step],
            env=factory.environment(DJANGO_SETTINGS_MODULE="huzhu.settings"),
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout.readline() == "written, not committed\n", step
        process.kill()
        process.communicate()
        assert factory.python(ROWS) == before, step
    assert factory.python(AGAIN) == "saving saved 2 4"
    assert " 0 findings" in factory.huzhu("check")
