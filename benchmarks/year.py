"""A year of one city's contracts against one month of them: every page of what lives in a contract, for four readers.

    PYTHONPATH=src python benchmarks/year.py             SQLite in a folder of its own
    HUZHU_DATABASE_URL=postgresql://… python benchmarks/year.py   an empty database of PostgreSQL

The demo city (seed 20: 6 factories, 40 groups, 800 people). First the month: 500 contracts of two people that run today,
each with the three sessions and two checks of its last month. Then the year beside it: these contracts' earlier sessions
and checks, and 1,500 contracts that are over: 2,000 contracts, 60,000 sessions, 40,000 checks in all (30 and 20 each; so
many checks of one contract need 20 half months, and the oldest rows are 20 months old). Limit: a page costs at most 1.3
times what it cost with the month alone. CPU time of this process, median of 15 requests each, in turns.
"""

from __future__ import annotations

import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

HOME = tempfile.mkdtemp(prefix="huzhu-benchmark-")
os.environ |= {"HUZHU_HOME": HOME, "DJANGO_SETTINGS_MODULE": "huzhu.settings"}
sys.path.insert(0, str(Path(__file__).resolve().parent))

from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import NoReverseMatch, get_resolver, reverse  # noqa: E402
from django.utils import timezone  # noqa: E402
from pages import client_of  # noqa: E402  (sets Django up)

from huzhu.base.access import Role  # noqa: E402
from huzhu.base.followup.models import Check, LifeSign, Matter  # noqa: E402
from huzhu.base.journal.demo import mark_as_demo  # noqa: E402
from huzhu.base.people.models import Account, Mandate, Membership  # noqa: E402
from huzhu.base.units.models import OPEN_END, Unit  # noqa: E402
from huzhu.cli.migrate import apply  # noqa: E402
from huzhu.demo import seed  # noqa: E402
from huzhu.rooms.contracts.models import Contract, Term  # noqa: E402
from huzhu.rooms.practice.models import Session  # noqa: E402
from huzhu.rooms.skills.models import Technique  # noqa: E402

RUNNING, OVER, SESSIONS, CHECKS, LIFE, MONTH = 500, 1500, 30, 20, 300, 30
RUNS, LIMIT = 15, 1.3
ROOMS = ("contracts", "exchange", "practice", "checks", "campaigns", "statistics", "calendar")
LEFT_OUT = ("print", "invitation", "feed", "clip", "qr")
"""Pages of other formats, whose cost is the printing's or the file's."""


def halves(first: date, last: date) -> list[date]:
    """First days of the half months between two days."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in days if day.day in (1, 16)]


class Filler:
    """Writes contracts, sessions, checks and their signs of life in bulk; the same seed writes the same."""

    def __init__(self, today: date) -> None:
        self.today, self.draw = today, Random(1956)
        self.groups: dict[int, list[int]] = {}
        rows = Membership.objects.filter(ends=OPEN_END, unit__level="group").order_by("unit_id", "person_id")
        for unit, person in rows.values_list("unit_id", "person_id"):
            self.groups.setdefault(unit, []).append(person)
        leaders = Mandate.objects.filter(role=Role.GROUP_LEADER.value, ends=OPEN_END).values_list(
            "unit_id", "person_id"
        )
        self.leaders = dict(leaders)
        self.groups = {
            unit: people for unit, people in self.groups.items() if len(people) >= 10 and unit in self.leaders
        }
        self.techniques = list(Technique.objects.filter(same_as=None).order_by("id").values_list("id", flat=True))
        self.tag = 0

    def contracts(self, count: int, *, over: bool) -> list[Contract]:
        """`count` contracts spread over the groups; those that are over ended one after the other in the last year."""
        units = sorted(self.groups)
        made = []
        for n in range(count):
            unit = units[n % len(units)]
            leader = self.leaders[unit]
            first, second = self.draw.sample([one for one in self.groups[unit] if one != leader], 2)
            ends = self.today - timedelta(days=1 + n * 300 // count) if over else self.today + timedelta(days=10)
            starts = ends - timedelta(days=LIFE)
            at = moment(starts, 9)
            made.append(Contract(
                matter=Matter(kind="contract", unit_id=unit, opened=starts, new_until=starts + timedelta(days=30)),
                kind="apprenticeship", state="settled" if over else "signed", mode="introduced", first_id=first, second_id=second,
                first_unit_id=unit, second_unit_id=unit, drafted=at, signed=at, starts=starts, ends=ends,
                closed=ends if over else None, closed_because="terms" if over else "",
            ))  # fmt: skip
        Matter.objects.bulk_create(one.matter for one in made)
        for one in made:
            one.matter_id = one.matter.pk
        Contract.objects.bulk_create(made)
        Term.objects.bulk_create(
            Term(
                contract=one, position=1, teacher_id=one.first_id, learner_id=one.second_id, target=800.0,
                technique_id=self.techniques[n % len(self.techniques)], ends=one.ends,
                closed=one.closed, outcome="met" if one.closed else "",
            )
            for n, one in enumerate(made)
        )  # fmt: skip
        self.terms = dict(Term.objects.filter(contract__in=[one.pk for one in made]).values_list("contract_id", "id"))
        return made

    def live(self, contracts: list[Contract], since: date | None, until: date | None) -> None:
        """Sessions every tenth day and a check each half month, of the days from `since` on, or before `until`."""
        sessions, checks = [], []
        terms = dict(Term.objects.filter(contract__in=[one.pk for one in contracts]).values_list("contract_id", "id"))
        for one in contracts:
            assert one.starts and one.ends
            for n in range(SESSIONS):
                day = one.starts + timedelta(days=1 + n * (LIFE // SESSIONS))
                if within(day, since, until):
                    sessions.append(self.session(one, terms[one.pk], day))
            for half in halves(one.starts, min(one.ends, self.today))[:CHECKS]:
                if within(half, since, until):
                    checks.append(self.check(one, half))
        for row in Session.objects.bulk_create(sessions, batch_size=2000):
            self.signs.append((row.contract_id, row.day, "session", row.pk))
        for check in Check.objects.bulk_create(checks, batch_size=2000):
            self.signs.append((check.matter_id, check.half, "check", check.pk))
        LifeSign.objects.bulk_create(
            (
                LifeSign(matter_id=matter, day=day, until=day + timedelta(days=30), kind=kind, source=source)
                for matter, day, kind, source in self.signs
            ),
            batch_size=2000,
        )
        self.signs = []
        last = {}
        for matter, until_day in LifeSign.objects.order_by("until").values_list("matter_id", "until"):
            last[matter] = until_day
        for day in set(last.values()):
            Matter.objects.filter(pk__in=[m for m, at in last.items() if at == day]).update(quiet_after=day)

    signs: list[tuple[int, date, str, int]] = []

    def session(self, one: Contract, term: int, day: date) -> Session:
        at, in_shift = moment(day, 10), self.draw.random() < 0.6
        relief = {"form": "in-shift", "at": "teacher", "relief_of_learner_id": self.leaders[one.second_unit_id]}
        return Session(
            contract=one, kind="practice", state="confirmed", term_id=term,
            teacher_id=one.first_id, learner_id=one.second_id, day=day, half="am", minutes=30, learner_minutes=20,
            logged_by_id=one.second_id, done_at=at, received=at, confirmed_by_id=one.first_id, confirmed_at=at, **(relief if in_shift else {}),
        )  # fmt: skip

    def check(self, one: Contract, half: date) -> Check:
        at, rating = moment(half, 16), self.draw.choice(("good", "good", "fair", "poor"))
        return Check(
            matter_id=one.pk, unit_id=one.second_unit_id, half=half, state="current", by_id=self.leaders[one.second_unit_id],
            first_id=one.first_id, second_id=one.second_id, rating=rating, proposed=rating, observed="step", going=f"第{half:%j}天",
            difficulty="time" if rating == "poor" else "", done_at=at, received=at,
        )  # fmt: skip


def moment(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


def within(day: date, since: date | None, until: date | None) -> bool:
    return (since is None or day >= since) and (until is None or day < until)


def addresses(contract: Contract, unit: Unit, above: dict[str, str]) -> Iterator[tuple[str, str]]:
    """(name, address) of every page of the rooms above that takes a contract, a unit or nothing."""
    for name, words in known():
        room, short = name.split(":")
        if room not in ROOMS or short in LEFT_OUT:
            continue
        for kind, uid in {"": "", "contract": contract.uid, "group": unit.uid, **above}.items():
            if bool(words) == bool(kind):
                try:
                    yield f"{name} {kind}".strip(), reverse(name, args=[uid] if words else [])
                except NoReverseMatch:
                    continue


def known() -> Iterator[tuple[str, int]]:
    """Names of addresses with how many words they take, at most one."""
    for resolver in get_resolver().url_patterns:
        for pattern in getattr(resolver, "url_patterns", []):
            words = len(pattern.pattern.converters)
            if words <= 1 and pattern.name:
                yield f"{resolver.app_name}:{pattern.name}", words


def measure(clients: dict[str, Client], pages: dict[str, list[tuple[str, str]]]) -> dict[str, float]:
    """{who and page: median CPU ms}, in turns."""
    found: dict[str, list[float]] = {}
    for run in range(RUNS + 2):
        for who, client in clients.items():
            for name, address in pages[who]:
                begin = time.process_time()
                response = client.get(address)
                taken = (time.process_time() - begin) * 1000
                assert response.status_code == 200, (who, address, response.status_code)
                if run >= 2:
                    found.setdefault(f"{who}: {name}", []).append(taken)
    return {name: statistics.median(times) for name, times in found.items()}


def main() -> None:
    logging.disable(logging.WARNING)  # pages that a reader may not open are asked for once, to leave them out
    apply()
    mark_as_demo(timezone.now())
    with transaction.atomic():
        seed(20, city=True)
    today = timezone.localdate()
    filler = Filler(today)
    with transaction.atomic():
        running = filler.contracts(RUNNING, over=False)
        filler.live(running, today - timedelta(days=MONTH), None)
    contract = running[0]
    unit = Unit.objects.get(id=contract.second_unit_id)
    way = [int(one) for one in unit.places.get(ends=OPEN_END).path.split("/") if one]
    above = {row.level: row.uid for row in Unit.objects.filter(id__in=way).exclude(level="group")}
    factory = Unit.objects.get(id__in=way, level="factory")
    sponsor = Mandate.objects.filter(role=Role.SPONSOR.value, unit=factory, ends=OPEN_END).first()
    officer = Mandate.objects.filter(role=Role.TRAINING_OFFICER.value, unit=factory, ends=OPEN_END).first()
    assert sponsor and officer
    readers = {
        "learner": contract.second_id, "leader": filler.leaders[unit.id], "sponsor": sponsor.person_id, "officer": officer.person_id,
    }  # fmt: skip
    clients = {who: client_of(Account.objects.get(person_id=person)) for who, person in readers.items()}
    pages = {
        who: [(name, url) for name, url in [("today", "/"), *addresses(contract, unit, above)] if client.get(url).status_code == 200]
        for who, client in clients.items()
    }  # fmt: skip
    first = measure(clients, pages)
    with transaction.atomic():
        filler.live(running, None, today - timedelta(days=MONTH))
        filler.live(filler.contracts(OVER, over=True), None, None)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    counts = (Contract.objects.count(), Session.objects.count(), Check.objects.count())
    print(f"{connection.vendor}: {counts[0]} contracts, {counts[1]} sessions, {counts[2]} checks; {len(first)} pages")
    then = measure(clients, pages)
    over = 0
    for name, ms in sorted(then.items(), key=lambda item: first[item[0]] / item[1]):
        ratio = ms / first[name]
        over += ratio > LIMIT
        print(
            f"{name:<60}{first[name]:>9.1f} ms{ms:>9.1f} ms{ratio:>7.2f}{'  over the limit' if ratio > LIMIT else ''}"
        )
    print(f"{len(then) - over} of {len(then)} pages within {LIMIT} times")


if __name__ == "__main__":
    main()
