"""Every address, walked by a fixed cast, against one declared table; an address missing from the table fails.

After a change that is meant: HUZHU_TEST_RENEW=access python -m pytest tests/web/test_access_matrix.py, then read the diff.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.db.models import Model
from django.test import Client

from huzhu.base.journal.models import Entry
from huzhu.base.people.models import Person
from tests.cast import NOW, client_for
from tests.web.kept import kept_right
from tests.web.world import World, addresses, make_world

TABLE = Path(__file__).with_name("access.json")
pytestmark = pytest.mark.django_db


def walk(world: World) -> dict[str, dict[str, str]]:
    """{address: {who: status}}; '→' is a redirect to the sign-in page."""
    clients = world.clients()
    return {
        name: {who: status(client, world.address(name, words)) for who, client in clients.items()}
        for name, words in addresses()
    }


def status(client: Client, url: str) -> str:
    client.raise_request_exception = False
    response = client.get(url)
    assert kept_right(url, response), url
    asked = response.headers.get("Location", "").startswith("/sign-in?")
    return "→" if asked else str(response.status_code)


def folded(row: dict[str, str]) -> dict[str, list[str]]:
    """{status: who}, so that a row of the table reads as a sentence."""
    return {code: [who for who, got in row.items() if got == code] for code in sorted(set(row.values()))}


@time_machine.travel(NOW, tick=False)
def test_everybody_gets_exactly_what_the_table_says() -> None:
    found = {name: folded(row) for name, row in walk(make_world()).items()}
    if os.environ.get("HUZHU_TEST_RENEW") == "access":
        TABLE.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    declared = json.loads(TABLE.read_text(encoding="utf-8"))
    assert set(found) == set(declared), "addresses and table differ"
    assert {name: row for name, row in found.items() if row != declared[name]} == {}


@time_machine.travel(NOW, tick=False)
def test_outsiders_who_post_to_every_address_change_nothing_of_this_group() -> None:
    world = make_world()
    outsiders = [world.people[who] for who in ("neighbour leader", "other leader", "nobody")]
    clients = [client_for(person) if person else Client() for person in outsiders]
    before, last = snapshot(outsiders), Entry.objects.latest("id").id
    forms = ({}, {"person": world.ids[""]["person"], "roll": "101", "answer": "yes", "word": "yes", "save": "all"})
    for client in clients:
        client.raise_request_exception = False
        for name, words in addresses():
            for form in forms:
                assert client.post(world.address(name, words), form).status_code < 500, name
    assert snapshot(outsiders) == before
    group = (world.shop.group, world.shop.workshop, world.shop.factory)
    assert not Entry.objects.filter(id__gt=last, unit_id__in=group).exists()


def snapshot(outsiders: list[Person | None]) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the rooms' tables that is not an outsider's own (private words, orientation, counters)."""
    own = [person.id for person in outsiders if person]
    return {
        model._meta.label: list(rows.order_by("pk").values_list())
        for room in ("skills", "introductions", "contracts", "exchange", "practice", "units", "followup", "checks")
        for model in apps.get_app_config(room).get_models()
        for rows in [model.objects.exclude(person_id__in=own) if "person" in names(model) else model.objects.all()]
    }


def names(model: type[Model]) -> set[str]:
    return {field.name for field in model._meta.fields}


def test_no_address_answers_with_an_error_of_the_server() -> None:
    declared = json.loads(TABLE.read_text(encoding="utf-8"))
    assert [name for name, row in declared.items() if "500" in row] == []
