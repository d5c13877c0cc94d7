"""Reading and validating 100,000 rows × 10 columns against the bare reader, in one run: ratio at most 3 (issue A.4).

    PYTHONPATH=src python benchmarks/import_rows.py [ROWS]

Bare reader: calamine's `to_python` for XLSX, the csv module for CSV. Ours: defences, reading and the full validation of
a cross table of 7 techniques (700,000 scores), mapping given. Seed 1; best of three, bare and ours by turns.
"""

from __future__ import annotations

import csv
import io
import random
import sys
import time
from collections.abc import Callable

import django
from django.conf import settings
from python_calamine import CalamineWorkbook

if not settings.configured:
    settings.configure(USE_I18N=False)
    django.setup()

from huzhu.spreadsheets.reading import read
from huzhu.spreadsheets.understanding import understand
from huzhu.spreadsheets.validating import validate
from huzhu.spreadsheets.writing import write_table

ALLOWED = 3.0


def table(rows: int) -> tuple[list[str], list[list[object]]]:
    """A cross table with roll number, name, group and seven scores."""
    chance = random.Random(1)
    headers = ["工号", "姓名", "班组", *[f"操作{i}" for i in range(7)]]
    body = [
        [f"N{i:06d}", f"姓名{i}", f"{i % 2000}组", *[chance.randint(0, 1000) / 10 for _ in range(7)]]
        for i in range(rows)
    ]
    return headers, body


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one run: the machine may be shared."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def main(rows: int) -> int:
    """Print a line per kind of file; 1 if a ratio is over the allowed one."""
    worst = 0.0
    headers, body = table(rows)
    for kind in ("xlsx", "csv"):
        source = write_table(headers, body, kind, sheet="2026年10月")
        mapping = understand(read(source, "2026年10月.csv"))

        def bare(kind: str = kind, source: bytes = source) -> object:
            if kind == "xlsx":
                return CalamineWorkbook.from_filelike(io.BytesIO(source)).get_sheet_by_index(0).to_python()
            return list(csv.reader(io.StringIO(source.decode("utf-8-sig"), newline="")))

        def ours(source: bytes = source, mapping: object = mapping) -> object:
            found = validate(read(source, "2026年10月.csv"), mapping)  # type: ignore[arg-type]
            assert len(found.measurements) == rows * 7 and not found.errors
            return found

        pairs = [(seconds(bare), seconds(ours)) for _ in range(3)]
        base, own = (min(times) for times in zip(*pairs, strict=True))
        worst = max(worst, own / base if kind == "xlsx" else 0.0)
        print(f"{kind}: {rows} rows x 10, bare {base:.2f} s, read and validated {own:.2f} s, ratio {own / base:.2f}")
    return 0 if worst <= ALLOWED else 1


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
