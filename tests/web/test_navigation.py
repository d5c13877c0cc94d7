"""The wainscot: four places on every phone, the others one tap further (UI.md, Navigation)."""

from __future__ import annotations

import re

import pytest

from huzhu.base.access import Role, Scope
from huzhu.base.people.actions.roll import give_mandate
from huzhu.base.units.models import Unit
from tests.cast import NOW, START, Shop, client_for, make_shop

pytestmark = pytest.mark.django_db

ROLES = [Role.GROUP_LEADER, Role.FOREMAN, Role.ASSESSOR, Role.TRAINING_OFFICER, Role.ORGANISER, Role.SPONSOR]


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def first_page(shop: Shop, role: Role) -> str:
    unit = shop.group if role in ROLES[:3] else shop.factory
    return client_for(shop.holder(role, unit=unit)).get("/").content.decode()


def part(page: str, start: str, end: str) -> str:
    found = re.search(f"{start}.*?{end}", page, re.S)
    return found.group() if found else ""


@pytest.mark.parametrize("role", [*ROLES, Role.ADMINISTRATOR])
def test_a_phone_shows_four_places_at_the_bottom_and_every_other_one_under_more(shop: Shop, role: Role) -> None:
    page = first_page(shop, role)
    bottom = re.findall(r"<li( class=\"desk\")?><a href=\"([^\"]+)\"", part(page, "<header", "</header>"))
    further = re.findall(r"<a class=\"row\" href=\"([^\"]+)\"", part(page, '<details class="more', "</details>"))
    assert [desk for desk, _ in bottom[:4]] == [""] * 4
    assert [url for desk, url in bottom if desk] == further == [url for _, url in bottom[4:]]


def test_a_training_officer_reaches_rounds_sheets_and_units_from_more(shop: Shop) -> None:
    more = part(first_page(shop, Role.TRAINING_OFFICER), '<details class="more', "</details>")
    assert all(f'href="{url}"' in more for url in ("/rounds/", "/sheets/", "/units/"))


def test_of_several_roles_the_one_beside_the_name_is_the_one_whose_work_comes_first(shop: Shop) -> None:
    person = shop.holder(Role.COMMITTEE, unit=shop.factory)
    said = [part(client_for(person).get("/").content.decode(), '<div class="viewer">', "</div>")]
    give_mandate(person.id, Role.GROUP_LEADER, unit_id=shop.group, starts=START, by=Scope.system(START), now=NOW)
    said.append(part(client_for(person).get("/").content.decode(), '<div class="viewer">', "</div>"))
    assert Role.COMMITTEE.label in said[0] and Role.GROUP_LEADER.label in said[1]
    assert Role.COMMITTEE.label not in said[1]


@pytest.mark.parametrize(("role", "level"), [(Role.GROUP_LEADER, "group"), (Role.SPONSOR, "factory")])
def test_s13_the_charter_of_the_own_unit_is_one_tap_away(shop: Shop, role: Role, level: str) -> None:
    client = client_for(shop.holder(role, unit=getattr(shop, level)))
    assert 'href="/charter/"' in client.get("/").content.decode()
    uid = Unit.objects.get(id=getattr(shop, level)).uid
    assert client.get("/charter/").headers["Location"] == f"/units/{uid}/charter"


def test_a_worker_has_his_four_places_and_no_more(shop: Shop) -> None:
    page = client_for(shop.person()).get("/").content.decode()
    assert '<details class="more' not in page
    assert len(re.findall("<li>", part(page, "<header", "</header>"))) == 4
