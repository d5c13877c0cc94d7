"""Twin worlds (Q15): the same story told twice from one seed and one clock, one sealed thing apart; then compared byte for byte.

A story is a function (twin, shop, variant). `twin.act` does and watches a deed, `twin.look` observes everything that
anybody but the persons themselves can see: journal, tasks, notices, log lines, answers of every address for each role,
and what comes of every deed tried by others, each with its SQL statements. Addresses come from the URL conf by themselves.

A page is a function of who asks, when, what its statements read and what the cache holds. So where the first world's
page asked only tables that are equal in both worlds, row by row and sealed column by sealed column, and found an equal
cache, the second world's page is the same and is not made again.
"""

from __future__ import annotations

import logging
import random
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from huzhu.base.access import HuzhuError
from huzhu.base.db import fields
from huzhu.base.jobs import run_waiting
from huzhu.base.journal.models import Answered, Entry
from huzhu.base.notices.models import Notice
from huzhu.base.people import seal, totp
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit
from huzhu.rooms.introductions.actions import sending
from huzhu.rooms.introductions.models import Introduction, Round, Wish
from huzhu.rooms.skills.models import Technique
from tests.cast import NOW, Shop, client_for, make_shop

Story = Callable[["Twin", Shop, str], None]
TOKENS = (
    (re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]+'), rb"\1token"),
    (re.compile(rb'(name="request_id" value=")[^"]+'), rb"\1token"),
    (re.compile(rb'("challenge": ?")[^"]+'), rb"\1token"),
    (re.compile(rb'("X-CSRFToken": ?")[^"]+'), rb"\1token"),
)
SAVEPOINT = re.compile(r'"s\d+_x\d+"')
QUOTED = re.compile(r'"(\w+)"')
Remembered = tuple[dict[str, bytes], dict[str, float | None]]
"""What the cache holds, and until when."""
Page = tuple[int, str | None, bytes, list[str], list[tuple[str, str, str]], Remembered, Remembered]
"""Status, where to, body with tokens normalised, statements, log lines, the cache before and after."""


@dataclass
class Twin:
    """One of two worlds; `seen` is compared: what was looked at -> what was there. `first`: the one told before."""

    clock: Any
    first: Twin | None = None
    seen: dict[str, Any] = field(default_factory=dict)
    lines: list[tuple[str, str, str]] = field(default_factory=list)
    tables: dict[str, dict[str, int]] = field(default_factory=dict)

    def sealed(self, deed: Callable[[], object]) -> None:
        """The one thing apart; afterwards both worlds draw the same ids again."""
        reseed("sealed")
        deed()
        reseed("after")

    def act(self, name: str, deed: Callable[[], object]) -> Any:
        """Do a deed of the story and keep what came of it, with its statements."""
        reseed(name)
        with statements() as sql:
            try:
                result = deed()
            except HuzhuError as error:
                result = said(error)
        self.seen[f"deed {name}"] = (result, sql)
        return result

    def look(
        self,
        when: str,
        *,
        roles: dict[str, Person],
        selves: Iterable[Person] = (),
        tries: dict[str, Callable[[], object]] | None = None,
    ) -> None:
        """Observe everything as `roles` see it; `selves` know the sealed thing and are left out."""
        own = {person.id for person in selves}
        self.seen[f"{when}: journal"] = list(Entry.objects.order_by("id").values_list())
        self.seen[f"{when}: answered"] = list(Answered.objects.order_by("id").values_list("actor_id", "deed", "answer"))
        tasks = [SignedPackage.loads(row.payload) for row in OrmQ.objects.order_by("id")]
        self.seen[f"{when}: tasks"] = [(task["func"], task["args"]) for task in tasks]
        self.seen[f"{when}: notices"] = list(Notice.objects.exclude(person_id__in=own).order_by("id").values_list())
        self.seen[f"{when}: log"] = list(self.lines)
        for name, attempt in (tries or {}).items():
            self.seen[f"{when}: try {name}"] = undone(name, attempt)
        self.tables[when] = tables()
        for role, person in roles.items():
            self._walk(f"{when}: {role}", person, self._apart(when))

    def _apart(self, when: str) -> set[str]:
        """Tables that hold something else than in the first world; of the first world's own pages each is made."""
        first = self.first.tables[when] if self.first else {}
        return {table for table, rows in self.tables[when].items() if first.get(table) != rows}

    def _walk(self, who: str, person: Person, apart: set[str]) -> None:
        """Every address as this person gets it."""
        cache.clear()
        with transaction.atomic():
            client = client_for(person)
            for address in addresses():
                reseed(address)
                page: Page | None = self.first.seen.get(f"{who} {address}") if self.first else None
                if page and page[5] == remembered() and not apart.intersection(QUOTED.findall(" ".join(page[3]))):
                    remember(page[6])
                else:
                    page = get(client, address, self.lines)
                self.seen[f"{who} {address}"] = page
            transaction.set_rollback(True)

    def run_jobs(self) -> None:
        """The background catches up."""
        reseed("jobs")
        run_waiting()

    def move_to(self, moment: Any) -> None:
        self.clock.move_to(moment)


def differences(story: Story, one: str, other: str, *, clock: Any, monkeypatch: Any) -> list[str]:
    """Tell a story in both variants; returns where the two worlds differ, empty if nobody can tell them apart."""
    monkeypatch.setattr(fields, "secrets", SEEDED)
    monkeypatch.setattr(sending, "secrets", SEEDED)
    monkeypatch.setattr(totp, "secrets", SEEDED)
    if not has_pages():
        monkeypatch.setattr("huzhu.base.notices.channels.deliver", lambda notice_id: None)
    monkeypatch.setattr(seal, "secrets", SEEDED)
    monkeypatch.setattr(seal, "AESGCM", _SeededCipher())
    first = _tell(story, one, Twin(clock))
    left, right = first.seen, _tell(story, other, Twin(clock, first)).seen
    found = [f"only {one}: {key}" for key in left.keys() - right.keys()]
    found += [f"only {other}: {key}" for key in right.keys() - left.keys()]
    return found + [
        f"{key}: {apart(left[key], right[key])}" for key in left if key in right and left[key] != right[key]
    ]


def apart(left: Any, right: Any) -> str:
    """The first place where two observations part, short enough to read."""
    one, other = repr(left), repr(right)
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return f"…{one[max(0, at - 80) : at + 120]} | …{other[max(0, at - 80) : at + 120]}"


def _tell(story: Story, variant: str, twin: Twin) -> Twin:
    twin.move_to(NOW)
    with transaction.atomic(), listening(twin.lines):
        reseed("shop")
        story(twin, make_shop(), variant)
        transaction.set_rollback(True)
    return twin


class _Seeded:
    """Stands for `secrets` where public ids and seeds are drawn."""

    def __init__(self) -> None:
        self.random, self.count = random.Random(0), 0

    def choice(self, letters: str) -> str:
        return self.random.choice(letters)

    def randbits(self, count: int) -> int:
        return self.random.getrandbits(count)

    def token_hex(self, count: int) -> str:
        return self.random.randbytes(count).hex()

    def token_bytes(self, count: int) -> bytes:
        return self.random.randbytes(count)


SEEDED = _Seeded()


class _SeededCipher:
    """Stands for AESGCM where sealed columns are written: equal words of one person are equal in both worlds."""

    def __call__(self, key: bytes) -> AESGCM:
        return AESGCM(key)

    def generate_key(self, bits: int) -> bytes:
        return SEEDED.token_bytes(bits // 8)


def reseed(what: str) -> None:
    """From here on both worlds draw the same, whatever was drawn before; never the same twice in one world."""
    SEEDED.count = 0 if what == "shop" else SEEDED.count + 1
    SEEDED.random.seed(f"{SEEDED.count} {what}")


@contextmanager
def statements() -> Iterator[list[str]]:
    """SQL statements without their values, as they run."""
    run: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        run.append(SAVEPOINT.sub("savepoint", sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield run


@contextmanager
def listening(lines: list[tuple[str, str, str]]) -> Iterator[None]:
    """Every log line but those of the database."""

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if not record.name.startswith(("django.db", "asyncio")):
                lines.append((record.name, record.levelname, record.getMessage()))

    ear = Ear()
    loggers = [logging.getLogger(name) for name in ("", "huzhu", "django", "django-q")]
    for logger in loggers:
        logger.addHandler(ear)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeHandler(ear)


def said(error: HuzhuError) -> tuple[str, str]:
    return type(error).__name__, str(error.message)


def undone(name: str, attempt: Callable[[], object]) -> tuple[object, list[str]]:
    """What comes of a deed, with its statements; then it is as if it had never been tried."""
    reseed(name)
    with transaction.atomic():
        with statements() as sql:
            try:
                with transaction.atomic():
                    result = attempt()
            except HuzhuError as error:
                result = said(error)
        transaction.set_rollback(True)
    return result, sql


def get(client: Client, address: str, lines: list[tuple[str, str, str]]) -> Page:
    """One page; then it is as if it had never been asked for, in the log too."""
    before, found = len(lines), remembered()
    with transaction.atomic():
        with statements() as sql:
            response = client.get(address, headers={"accept-language": "en"})
        body = b"".join(response.streaming_content) if response.streaming else response.content
        for pattern, token in TOKENS:
            body = pattern.sub(token, body)
        transaction.set_rollback(True)
    where = response.headers.get("Location")
    assert not where or where.split("?")[0] != "/sign-in", f"{address}: not signed in"
    heard, lines[before:] = lines[before:], []
    return response.status_code, where, body, sql, heard, found, remembered()


def remembered() -> Remembered:
    return dict(cache._cache), dict(cache._expire_info)


def remember(what: Remembered) -> None:
    cache.clear()
    cache._cache.update(what[0])
    cache._expire_info.update(what[1])


def tables() -> dict[str, int]:
    """Each table of the database and a number for all that stands in it."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            found[table] = hash(tuple(tuple(map(bytes_of, row)) for row in cursor.fetchall()))
    return found


def bytes_of(value: Any) -> Any:
    """A view of memory is compared by what it holds."""
    return bytes(value) if isinstance(value, memoryview) else value


def addresses() -> list[str]:
    """Every address of the URL conf, its arguments filled with the public ids that its path speaks of."""
    uids = {
        "introductions": list(Introduction.objects.order_by("id").values_list("uid", flat=True)),
        "rounds": list(Round.objects.order_by("id").values_list("uid", flat=True)[:3]),
        "wishes": list(Wish.objects.order_by("id").values_list("uid", flat=True)[:3]),
        "people": list(Person.objects.order_by("id").values_list("uid", flat=True)[:2]),
        "groups": list(Unit.objects.filter(level="group").order_by("id").values_list("uid", flat=True)[:2]),
        "units": list(Unit.objects.order_by("id").values_list("uid", flat=True)[:3]),
        "techniques": list(Technique.objects.order_by("id").values_list("uid", flat=True)[:1]),
    }
    any_kind = uids["introductions"][:1] or uids["people"][:1]
    found = []
    for route in sorted(set(_routes(get_resolver().url_patterns))):
        word = route.split("/")[0]
        filled = {_fill(route, uid) for uid in uids.get(word, any_kind)} if "<" in route else {route}
        found += sorted(f"/{address}" for address in filled)
    return found


def _fill(route: str, uid: str) -> str:
    return re.sub(r"<(?:(\w+):)?\w+>", lambda part: "1" if part.group(1) == "int" else uid, route)


def _routes(patterns: Iterable[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        elif not route.startswith("static"):
            yield route


def has_pages() -> bool:
    try:
        reverse("introductions:page", args=["0" * 12])
    except NoReverseMatch:
        return False
    return True
