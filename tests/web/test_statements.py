"""How many SQL statements each page takes, in one file; twice the rows take the same number.

After a change that is meant: HUZHU_TEST_RENEW=statements python -m pytest tests/web/test_statements.py, then read the diff.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huzhu.rooms.contracts.reactions import make_draft
from huzhu.rooms.introductions.actions.found import introduce_by_hand
from huzhu.rooms.introductions.models import Introduction
from tests.cast import NOW, asks, offers, says
from tests.web.world import World, addresses, make_world, opens

TABLE = Path(__file__).with_name("statements.json")
WALKERS = ("learner", "leader", "training officer", "organiser")
pytestmark = [pytest.mark.django_db, pytest.mark.db_both]


Counts = dict[str, dict[str, int]]
"""{address: {who: statements}} of every page that opens for one of the walkers."""


def counts(world: World, clients: dict[str, Client], expected: Counts) -> Counts:
    """When every page has been looked at, those that did not take what is expected are asked once more: a first look may
    make something, leave a cookie or be written down (Q35)."""
    every = [
        (name, world.address(name, words), who) for name, words in addresses() for who in WALKERS if opens(name, who)
    ]
    taken = [count(clients[who], address) for _, address, who in every]
    found: Counts = {}
    for (name, address, who), statements in zip(every, taken, strict=True):
        if statements != expected.get(name, {}).get(who):
            statements = count(clients[who], address)
        if statements is not None:
            found.setdefault(name, {})[who] = statements
    return found


def count(client: Client, address: str) -> int | None:
    """How many statements a page takes; None if it does not open."""
    ContentType.objects.clear_cache()
    connection.queries_log.clear()  # it holds 9,000 at most
    with CaptureQueriesContext(connection) as statements:
        response = client.get(address)
    return len(statements) if response.status_code == 200 else None


def grow(world: World) -> None:
    """Twice the people, scores, wishes, introductions and drafts around everybody of the cast."""
    shop, leader = world.shop, world.people["leader"]
    assert leader is not None
    for number in range(4):
        teacher, learner = shop.person(), shop.person()
        for technique in ("piecing", "doffing", f"extra {number}"):
            shop.measured(teacher, technique, 900)
            shop.measured(learner, technique, 300)
        offers(shop, teacher, "piecing")
        asks(shop, learner, "piecing")
        uid = introduce_by_hand(teacher.id, learner.id, shop.technique("piecing").id, by=shop.scope(leader), now=NOW)
        found = Introduction.objects.filter(teacher=teacher, learner=learner).get()
        assert uid
        for person in (teacher, learner):
            says(shop, person, found.uid, "yes")
        make_draft(found.id)


@time_machine.travel(NOW, tick=False)
def test_each_page_takes_the_statements_of_the_table_and_no_more_with_twice_the_rows() -> None:
    world = make_world()
    clients = {who: client for who, client in world.clients().items() if who in WALKERS}
    declared: Counts = json.loads(TABLE.read_text(encoding="utf-8"))
    if os.environ.get("HUZHU_TEST_RENEW") == "statements":
        declared = counts(world, clients, counts(world, clients, {}))
        TABLE.write_text(json.dumps(declared, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    before = counts(world, clients, declared)
    assert before == declared
    grow(world)
    after = counts(world, clients, declared)
    more = {
        name: (row, after[name]) for name, row in before.items() if any(after[name][who] > n for who, n in row.items())
    }
    assert more == {}
