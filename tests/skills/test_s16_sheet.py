"""S16, Q5: the posted sheet of every group-month, on screen and on A4; two months show the change of each item."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huzhu.base.access import Role
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit
from huzhu.rooms.skills.actions.correcting import correct
from huzhu.rooms.skills.models import Month, Technique
from tests.cast import NOW, Shop, make_shop
from tests.skills.parts import english, make_four

pytestmark = [pytest.mark.django_db]
JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def address(shop: Shop, month: str = "2026-02", name: str = "sheet") -> str:
    return reverse(f"skills:{name}", args=[Unit.objects.get(id=shop.group).uid, month])


def two_months() -> tuple[Shop, list]:
    """Three people, measured in January and February: one rises, one falls, one is as before."""
    shop = make_shop()
    people = shop.people(3)
    for person, scores in zip(people, ((300, 650), (900, 350), (650, 655)), strict=True):
        for month, score in zip((JANUARY, FEBRUARY), scores, strict=True):
            shop.measured(person, "piecing", score, month=month)
    shop.measured(people[0], "doffing", 100)
    return shop, people


def printable(shop: Shop) -> Shop:
    """The same with names for which the print has type."""
    for model, field in ((Unit, "name"), (Technique, "name"), (Person, "name")):
        for row in model.objects.all():  # type: ignore[attr-defined]
            model.objects.filter(pk=row.pk).update(
                **{field: f"接头{row.pk}" if model is Technique else f"王小妹{row.pk}"}
            )  # type: ignore[attr-defined]
    return shop


def cells(page: str, technique: str) -> list[str]:
    row = re.search(rf'<tr><th scope="row">{technique}</th>(.*?)</tr>', page, re.S)
    assert row
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<td.*?</td>", row.group(1), re.S)]


def test_s16_rows_by_technique_names_in_roll_order_level_and_change_of_each_item() -> None:
    shop, people = two_months()
    page = english(people[0]).get(address(shop)).content.decode()
    assert [page.index(f'<th scope="col">{person.name}') for person in people] == sorted(
        page.index(f'<th scope="col">{person.name}') for person in people
    )
    assert cells(page, "⟦piecing⟧") == [
        "alone rising, before: with help",
        "with help falling, before: can teach",
        "alone as before",
    ]
    assert cells(page, "⟦doffing⟧") == ["not yet", "not measured", "not measured"]


def test_q5_no_total_no_average_and_no_order_of_persons_can_be_had() -> None:
    shop, people = two_months()
    client = english(people[0])
    plain = client.get(address(shop)).content.decode()
    for asked in ("?sort=level", "?order=-score", "?by=score"):
        assert cells(client.get(address(shop) + asked).content.decode(), "⟦piecing⟧") == cells(plain, "⟦piecing⟧")
    assert not re.search(
        r"\b(650|655|350|900|total|average|mean|rank)\b",
        re.sub(r"<[^>]+>", " ", plain.split("<table")[1].split("</table")[0]),
    )


def test_s16_every_group_month_has_its_sheet_also_without_measurements() -> None:
    shop, people = two_months()
    client = english(people[0])
    for month in ("2025-01", "2025-12"):
        page = client.get(address(shop, month)).content.decode()
        assert "Nothing was measured in this month" in page
        printable(shop)
        assert client.get(address(shop, month, "sheet-print")).content.startswith(b"%PDF")
    for never in ("2024-12", "2026-04", "2026-13", "nonsense"):  # not founded yet, still to come, no month
        assert client.get(address(shop, never)).status_code == 404
    four = make_four()
    four.assessor_says(900)
    open_one = english(four.leader).get(address(four.shop, "2026-03")).content.decode()
    assert "still open" in open_one and "can teach" not in open_one


def test_s16_the_list_of_months_has_no_gap_and_each_opens_its_sheet() -> None:
    shop, people = two_months()
    Month.objects.filter(month=JANUARY).update(month=date(2025, 11, 1))
    page = english(people[0]).get(reverse("skills:months", args=[Unit.objects.get(id=shop.group).uid])).content.decode()
    for month in ("2025-11", "2025-12", "2026-01", "2026-02", "2026-03"):
        assert address(shop, month) in page
    assert page.count("nothing was measured") == 3
    assert "0 % agreed" in page


def test_s16_another_month_can_be_compared() -> None:
    shop, people = two_months()
    shop.measured(people[0], "piecing", 900, month=date(2025, 12, 1))
    client = english(people[0])
    page = client.get(address(shop) + "?against=2025-12").content.decode()
    assert cells(page, "⟦piecing⟧")[0] == "alone falling, before: can teach"
    assert client.get(address(shop) + "?against=2025-10").status_code == 404


def test_q3_a_correction_stands_on_the_sheet_beside_the_closed_level_with_day_and_reason() -> None:
    shop, people = two_months()
    assessor = shop.holder(Role.ASSESSOR)
    correct(
        shop.group,
        people[0].id,
        shop.technique().id,
        FEBRUARY,
        350,
        reason="⟦wrong row⟧",
        by=shop.scope(assessor),
        now=NOW,
    )
    page = english(people[1]).get(address(shop)).content.decode()
    assert cells(page, "⟦piecing⟧")[0].startswith("alone") and "corrected: with help" in cells(page, "⟦piecing⟧")[0]
    assert "closed as alone; with help, 2 Mar, ⟦assessor⟧: ⟦wrong row⟧" in page


def test_s16_the_sheet_prints_across_on_as_few_pages_as_names_need(tmp_path: Path) -> None:
    shop = make_shop()
    people = shop.people(23)
    for person in people:
        shop.measured(person, "piecing", 650)
    printable(shop)
    names = list(
        Person.objects.filter(id__in=[person.id for person in people]).order_by("roll").values_list("name", flat=True)
    )
    pdf = tmp_path / "sheet.pdf"
    pdf.write_bytes(english(people[0]).get(address(shop, name="sheet-print")).content)
    info = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, text=True, check=True).stdout
    words = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Pages:\s+1", info) and re.search(r"841\.\d+ x 595\.\d+", info)
    words = re.sub(r"(?<=妹) (?=\d)", "", words)
    assert [words.index(name) for name in names] == sorted(words.index(name) for name in names)
    assert words.count("接头") == 3 and words.count("alone") == 23 and "no order of persons" in words


@pytest.mark.db_both
def test_s16_statements_of_the_sheet_do_not_grow_with_people() -> None:
    shop, people = two_months()
    client, counts = english(people[0]), []
    client.get(address(shop))
    for size in (1, 5):
        for person in shop.people(size):
            shop.measured(person, "piecing", 650)
        client.get(address(shop))  # who was looked at is written once a day
        with CaptureQueriesContext(connection) as seen:
            client.get(address(shop))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_s16_the_sheet_is_the_groups_own() -> None:
    shop, _people = two_months()
    neighbour = shop.person(group=shop.add_group("⟦group 2⟧"))
    officer = shop.holder(Role.TRAINING_OFFICER, unit=shop.factory, group=shop.groups[-1])
    for outside in (neighbour, officer, make_shop("second mill").person()):
        for name in ("sheet", "sheet-print"):
            assert english(outside).get(address(shop, name=name)).status_code == 404
    assessor = shop.holder(Role.ASSESSOR)
    for name in ("sheet", "sheet-print"):
        assert english(assessor).get(address(printable(shop), name=name)).status_code == 200


def test_s17_the_months_page_says_which_parts_are_missing_before_closing() -> None:
    four = make_four()
    four.assessor_says()
    months = reverse("skills:months", args=[Unit.objects.get(id=four.shop.group).uid])
    page = english(four.leader).get(months).content.decode()
    assert "1 item measured, 0 with all four parts" in page
    assert "missing: central opinion, 1 times" in page and "missing: the group&#x27;s word, 1 times" in page
    four.second()
    four.says_himself()
    four.group_says()
    assert "1 item measured, 1 with all four parts" in english(four.leader).get(months).content.decode()
