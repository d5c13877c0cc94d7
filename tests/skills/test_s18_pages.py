"""S18: who sees what of skills, on the pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huzhu.base.access import Role
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit
from huzhu.rooms.skills.actions.keys import post_key_problems
from huzhu.rooms.skills.queries.marks import WishMark, _sources, wish_marks
from tests.cast import NOW, Shop, client_for, make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        yield


def uid(unit: int) -> str:
    return Unit.objects.values_list("uid", flat=True).get(id=unit)


def signed_in(person: Person) -> Client:
    client = client_for(person)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def text(client: Client, name: str, *args: str, status: int = 200) -> str:
    answer = client.get(reverse(f"skills:{name}", args=args))
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode().partition("<main")[2]


def measured_shop() -> tuple[Shop, Person, Person]:
    """Two of a group: the first strong in piecing, the second weak in it; doffing of nobody is known."""
    shop = make_shop()
    strong, weak = shop.people(2)
    shop.measured(strong, "piecing", 930)
    shop.measured(weak, "piecing", 420)
    shop.technique("doffing")
    return shop, strong, weak


def test_s18_a_worker_sees_own_strengths_gaps_and_where_to_learn_in_words() -> None:
    _shop, strong, weak = measured_shop()
    own = text(signed_in(weak), "me")
    assert "You are learning; ⟦piecing⟧ can still grow." in own
    assert "1 in your group can teach it" in own
    assert "assessor only" in own or "opening measurement" in own
    assert "420" not in own
    assert "You can help others with ⟦piecing⟧." in text(signed_in(strong), "me")
    assert "Not measured; not counted as 0" in own


def test_s18_outside_the_group_few_stay_few() -> None:
    shop, _strong, weak = measured_shop()
    other = shop.add_group("⟦group 2⟧")
    for person in shop.people(4, group=other):
        shop.measured(person, "piecing", 900)
    assert "a few in the workshop" in text(signed_in(weak), "me")
    shop.measured(shop.person(group=other), "piecing", 900)
    assert "5 in the workshop" in text(signed_in(weak), "me")


def test_s18_ones_curve_shows_scores_to_oneself_alone() -> None:
    shop, strong, weak = measured_shop()
    piecing = shop.technique("piecing").uid
    assert "420" in text(signed_in(weak), "curve", piecing)
    group = uid(shop.group)
    mates = text(signed_in(weak), "records", group, strong.uid, piecing)
    assert "can teach" in mates
    assert "930" not in mates
    shop.measured(strong, "doffing", 777)


def test_s18_the_matrix_stands_in_roll_order_with_levels_and_without_scores() -> None:
    shop, strong, weak = measured_shop()
    page = text(signed_in(weak), "group", uid(shop.group))
    assert page.index(strong.name) < page.index(weak.name)
    assert "can teach" in page
    for score in ("930", "420"):
        assert f">{score}<" not in page
    assert "No totals and no order of persons" in page


def test_s16_every_closed_month_has_its_posted_sheet_with_the_change_per_item() -> None:
    shop, strong, weak = measured_shop()
    shop.measured(weak, "piecing", 180, month=date(2026, 1, 1))
    shop.measured(strong, "doffing", 500, month=date(2026, 1, 1))
    client, group = signed_in(weak), reverse("skills:group", args=[uid(shop.group)])
    january, february = (client.get(f"{group}?month=2026-0{n}").content.decode() for n in (1, 2))
    assert f"{weak.name}, ⟦piecing⟧, not yet" in january and "rising" not in january.split("legend")[0]
    assert f"{weak.name}, ⟦piecing⟧, with help" in february and "rising" in february.split("legend")[0]
    assert f"{strong.name}, ⟦doffing⟧, not measured" in february
    for wrong in ("2025-12", "nonsense", "2026-13"):
        assert client.get(f"{group}?month={wrong}").status_code == 404


@pytest.mark.parametrize("show", ["", "?show=help", "?show=need", "?show=score", "?order=score", "?sort=-level"])
def test_s18_nothing_orders_persons_by_level(show: str) -> None:
    shop = make_shop()
    people = shop.people(4)
    for person, score in zip(people, (300, 900, 100, 650), strict=True):
        shop.measured(person, "piecing", score)
    page = signed_in(people[0]).get(reverse("skills:group", args=[uid(shop.group)]) + show).content.decode()
    places = [page.index(f'scope="row">{person.name}') for person in people]
    assert places == sorted(places)


def test_s18_a_neighbour_group_and_an_office_see_no_persons() -> None:
    shop, strong, _weak = measured_shop()
    neighbour = shop.person(group=shop.add_group("⟦group 2⟧"))
    leader = shop.holder(Role.GROUP_LEADER, unit=shop.groups[-1], group=shop.groups[-1])
    officer = shop.holder(Role.TRAINING_OFFICER, unit=shop.factory, group=shop.groups[-1])
    group, piecing = uid(shop.group), shop.technique("piecing").uid
    pages = [
        ("group", group), ("records", group, strong.uid, piecing), ("grid", group), ("months", group), ("start", group),
        ("start-trade", group), ("start-first", group),
    ]  # fmt: skip
    for person in (neighbour, leader, officer, make_shop("second mill").person()):
        for name, *args in pages:
            text(signed_in(person), name, *args, status=404)
    own_leader = shop.holder(Role.GROUP_LEADER)
    for name, *args in pages:
        text(signed_in(own_leader), name, *args)


def test_s18_a_member_reads_the_matrix_but_neither_measures_nor_closes() -> None:
    shop, strong, weak = measured_shop()
    group = uid(shop.group)
    for name in ("grid", "start", "start-trade", "start-first"):
        text(signed_in(weak), name, group, status=403)
    text(signed_in(weak), "group", group)
    assert "Posted sheet" in text(signed_in(weak), "months", group)
    assert signed_in(weak).post(reverse("skills:months", args=[group]), {"month": "2026-02-01"}).status_code == 403
    answer = signed_in(weak).post(
        reverse("skills:records", args=[group, strong.uid, shop.technique("piecing").uid]),
        {"level": 100, "reason": "no"},
    )
    assert answer.status_code == 403


def test_s18_an_office_reads_totals_of_its_own_units_only() -> None:
    shop, strong, weak = measured_shop()
    officer = shop.holder(Role.TRAINING_OFFICER, unit=shop.factory)
    page = text(signed_in(officer), "unit", uid(shop.workshop))
    assert strong.name not in page and weak.name not in page
    text(signed_in(weak), "unit", uid(shop.workshop), status=404)
    stranger = make_shop("second mill")
    text(
        signed_in(stranger.holder(Role.TRAINING_OFFICER, unit=stranger.factory)), "unit", uid(shop.workshop), status=404
    )


def test_s20_a_key_problem_is_marked_on_the_card_and_frames_its_column() -> None:
    shop, _strong, weak = measured_shop()
    leader = shop.holder(Role.GROUP_LEADER)
    post_key_problems(shop.group, [("end breaks", shop.technique("piecing").id)], by=shop.scope(leader), now=NOW)
    assert 'class="tag key"' in text(signed_in(weak), "me")
    assert "end breaks" in text(signed_in(weak), "group", uid(shop.group))
    assert "end breaks" in text(signed_in(weak), "key-problems", uid(shop.group))


def test_s18_an_offer_of_a_room_above_stands_on_the_card_and_in_the_matrix() -> None:
    shop, strong, weak = measured_shop()
    piecing = shop.technique("piecing").id
    source = wish_marks(
        lambda people, day: (
            {(strong.id, piecing, "offer"): WishMark("open until 1 Jun", "/wishes/x")} if strong.id in people else {}
        )
    )
    try:
        assert "open until 1 Jun" in text(signed_in(strong), "me")
        assert "offers to teach" in text(signed_in(weak), "group", uid(shop.group)).split("legend")[0]
    finally:
        _sources.remove(source)


@pytest.mark.parametrize("name", ["me", "group", "grid", "start-first", "months"])
def test_s18_statements_do_not_grow_with_people(name: str) -> None:
    shop = make_shop()
    leader = shop.holder(Role.GROUP_LEADER)
    client, counts = signed_in(leader), []
    shop.measured(leader, "piecing", 400)
    args = [] if name == "me" else [uid(shop.group)]
    text(client, name, *args)  # what is kept for half a minute
    for size in (2, 6):
        for person in shop.people(size):
            shop.measured(person, "piecing", 900)
            shop.measured(person, "doffing", 400)
        with CaptureQueriesContext(connection) as seen:
            text(client, name, *args)
        counts.append(len(seen))
    assert counts[0] == counts[1]
