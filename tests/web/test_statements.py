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
from tests.web.world import World, addresses, make_world

TABLE = Path(__file__).with_name("statements.json")
WALKERS = ("learner", "leader", "training officer", "organiser")
pytestmark = [pytest.mark.django_db, pytest.mark.db_both]


def counts(world: World, clients: dict[str, Client]) -> dict[str, dict[str, int]]:
    """{address: {who: statements}} of every page that opens for one of the walkers."""
    found: dict[str, dict[str, int]] = {}
    for name, words in addresses():
        for who in WALKERS:
            ContentType.objects.clear_cache()
            connection.queries_log.clear()  # it holds 9,000 at most
            with CaptureQueriesContext(connection) as statements:
                response = clients[who].get(world.address(name, words))
            if response.status_code == 200:
                found.setdefault(name, {})[who] = len(statements)
    return found


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
    counts(world, clients)  # what is made at a first look
    before = counts(world, clients)
    if os.environ.get("HUZHU_TEST_RENEW") == "statements":
        TABLE.write_text(json.dumps(before, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert before == json.loads(TABLE.read_text(encoding="utf-8"))
    grow(world)
    counts(world, clients)  # a first look at the new ones is written down (Q35)
    after = counts(world, clients)
    more = {
        name: (row, after[name]) for name, row in before.items() if any(after[name][who] > n for who, n in row.items())
    }
    assert more == {}
