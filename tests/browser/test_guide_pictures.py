"""The guide's pictures: of the demo on one fixed day, and each page still opens under the heading it had then.

HUZHU_TEST_RENEW=pictures takes them anew, into docs/guide/pictures/LANGUAGE/NAME.png, and writes down page and heading.
"""

from __future__ import annotations

import json
import os
import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse
from numpy.typing import NDArray

from huzhu import demo
from huzhu.base.access import Role, Scope
from huzhu.base.journal.demo import mark_as_demo
from huzhu.base.people.models import Account, Mandate
from huzhu.base.people.queries import roster
from huzhu.base.people.scopes import scope_of
from huzhu.base.units.models import Unit
from huzhu.demo.clock import drawn_by
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.exchange.models import Question
from huzhu.rooms.introductions.models import Introduction, Round
from huzhu.rooms.skills.actions.sitting import begin_sitting, mark_card
from huzhu.rooms.skills.queries.catalogue import techniques_for
from huzhu.spreadsheets.actions.importing import take_in
from tests.browser.hand import PHONE, signed_in
from tests.conftest import SHANGHAI

DAY = datetime(2026, 3, 20, 10, 0, tzinfo=SHANGHAI)
DESK = {"width": 1080, "height": 640}
GUIDE = Path(__file__).parents[2] / "docs/guide"
PICTURES = GUIDE / "pictures"
LIST = PICTURES / "pages.json"
LOCALES = {"zh": "zh-CN", "en": "en"}
MOST_BYTES = 60_000
COLOURS = 64


@dataclass(frozen=True)
class Shown:
    """A page of the guide: who opens it, where, on which screen."""

    person_id: int
    address: str
    size: dict[str, int]

    def client(self) -> Client:
        """His own browser."""
        client = Client()
        client.post(reverse("demo-enter", args=[Account.objects.get(person_id=self.person_id).uid]))
        return client

    @property
    def route(self) -> str:
        return "/" + resolve(self.address).route


@pytest.fixture
def pages(transactional_db: None) -> Iterator[dict[str, Shown]]:
    """The demo's first factory with all that the guide shows of it, by the names of the pictures."""
    with time_machine.travel(DAY, tick=True):
        with transaction.atomic():
            mark_as_demo(DAY)
            demo.seed(1952, DAY.date())
        yield {name: Shown(who, where, size) for name, who, where, size in _shown()}


def _shown() -> Iterator[tuple[str, int, str, dict[str, int]]]:
    draft = Contract.objects.get(
        state="draft", second__in=Introduction.objects.filter(state="sent").values("learner")
    )  # fmt: skip
    worker, group = draft.second_id, draft.second_unit
    leader, assessor = _holder(Role.GROUP_LEADER, group), _holder(Role.ASSESSOR, group)
    sent = Introduction.objects.get(state="sent", learner=worker)
    yield "mine", worker, reverse("skills:me"), PHONE
    yield "introduction", worker, reverse("introductions:page", args=[sent.uid]), PHONE
    yield "draft", worker, reverse("contracts:page", args=[draft.uid]), PHONE
    yield "sight", worker, reverse("sight"), PHONE
    lived = Question.objects.filter(state="open", contract__isnull=False).earliest("id").contract
    yield "log", lived.second_id, reverse("practice:log", args=[lived.uid]), PHONE
    yield "story", lived.second_id, reverse("contracts:story", args=[lived.uid]), PHONE
    running = Contract.objects.filter(state="signed").order_by("pk")
    sits, _count = Counter(row.second_unit for row in running).most_common(1)[0]
    yield "sitting", _holder(Role.GROUP_LEADER, sits), reverse("checks:sitting", args=[sits.uid]), PHONE
    yield "skills", leader, reverse("skills:group", args=[group.uid]), PHONE
    yield "sheet", leader, reverse("skills:sheet", args=[group.uid, "2026-02"]), PHONE
    yield "card", assessor, _card(group, _scope(assessor)), PHONE
    technique = next(line for line in techniques_for(group.places.get().path) if line.name == "处理断经")
    yield "records", assessor, reverse("skills:records", args=[group.uid, draft.second.uid, technique.uid]), PHONE
    foreman = _holder(Role.FOREMAN, group)
    yield "central", foreman, reverse("skills:central", args=[group.uid]), PHONE
    factory = Unit.objects.get(level="factory")
    officer, organiser = _holder(Role.TRAINING_OFFICER, factory), _holder(Role.ORGANISER, factory)
    yield "workbook", officer, reverse("spreadsheets:read", args=[_workbook(factory, group, _scope(officer))]), DESK
    yield "catalogue", officer, reverse("skills:catalogue", args=[factory.uid]), DESK
    yield "figures", officer, reverse("statistics:figures", args=[factory.uid]), DESK
    waiting = Round.objects.get(kind="full", state="gathering", gather_until__lt=DAY)
    yield "compare", organiser, reverse("introductions:round", args=[waiting.uid]), DESK
    administrator = _holder(Role.ADMINISTRATOR, factory)
    yield "unit", administrator, reverse("unit", args=[factory.uid]), DESK
    yield "charter", administrator, reverse("charter", args=[factory.uid]), DESK


def _holder(role: Role, unit: Unit) -> int:
    path = unit.places.get().path
    above = [int(part) for part in path.strip("/").split("/")]
    found = Mandate.objects.on(DAY.date()).filter(role=role, unit_id__in=above).order_by("-unit__level", "id")
    return found.values_list("person_id", flat=True)[0]


def _scope(person_id: int) -> Scope:
    account = Account.objects.get(person_id=person_id)
    return scope_of(person_id, DAY.date(), account_id=account.id, full=True)


def _card(group: Unit, by: Scope) -> str:
    """The fifth card of a measuring of four people in two techniques; four are noted and wait for the second opinion."""
    people = roster(group.id, DAY.date())[2:6]
    picked = [line for line in techniques_for(group.places.get().path) if line.name in ("打结", "处理断经")]
    with drawn_by(Random(1)):
        sitting = begin_sitting(group.id, [one.id for one in people], [one.id for one in picked], by=by, now=DAY)
    for person, score in zip(people[:2], (350, 850), strict=True):
        for line in picked:
            mark_card(sitting, person.id, line.id, score=score, by=by, now=DAY)
    return reverse("skills:card", args=[group.uid, sitting, people[2].uid, picked[0].uid])


def _workbook(factory: Unit, group: Unit, by: Scope) -> str:
    """A workbook as people write it: a line above the header, one cell that is no number, one empty."""
    cells = [("18", "12"), ("21", "约15"), ("16", ""), ("23", "9"), ("19", "14")]
    rows = [
        f"{line.roll},{line.name},{','.join(two)}"
        for line, two in zip(roster(group.id, DAY.date())[2:7], cells, strict=True)
    ]
    text = "\n".join([f"{group.name}三月测定,,,", "工号,姓名,打结,处理断经", *rows])
    with drawn_by(Random(2)):
        return take_in(factory.uid, "三月测定.csv", text.encode(), by=by, now=DAY)


def heading(page: Shown, language: str) -> str:
    """The title of a page that opens, without the house's name."""
    answer = page.client().get(page.address, headers={"accept-language": LOCALES[language]})
    assert answer.status_code == 200, page.address
    found = re.search(r"<title>(.*?) · [^·]*</title>", answer.content.decode(), re.DOTALL)
    assert found, page.address
    return unescape(found[1])


def light(png: bytes) -> bytes:
    """The same picture (8-bit RGB, as Chromium writes it) in at most `COLOURS` colours, each pixel in the nearest one."""
    width, height, _depth, kind = struct.unpack(">IIBB", png[16:26])
    bytes_each = {2: 3, 6: 4}[kind]
    pixels = _pixels(png, width, height, bytes_each)[:, :3]
    colours, of_pixel, count = np.unique(pixels, axis=0, return_inverse=True, return_counts=True)
    palette = colours[np.argsort(-count, kind="stable")[:COLOURS]]
    nearest = np.concatenate(
        [
            ((part[:, None].astype(int) - palette) ** 2).sum(axis=2).argmin(axis=1)
            for part in np.array_split(colours, 64)
        ]
    )
    rows = np.zeros((height, width + 1), np.uint8)
    rows[:, 1:] = nearest[of_pixel].reshape(height, width)
    chunks = {
        b"IHDR": struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0),
        b"PLTE": palette.tobytes(),
        b"IDAT": zlib.compress(rows.tobytes(), 9),
        b"IEND": b"",
    }
    return png[:8] + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks.items()
    )


def _pixels(png: bytes, width: int, height: int, each: int) -> NDArray[np.uint8]:
    """uint8[width * height, each]: the filters of a PNG's rows undone (PNG specification, 9.2)."""
    at, packed = 8, b""
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        packed += png[at + 8 : at + 8 + size] if png[at + 4 : at + 8] == b"IDAT" else b""
        at += size + 12
    raw = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, 1 + width * each)
    rows = np.zeros((height + 1, width + 1, each), np.uint8)  # with an empty row above and an empty column at the left
    for y, (kind, *row) in enumerate(raw.tolist(), start=1):
        line = np.array(row, np.uint8).reshape(width, each)
        if kind in (0, 2):
            rows[y, 1:] = line + (rows[y - 1, 1:] if kind == 2 else 0)
        elif kind == 1:
            rows[y, 1:] = np.cumsum(line, axis=0, dtype=np.uint8)
        else:
            here, above = rows[y].tolist(), rows[y - 1].tolist()
            for x, pixel in enumerate(line.tolist(), start=1):
                for c in range(each):
                    left, up, corner = here[x - 1][c], above[x][c], above[x - 1][c]
                    guess = left + up - corner
                    paeth = min((left, up, corner), key=lambda one: abs(guess - one))
                    here[x][c] = (pixel[c] + ((left + up) // 2 if kind == 3 else paeth)) & 255
            rows[y] = here
    return rows[1:, 1:].reshape(-1, each)


def test_every_page_that_the_guide_shows_opens_as_in_its_picture(pages: dict[str, Shown], request: Any) -> None:
    now = {
        name: {"page": page.route} | {language: heading(page, language) for language in LOCALES}
        for name, page in pages.items()
    }
    if os.environ.get("HUZHU_TEST_RENEW") == "pictures":
        browser, address = request.getfixturevalue("browser"), request.getfixturevalue("live_server").url
        for language, locale in LOCALES.items():
            (PICTURES / language).mkdir(parents=True, exist_ok=True)
            for name, page in pages.items():
                context = browser.new_context(viewport=page.size, locale=locale, color_scheme="light")
                tab = signed_in(context, page.client(), address).new_page()
                tab.goto(address + page.address, wait_until="networkidle")
                (PICTURES / language / f"{name}.png").write_bytes(light(tab.screenshot()))
                context.close()
        LIST.write_text(json.dumps(now, ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert now == json.loads(LIST.read_text("utf-8"))


def test_both_languages_show_the_same_pictures_and_none_is_missing_left_over_or_heavy() -> None:
    told = {
        language: {
            page.name: re.findall(rf"!\[[^\]]+\]\(\.\./pictures/{language}/(\w+)\.png\)", page.read_text("utf-8"))
            for page in sorted((GUIDE / language).glob("*.md"))
        }
        for language in LOCALES
    }
    assert told["zh"] == told["en"]
    names = {name for shown in told["zh"].values() for name in shown}
    for language in LOCALES:
        files = {file.stem: file.stat().st_size for file in (PICTURES / language).glob("*.png")}
        assert names == files.keys() == json.loads(LIST.read_text("utf-8")).keys()
        assert {name: size for name, size in files.items() if size > MOST_BYTES} == {}
