"""The pages of the tree: founded, changed, dissolved and rebuilt by a person in the interface (S2, S14)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from huzhu.base.access import Role, Scope
from huzhu.base.people.actions.roll import move_person
from huzhu.base.people.models import Mandate, Membership
from huzhu.base.people.queries import group_of
from huzhu.base.units.actions.tree import found_unit, label_unit, rename_unit
from huzhu.base.units.models import Unit
from huzhu.base.units.queries import path_of, stand_of
from huzhu.rooms.skills.models import Month
from tests.cast import NOW, START, TODAY, Shop, client_for, make_shop

pytestmark = [pytest.mark.django_db]
SYSTEM, YESTERDAY = Scope.system(TODAY), TODAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def uid(unit: int) -> str:
    return Unit.objects.values_list("uid", flat=True).get(id=unit)


def administrator(shop: Shop, unit: int | None = None) -> Client:
    office = shop.add_group("⟦office⟧")
    return client_for(shop.holder(Role.ADMINISTRATOR, unit=unit or shop.factory, group=office))


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def test_s2_a_tree_of_five_levels_is_entered_on_the_pages_each_node_with_committee_officer_and_contact() -> None:
    shop = make_shop()
    province = found_unit("⟦province⟧", "province", parent_id=None, starts=START, by=SYSTEM, now=NOW)
    client, person, above = administrator(shop, province), shop.person(), province
    for level in ("city", "factory", "workshop", "group"):
        page = reverse("unit", args=[uid(above)])
        assert client.post(page, {"name": f"⟦new {level}⟧", "level": level}).status_code == 302
        made = Unit.objects.get(name=f"⟦new {level}⟧")
        for role, term in (("committee", {"obtained": "elected", "ends": "2027-03-02"}), ("officer", {})):
            give = {"roll": person.roll, "role": role} | term
            assert client.post(reverse("unit-mandate", args=[made.uid]), give).status_code == 302
        label = {"label": "1", "label-kind": "contact", "label-text": "⟦Wang, 1390000⟧"}
        assert client.post(reverse("unit-change", args=[made.uid]), label).status_code == 302
        shown = text(client, reverse("unit", args=[made.uid]))
        assert all(words in shown for words in (person.name, "⟦Wang, 1390000⟧", "2027"))
        above = made.id
    assert path_of(above, TODAY).count("/") == 6
    assert Mandate.objects.filter(person=person, obtained="elected").count() == 4
    refused = client.post(
        reverse("unit-mandate", args=[uid(above)]), {"roll": person.roll, "role": "officer", "ends": "2026-01-01"}
    )
    assert refused.status_code == 422


def test_s2_committee_and_officer_see_the_subtree_and_no_persons_and_change_nothing() -> None:
    shop, other = make_shop(), make_shop("second mill")
    for role in (Role.COMMITTEE, Role.OFFICER):
        client = client_for(shop.holder(role, unit=shop.factory))
        assert reverse("unit", args=[uid(shop.workshop)]) in text(client, reverse("units"))
        text(client, reverse("skills:unit", args=[uid(shop.workshop)]))
        for hidden in (reverse("unit", args=[uid(other.factory)]), reverse("group", args=[uid(shop.add_group("⟦g⟧"))])):
            assert client.get(hidden).status_code == 404
        assert (
            client.post(reverse("unit", args=[uid(shop.factory)]), {"name": "x", "level": "workshop"}).status_code
            == 403
        )
        assert client.get(reverse("unit-change", args=[uid(shop.factory)])).status_code == 404
    relief = client_for(shop.holder(Role.RELIEF, unit=shop.factory))
    assert relief.get(reverse("units")).status_code == 404


def test_a_unit_is_moved_renamed_and_suspended_on_its_page_and_last_year_is_still_shown() -> None:
    shop = make_shop()
    client = administrator(shop)
    found_unit("⟦spare⟧", "workshop", parent_id=shop.factory, starts=START, by=SYSTEM, now=NOW)
    change = reverse("unit-change", args=[uid(shop.group)])
    today = TODAY.isoformat()
    assert client.post(change, {"hang": "1", "hang-parent": "⟦nowhere⟧", "hang-starts": today}).status_code == 422
    assert client.post(change, {"hang": "1", "hang-parent": "⟦spare⟧", "hang-starts": today}).status_code == 302
    assert client.post(change, {"call": "1", "call-name": "⟦anew⟧", "call-starts": today}).status_code == 302
    turn = {"turn": "1", "turn-verb": "suspend", "turn-starts": today, "turn-reason": "⟦no cotton⟧"}
    assert client.post(change, turn).status_code == 302
    assert client.post(change, turn).status_code == 422
    page = text(client, reverse("unit", args=[uid(shop.group)]))
    assert "⟦anew⟧" in page and "⟦no cotton⟧" in page and "⟦spare⟧" in page
    before = text(client, reverse("units") + f"?on={YESTERDAY}")
    assert "⟦first mill group 1⟧" in before and "⟦anew⟧" not in before
    assert "⟦anew⟧" in text(client, reverse("units"))


def test_units_of_a_product_are_found_on_the_page_of_the_tree() -> None:
    shop = make_shop()
    client = administrator(shop)
    label_unit(shop.group, "product", "⟦21-count⟧", starts=TODAY, by=SYSTEM, now=NOW)
    assert "⟦first mill group 1⟧" in text(client, reverse("units") + "?find=21-count")
    assert "⟦first mill group 1⟧" not in text(client, reverse("units") + "?find=32-count")
    assert "⟦first mill group 1⟧" not in text(client, reverse("units") + f"?find=21-count&on={YESTERDAY}")


def test_s14_a_group_is_dissolved_with_a_place_for_each_read_afterwards_and_rebuilt_with_its_people() -> None:
    shop = make_shop()
    client, second = administrator(shop), shop.add_group("⟦group 2⟧")
    leader, member, other = shop.holder(Role.GROUP_LEADER), shop.person(), shop.person()
    end, group = reverse("unit-dissolve", args=[uid(shop.group)]), reverse("group", args=[uid(shop.group)])
    said = {"ends": TODAY.isoformat(), "reason": "⟦merged⟧", f"person-{member.id}": str(second)}
    assert member.name in text(client, end)
    assert client.post(end, said).status_code == 422 and group_of(member.id, TODAY) == shop.group
    assert client.post(end, said | {"all": str(second), f"person-{other.id}": str(shop.groups[1])}).status_code == 302
    assert [group_of(one.id, TODAY) for one in (leader, member, other)] == [second, second, shop.groups[1]]
    for reader in (leader, member):
        page = text(client_for(reader), group)
        assert member.name in page and "⟦merged⟧" in page
    assert client_for(shop.person(group=second)).get(group).status_code == 404
    assert "⟦merged⟧" in text(client, reverse("unit", args=[uid(shop.group)]))
    rebuild = reverse("unit-rebuild", args=[uid(shop.group)])
    row, role = Membership.objects.get(person=member, unit_id=shop.group).id, Mandate.objects.get(person=leader).id
    again = {
        "name": "⟦again⟧", "parent": "⟦first mill workshop⟧", "starts": TODAY.isoformat(), "reason": "⟦needed⟧",
        "members": [str(row)], "mandates": [str(role)],
    }  # fmt: skip
    assert client.post(rebuild, again).status_code == 422
    assert client.post(rebuild, again | {"note": "⟦as it was⟧"}).status_code == 302
    new = Unit.objects.get(name="⟦again⟧")
    assert (stand_of(new.id, TODAY).state, group_of(member.id, TODAY)) == ("rebuilt", new.id)
    page = text(client, reverse("unit", args=[new.uid]))
    assert "⟦first mill group 1⟧" in page and "⟦as it was⟧" in page and leader.name in page


def test_a_group_dissolved_from_a_past_day_asks_about_everybody_who_was_there_since() -> None:
    shop = make_shop()
    client, second = administrator(shop), shop.add_group("⟦group 2⟧")
    gone, past = shop.person(), TODAY - timedelta(days=30)
    move_person(gone.id, to_group_id=second, starts=YESTERDAY, by=SYSTEM, now=NOW)
    end = reverse("unit-dissolve", args=[uid(shop.group)])
    said = {"ends": past.isoformat(), "reason": "⟦merged⟧"}
    refused = client.post(end, said)
    assert refused.status_code == 422 and gone.name in refused.content.decode()
    assert gone.name not in text(client, end)
    assert client.post(end, said | {"all": str(shop.groups[1])}).status_code == 302
    homes = [group_of(gone.id, day) for day in (past - timedelta(days=1), past, YESTERDAY)]
    assert homes == [shop.group, shop.groups[1], second]


def test_a_role_is_ended_early_on_its_page_by_an_administrator_alone() -> None:
    shop = make_shop()
    client, person = administrator(shop), shop.holder(Role.ASSESSOR)
    page = reverse("unit-role", args=[uid(shop.group), person.uid, "assessor"])
    assert client_for(person).get(page).status_code == 404
    assert client.post(page, {"ends": YESTERDAY.isoformat()}).status_code == 422
    assert client.post(page, {"ends": TODAY.isoformat()}).status_code == 302
    assert client.get(page).status_code == 404 and not shop.scope(person).has(Role.ASSESSOR)


def test_s14_the_records_and_exports_of_a_group_that_is_no_more_stay_with_who_read_them_until_then() -> None:
    shop = make_shop()
    client, second = administrator(shop), shop.add_group("⟦group 2⟧")
    leader, member, after = shop.holder(Role.GROUP_LEADER), shop.person(), shop.person(group=second)
    shop.measured(member, "piecing", 300)
    Month.objects.update(closed_at=NOW - timedelta(days=3))
    everybody = {"all": str(second), "ends": TODAY.isoformat(), "reason": "⟦merged⟧"}
    assert client.post(reverse("unit-dissolve", args=[uid(shop.group)]), everybody).status_code == 302
    pages = ("skills:group", "contracts:group", "spreadsheets:skills-csv", "spreadsheets:measurements-csv")
    addresses = [reverse(name, args=[uid(shop.group)]) for name in (*pages, "spreadsheets:export")]
    for address in addresses:
        assert client_for(leader).get(address).status_code == 200, address
        assert client_for(after).get(address).status_code == 404, address
    assert member.name in text(client_for(member), addresses[0]) and member.name in text(
        client_for(member), addresses[2]
    )
    assert "300" in text(client_for(leader), addresses[3])
    assert client_for(member).get(addresses[3]).status_code == 403
    assert client_for(leader).post(reverse("skills:grid", args=[uid(shop.group)])).status_code == 404


def test_a_unit_bears_its_english_name_wherever_the_page_is_english_and_has_one() -> None:
    shop = make_shop()
    client = administrator(shop)
    rename_unit(shop.workshop, "⟦细纱⟧", name_en="⟦Spinning⟧", starts=TODAY, by=SYSTEM, now=NOW)
    for address in (
        reverse("units"),
        reverse("unit", args=[uid(shop.workshop)]),
        reverse("unit", args=[uid(shop.group)]),
    ):
        for language, shown, hidden in (("en", "⟦Spinning⟧", "⟦细纱⟧"), ("zh-hans", "⟦细纱⟧", "⟦Spinning⟧")):
            html = client.get(address, headers={"accept-language": language}).content.decode()
            assert shown in html and hidden not in html, (address, language)
