"""A city of 100,000 people in 8,000 groups, eight measurements each: imported, opened page by page, one round computed.

    PYTHONPATH=src python benchmarks/city.py [PEOPLE]            SQLite in a folder of its own
    HUZHU_DATABASE_URL=postgresql://… python benchmarks/city.py  an empty database of PostgreSQL

First the demo factory (seed 20) and its pages; then the city beside it (seed 1): factories of 1,000 people, each a
workbook of 1,000 rows that its training officer brings in through the mapping page's background path; then the same
pages again. Limit: a page costs at most 1.3 times what it cost before the city came. Then the pages of the city's own
offices, and a round of the whole city: wishes of every fifth person, compared and frozen by the background jobs; below
2,000 requests (9,000 people) also its sliders.
CPU time of this process, median of 15 requests each.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

HOME = tempfile.mkdtemp(prefix="huzhu-benchmark-")
os.environ |= {"HUZHU_HOME": HOME, "DJANGO_SETTINGS_MODULE": "huzhu.settings"}
sys.path.insert(0, str(Path(__file__).resolve().parent))

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402
from pages import client_of, one_more, pages, player  # noqa: E402  (sets Django up)

from huzhu.base.access import Role, Scope  # noqa: E402
from huzhu.base.jobs import run_waiting, sweep_hourly  # noqa: E402
from huzhu.base.journal.demo import mark_as_demo  # noqa: E402
from huzhu.base.people.actions.roll import enrol, give_mandate  # noqa: E402
from huzhu.base.people.models import Account, Confirmation, Membership  # noqa: E402
from huzhu.base.people.queries import members_under  # noqa: E402
from huzhu.base.people.scopes import scope_of  # noqa: E402
from huzhu.base.units.actions.tree import found_unit  # noqa: E402
from huzhu.base.units.models import Unit  # noqa: E402
from huzhu.base.units.queries import path_of  # noqa: E402
from huzhu.cli.migrate import apply  # noqa: E402
from huzhu.rooms.introductions.models import Introduction, Round, Wish  # noqa: E402
from huzhu.rooms.introductions.queries.comparison import LARGE  # noqa: E402
from huzhu.rooms.skills.actions.catalogue import found_technique, found_trade  # noqa: E402
from huzhu.rooms.skills.models import KeyList, MonthScore  # noqa: E402
from huzhu.spreadsheets.actions.importing import start_saving, take_in  # noqa: E402
from huzhu.spreadsheets.models import Upload  # noqa: E402
from huzhu.spreadsheets.writing import write_table  # noqa: E402

RUNS, OF_FACTORY, GROUPS, TECHNIQUES = 15, 1000, 80, 8
START, NOW = date(2020, 1, 1), datetime.now(ZoneInfo("Asia/Shanghai"))
NAMES = [f"操作{number}" for number in range(TECHNIQUES)]


def workbook(chance: random.Random) -> bytes:
    """One factory: roll number, name, workshop, group, trade, post, eight scores around what the person is good at."""
    body = []
    for person in range(OF_FACTORY):
        base = chance.gauss(55, 15)
        scores = [max(0, min(100, round(chance.gauss(base, 20) / 5) * 5)) for _ in NAMES]
        group = person % GROUPS
        body.append(
            [f"{person + 10:04d}", f"姓名{person}", f"{group // 10}车间", f"{group}组", "纺", "挡车工", *scores]
        )
    return write_table(["工号", "姓名", "车间", "班组", "工种", "岗位", *NAMES], body)


def city(people: int) -> tuple[int, float]:
    """Import factory by factory; returns the city's unit and the CPU seconds of it."""
    chance, system = random.Random(1), Scope.system(START)
    top = found_unit("基准市", "city", parent_id=None, starts=START, by=system, now=NOW)
    trade = found_trade("纺", unit_id=top, by=system, now=NOW)
    for name in NAMES:
        found_technique(name, trade_id=trade, by=system, now=NOW)
    begin = time.process_time()
    for number in range(people // OF_FACTORY):
        factory = found_unit(f"第{number}厂", "factory", parent_id=top, starts=START, by=system, now=NOW)
        office = found_unit("科", "group", parent_id=factory, starts=START, by=system, now=NOW)
        officer = enrol("员", "1", group_id=office, starts=START, by=system, now=NOW)
        give_mandate(officer, Role.TRAINING_OFFICER, unit_id=factory, starts=START, by=system, now=NOW)
        by = scope_of(officer, timezone.localdate(), full=True)
        uid = take_in(Unit.objects.get(id=factory).uid, "月.xlsx", workbook(chance), by=by, now=timezone.now())
        start_saving(uid, by=by, now=timezone.now())
        run_waiting()
        upload = Upload.objects.get(uid=uid)
        assert upload.state == "saved", (upload.state, upload.job and upload.job.note)
    return top, time.process_time() - begin


def measure(client: Client, addresses: dict[str, str]) -> dict[str, float]:
    """{page: median CPU ms}, in turns."""
    found: dict[str, list[float]] = {name: [] for name in addresses}
    for run in range(RUNS + 2):
        for name, address in addresses.items():
            begin = time.process_time()
            response = client.get(address)
            taken = (time.process_time() - begin) * 1000
            assert response.status_code == 200, (address, response.status_code)
            if run >= 2:
                found[name].append(taken)
    return {name: statistics.median(times) for name, times in found.items()}


def wish_and_organise(top: int) -> Client:
    """Every fifth person asks for what he is weakest in, three of ten offer what they are best in; the city's organiser."""
    chance, today, path = random.Random(2), timezone.localdate(), path_of(top, timezone.localdate())
    home = dict(members_under(path, today))
    scored: dict[int, list[tuple[int, int]]] = {}
    for person, technique, score in MonthScore.objects.values_list("person_id", "technique_id", "score").iterator():
        if person in home:
            scored.setdefault(person, []).append((score, technique))
    wishes = []
    for person, known in scored.items():
        drawn = chance.random()
        kind, technique = ("request", min(known)[1]) if drawn < 0.2 else ("offer", max(known)[1])
        if drawn < 0.5:
            wishes.append(Wish(
                person_id=person, unit_id=home[person], technique_id=technique, kind=kind, reach="factory", opened=today,
                lapses=today + timedelta(days=90),
            ))  # fmt: skip
    Wish.objects.bulk_create(wishes, batch_size=1000)
    office = found_unit("市办公室", "factory", parent_id=top, starts=START, by=Scope.system(START), now=NOW)
    desk = found_unit("办公室", "group", parent_id=office, starts=START, by=Scope.system(START), now=NOW)
    person = enrol("组织员", "1", group_id=desk, starts=START, by=Scope.system(START), now=NOW)
    for role in (Role.ORGANISER, Role.SPONSOR, Role.ADMINISTRATOR):
        give_mandate(person, role, unit_id=top, starts=START, by=Scope.system(START), now=NOW)
    KeyList.objects.create(unit_id=top, posted=today, none_because="基准")
    account = Account.objects.get(person_id=person)
    Account.objects.filter(id=account.id).update(generation=1, drawn=1)
    account.refresh_from_db()
    for role, leads in ((Role.ADMINISTRATOR, True), (Role.SPONSOR, False)):
        confirmer = Account.objects.exclude(id=account.id).order_by("id")[int(leads)]
        Confirmation.objects.create(account=account, generation=1, confirmer=confirmer, role=role, leads=leads, at=NOW)
    return client_of(account)


def round_of_all(client: Client, top: int) -> None:
    """Opened, compared, frozen and sent by the pages and their jobs; prints how long each job took."""
    uid = Unit.objects.values_list("uid", flat=True).get(id=top)

    def press(name: str, data: dict[str, str], *args: str) -> str:
        begin = time.process_time()
        answer = client.post(reverse(f"introductions:{name}", args=args), data)
        assert answer.status_code in (200, 302), answer.status_code
        shown = time.process_time() - begin
        begin = time.process_time()
        run_waiting()
        print(
            f"{name:<22}{shown * 1000:>9.1f} ms for the page, {time.process_time() - begin:.1f} s of work in the background"
        )
        return str(answer.headers.get("Location", ""))

    press("round-new", {"unit": uid})
    round_ = Round.objects.get(unit_id=top)
    press("round-end", {"because": "基准"}, round_.uid)
    if Wish.objects.filter(kind="request", state="open").count() < LARGE:
        address = f"{reverse('introductions:round-compare', args=[round_.uid])}?teaching=2&learning=2"
        for name, ms in measure(client, {"a slider let go": address, "a slider moving": f"{address}&moving=1"}).items():
            print(f"{name:<22}{ms:>9.1f} ms")
    press("round-compute", {}, round_.uid)
    press("round-freeze", {"rule": "stable", "teaching": "3", "learning": "2"}, round_.uid)
    pages_of_round = {"the round, frozen": reverse("introductions:round", args=[round_.uid])}
    for name, ms in measure(client, pages_of_round).items():
        print(f"{name:<22}{ms:>9.1f} ms")
    press("round-send", {}, round_.uid)
    print(f"introductions sent: {Introduction.objects.filter(wave__round=round_, state='sent').count()}")


if __name__ == "__main__":
    apply()
    mark_as_demo(timezone.now())
    one_more(20)
    account = player("learner")
    client, addresses = client_of(account), pages(account)
    first = measure(client, addresses)
    top, taken = city(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    people, groups = Membership.objects.count(), Unit.objects.filter(level="group").count()
    print(
        f"{connection.vendor}: {people} people, {groups} groups, {MonthScore.objects.count()} scores, imported in {taken:.0f} s"
    )
    for name, ms in measure(client, addresses).items():
        print(f"{name:<22}{first[name]:>9.1f} ms{ms:>9.1f} ms{ms / first[name]:>7.2f}")
    begin = time.process_time()
    sweep_hourly(timezone.now())
    run_waiting()
    print(f"totals of every factory counted in {time.process_time() - begin:.0f} s in the background")
    organiser = wish_and_organise(top)
    round_of_all(organiser, top)
    uid = Unit.objects.values_list("uid", flat=True).get(id=top)
    offices = {
        "units": reverse("units"), "the city": reverse("unit", args=[uid]), "its skills": reverse("skills:unit", args=[uid]),
        "its contracts": reverse("contracts:group", args=[uid]), "its charter": reverse("charter", args=[uid]),
    }  # fmt: skip
    for name, ms in measure(organiser, offices).items():
        print(f"{name:<22}{ms:>9.1f} ms")
