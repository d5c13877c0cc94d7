"""How long the demo takes to make: one factory, then the city; at most a minute on two cores.

    PYTHONPATH=src python benchmarks/demo.py

SQLite in a folder of its own for each, seed 1952, today; migrations are not counted.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

LIMIT = 60


def make(city: bool) -> None:
    """In a process of its own: seed, and print what came of it."""
    import django

    django.setup()

    from django.db import transaction
    from django.utils import timezone

    from huzhu.base.journal.demo import mark_as_demo
    from huzhu.base.people.models import Person
    from huzhu.base.units.models import Unit
    from huzhu.cli.migrate import apply
    from huzhu.demo import seed

    apply()
    wall, cpu = time.perf_counter(), time.process_time()
    with transaction.atomic():
        mark_as_demo(timezone.now())
        seed(1952, city=city)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    groups = Unit.objects.filter(level="group").count()
    print(
        f"{'city' if city else 'factory'}: {Person.objects.count()} people, {groups} groups: {wall:.1f} s, CPU {cpu:.1f} s; at most {LIMIT} s"
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        make(sys.argv[1] == "city")
    for what in () if len(sys.argv) > 1 else ("factory", "city"):
        with tempfile.TemporaryDirectory(prefix="huzhu-benchmark-") as home:
            surroundings = os.environ | {"HUZHU_HOME": home, "DJANGO_SETTINGS_MODULE": "huzhu.settings"}
            subprocess.run([sys.executable, __file__, what], env=surroundings, check=True)
