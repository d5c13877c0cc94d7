"""A whole import against the bare reader: a long list of 100,000 measurements read, judged, compared and saved.

    PYTHONPATH=src python benchmarks/import_whole.py [ROWS]

SQLite in a folder of its own; seed 1: 2,000 people in 100 groups, 10 techniques, 5 months. Four figures: the bare
reader (calamine's `to_python`), reading with the same validation and no database, the whole background job, and of it
the one write transaction (what others wait for); then the same file again, which changes nothing.
"""

from __future__ import annotations

import io
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from unittest import mock
from zoneinfo import ZoneInfo

HOME = tempfile.mkdtemp(prefix="huzhu-benchmark-")
os.environ |= {"HUZHU_HOME": HOME, "DJANGO_SETTINGS_MODULE": "huzhu.settings"}

import django  # noqa: E402

django.setup()

from django.utils import timezone  # noqa: E402
from python_calamine import CalamineWorkbook  # noqa: E402

from huzhu.base.access import Role, Scope  # noqa: E402
from huzhu.base.people.actions.roll import enrol, give_mandate  # noqa: E402
from huzhu.base.people.scopes import scope_of  # noqa: E402
from huzhu.base.units.actions.tree import found_unit  # noqa: E402
from huzhu.base.units.models import Unit  # noqa: E402
from huzhu.cli.migrate import apply  # noqa: E402
from huzhu.spreadsheets import saving  # noqa: E402
from huzhu.spreadsheets.actions.importing import start_saving, take_in  # noqa: E402
from huzhu.spreadsheets.models import Upload  # noqa: E402
from huzhu.spreadsheets.reading import read  # noqa: E402
from huzhu.spreadsheets.understanding import understand  # noqa: E402
from huzhu.spreadsheets.validating import validate  # noqa: E402
from huzhu.spreadsheets.writing import write_table  # noqa: E402

TECHNIQUES, MONTHS, GROUPS = 10, 5, 100


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one run: the machine may be shared."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def workbook(rows: int) -> bytes:
    """A long list: roll number, name, group, technique, score, month."""
    chance = random.Random(1)
    today = date.today()
    months = [
        f"{(today.year * 12 + today.month - 2 - n) // 12}-{(today.year * 12 + today.month - 2 - n) % 12 + 1:02d}"
        for n in range(MONTHS)
    ]
    people = rows // (TECHNIQUES * MONTHS)
    body = [
        [f"N{p:05d}", f"姓名{p}", f"{p % GROUPS}组", f"操作{t}", chance.randint(0, 100), month]
        for p in range(people) for t in range(TECHNIQUES) for month in months
    ]  # fmt: skip
    return write_table(["工号", "姓名", "班组", "项目", "得分", "月份"], body)


def house() -> tuple[str, Scope]:
    """An empty factory and its training officer."""
    start, now = date(2020, 1, 1), datetime.now(ZoneInfo("Asia/Shanghai"))
    system = Scope.system(start)
    factory = found_unit("厂", "factory", parent_id=None, starts=start, by=system, now=now)
    office = found_unit("科", "group", parent_id=factory, starts=start, by=system, now=now)
    officer = enrol("员", "1", group_id=office, starts=start, by=system, now=now)
    give_mandate(officer, Role.TRAINING_OFFICER, unit_id=factory, starts=start, by=system, now=now)
    return Unit.objects.get(id=factory).uid, scope_of(officer, timezone.localdate(), full=True)


@contextmanager
def timed(name: str) -> Iterator[list[float]]:
    """Time spent in one function of `saving`."""
    spent: list[float] = []
    inner = getattr(saving, name)

    def run(*args: object, **more: object) -> object:
        begin = time.process_time()
        try:
            return inner(*args, **more)
        finally:
            spent.append(time.process_time() - begin)

    with mock.patch.object(saving, name, run):
        yield spent


def main(rows: int) -> int:
    """Two lines: the first import and the same file again; 1 if anything was lost."""
    apply()
    unit, by = house()
    content = workbook(rows)
    bare = min(
        seconds(lambda: CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python())
        for _ in range(3)
    )

    def judged() -> None:
        book = read(content, "月.xlsx")
        validate(book, understand(book))

    same = min(seconds(judged) for _ in range(3))
    for word, key in (("first", "new"), ("again", "same")):
        uid = take_in(unit, "月.xlsx", content, by=by, now=timezone.now())
        start_saving(uid, by=by, now=timezone.now())
        upload = Upload.objects.get(uid=uid)
        with timed("_save_all") as spent:
            whole = seconds(lambda upload=upload: saving.save(upload.id))
        upload.refresh_from_db()
        if upload.state != "saved" or upload.counts[key] != rows // (TECHNIQUES * MONTHS) * TECHNIQUES * MONTHS:
            print(upload.state, upload.counts, upload.job.note if upload.job else "")
            return 1
        print(
            f"{word}: {rows} rows, bare {bare:.2f} s CPU, read and validated {same:.2f} s, whole {whole:.1f} s "
            f"({whole / same:.1f} times, {whole / bare:.1f} times bare), written in {spent[0]:.1f} s"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
