"""Fifty groups save their sitting of twelve contracts in the same minute; nothing is lost.

    HUZHU_DATABASE_URL=postgresql://… PYTHONPATH=src python benchmarks/sittings.py   an empty database of PostgreSQL
    PYTHONPATH=src python benchmarks/sittings.py                                      SQLite in a folder of its own

One factory, 55 groups of 25 people, 12 contracts each (seed 1957). First five groups save alone, one after the other: their
median is one undisturbed save. Then fifty leaders press at moments drawn from one minute, each in a thread with its own
connection, through the page as a browser posts it. Wall time. Limit: the 95th percentile is at most 20 times one
undisturbed save, and 50 × 12 checks stand afterwards. Last, as a remark: all fifty in the same instant, a half month later.
"""

from __future__ import annotations

import logging
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from random import Random

HOME = tempfile.mkdtemp(prefix="huzhu-benchmark-")
os.environ |= {"HUZHU_HOME": HOME, "DJANGO_SETTINGS_MODULE": "huzhu.settings"}
sys.path.insert(0, str(Path(__file__).resolve().parent))

from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402
from pages import client_of  # noqa: E402  (sets Django up)
from year import Filler  # noqa: E402

from huzhu.base.access import Role, Scope  # noqa: E402
from huzhu.base.followup.halves import before, half_of  # noqa: E402
from huzhu.base.followup.models import Check  # noqa: E402
from huzhu.base.people.actions.roll import enrol, give_mandate  # noqa: E402
from huzhu.base.people.models import Account, Confirmation  # noqa: E402
from huzhu.base.units.actions.tree import found_unit  # noqa: E402
from huzhu.base.units.models import Unit  # noqa: E402
from huzhu.cli.migrate import apply  # noqa: E402
from huzhu.rooms.contracts.models import Contract  # noqa: E402
from huzhu.rooms.skills.actions.catalogue import found_technique, found_trade  # noqa: E402

GROUPS, ALONE, PEOPLE, CONTRACTS, MINUTE, LIMIT = 50, 5, 25, 12, 60.0, 20
START, RATINGS = date(2020, 1, 1), ("good", "fair", "poor")


def house() -> None:
    system, now = Scope.system(START), timezone.now()
    factory = found_unit("厂", "factory", parent_id=None, starts=START, by=system, now=now)
    shop = found_unit("车间", "workshop", parent_id=factory, starts=START, by=system, now=now)
    trade = found_trade("纺", unit_id=factory, by=system, now=now)
    found_technique("接头", trade_id=trade, by=system, now=now)
    for number in range(GROUPS + ALONE):
        group = found_unit(f"{number}组", "group", parent_id=shop, starts=START, by=system, now=now)
        for place in range(PEOPLE):
            person = enrol(f"人{place}", f"{number}{place:02d}", group_id=group, starts=START, by=system, now=now)
            if place < 2:
                role = (Role.GROUP_LEADER, Role.FOREMAN)[place]
                give_mandate(person, role, unit_id=group, starts=START, by=system, now=now)


def confirm(people: Iterable[int]) -> None:
    """Their sign-ins are confirmed by two others (Q33)."""
    Account.objects.update(generation=1, drawn=1)
    two = list(Account.objects.order_by("-id")[:2])
    Confirmation.objects.bulk_create(
        Confirmation(account=account, generation=1, confirmer=one, role=role.value, leads=leads, at=timezone.now())
        for account in Account.objects.filter(person_id__in=people)
        for one, (role, leads) in zip(two, ((Role.ADMINISTRATOR, True), (Role.SPONSOR, False)), strict=True)
    )


def saving(client: Client, unit: Unit, half: date, draw: Random) -> Callable[[], float]:
    """A press of the button: seconds until the page has answered."""
    address = f"{reverse('checks:sitting', args=[unit.uid])}?half={half.isoformat()}"
    found = client.get(address)
    assert found.status_code == 200, (found.status_code, found.headers)
    said = {"half": half.isoformat()}
    for uid in Contract.objects.filter(second_unit=unit).values_list("uid", flat=True):
        rating = draw.choice(RATINGS)
        said |= {
            f"{uid}-rating": rating,
            f"{uid}-reason": "看过",
            f"{uid}-observed": "step",
            f"{uid}-going": f"{uid} 做到第二步",
        }
        said |= {f"{uid}-difficulty": "time", f"{uid}-cause": "seldom"} if rating == "poor" else {}

    def press() -> float:
        begin = time.perf_counter()
        answer = client.post(address, said)
        taken = time.perf_counter() - begin
        assert answer.status_code == 302, (answer.status_code, answer.content[-2000:])
        return taken

    return press


def together(presses: list[Callable[[], float]], moments: list[float]) -> list[float]:
    """Each press at its moment, in seconds from now; how long each took."""
    taken, begin = [0.0] * len(presses), time.perf_counter() + 0.5

    def at(number: int) -> None:
        time.sleep(max(0.0, begin + moments[number] - time.perf_counter()))
        taken[number] = presses[number]()
        connection.close()

    threads = [threading.Thread(target=at, args=(number,)) for number in range(len(presses))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


def main() -> None:
    logging.disable(logging.WARNING)
    apply()
    draw, today = Random(1957), timezone.localdate()
    with transaction.atomic():
        house()
        filler = Filler(today)
        filler.contracts((GROUPS + ALONE) * CONTRACTS, over=False)
    confirm(filler.leaders.values())
    last = before(half_of(today))
    units = list(Unit.objects.filter(level="group").order_by("id"))
    clients = [client_of(Account.objects.get(person_id=filler.leaders[unit.id])) for unit in units]

    def presses(half: date) -> list[Callable[[], float]]:
        return [saving(client, unit, half, draw) for client, unit in zip(clients, units, strict=True)]

    first = presses(last)
    for press in first[:1]:
        press()  # once, for what is loaded only once
    alone = statistics.median(press() for press in first[1:ALONE])
    taken = sorted(together(first[ALONE:], [draw.uniform(0, MINUTE) for _ in range(GROUPS)]))
    kept = Check.objects.filter(half=last, state="current", unit__in=units[ALONE:]).count()
    late = taken[int(0.95 * GROUPS) - 1]
    print(f"{connection.vendor}: one save alone {alone * 1000:.0f} ms; fifty within a minute: median {taken[GROUPS // 2] * 1000:.0f} ms, "
          f"95th percentile {late * 1000:.0f} ms, {late / alone:.1f} times (limit {LIMIT}); {kept} of {GROUPS * CONTRACTS} checks kept")  # fmt: skip
    second = presses(before(last))
    instant = sorted(together(second[ALONE:], [0.0] * GROUPS))
    kept = Check.objects.filter(half=before(last), state="current", unit__in=units[ALONE:]).count()
    late = instant[int(0.95 * GROUPS) - 1]
    print(
        f"all fifty in the same instant: 95th percentile {late * 1000:.0f} ms, {late / alone:.1f} times; {kept} checks kept"
    )


if __name__ == "__main__":
    main()
