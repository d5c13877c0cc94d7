"""What goes out comes in again: unchanged at home, founded anew in an empty house (issue A.4, Q18)."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.utils import translation
from python_calamine import CalamineWorkbook

from huzhu.base.access import Role, Scope
from huzhu.base.people.actions.roll import found_post, give_mandate, move_person
from huzhu.base.people.models import Membership, Person, Posting
from huzhu.base.units.actions.tree import found_unit
from huzhu.base.units.models import Place, Unit
from huzhu.base.units.queries import unit_by_uid
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.introductions.models import SuggestedWish
from huzhu.rooms.skills.models import (
    Correction,
    Measurement,
    Month,
    MonthScore,
    PostTrade,
    ScaleLevel,
    Technique,
    Trade,
    WantedLevel,
)
from huzhu.spreadsheets.exporting import export
from huzhu.spreadsheets.models import Upload
from tests.cast import NOW, START, TODAY, Shop, client_for, make_shop
from tests.contracts.pair import Pair, make_pair
from tests.spreadsheets.desk import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.db_both, pytest.mark.usefixtures("cast_day")]
JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)
SYSTEM = Scope.system(TODAY)
LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])
ROOMS = ("skills", "introductions", "contracts", "units", "people", "followup", "charter", "calendar")


@pytest.fixture
def cast_day() -> Any:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@dataclass
class Origin:
    """A factory with everything that an export shows, and the officer who is its groups' assessor too."""

    desk: Desk
    pair: Pair

    def file(self, language: str = "en", unit: str = "") -> bytes:
        line = unit_by_uid(unit or self.desk.unit, TODAY)
        assert line is not None
        with translation.override(language):
            return export(line, self.desk.shop.scope(self.desk.officer))


def origin() -> Origin:
    shop = make_shop()
    second = shop.add_group("2组")
    shop.add_group(
        "2组", workshop=found_unit("二 车间", "workshop", parent_id=shop.factory, starts=START, by=SYSTEM, now=NOW)
    )
    pair = make_pair(shop).signed()
    winding = Trade.objects.create(unit_id=shop.factory, name="络筒（新）", name_en="winding")
    Trade.objects.create(unit_id=shop.factory, name="⟦no technique yet⟧")
    timed = Technique.objects.create(
        unit_id=shop.factory,
        trade=winding,
        name="⟦piecing⟧",
        name_en="splice",
        measure="秒",
        worth_0=90,
        worth_1000=30.5,
    )
    winder = found_post("络筒工", factory_id=shop.factory, name_en="winder", by=SYSTEM, now=NOW)
    PostTrade.objects.create(post_id=winder, trade=winding)
    WantedLevel.objects.create(post_id=winder, technique=timed, score=650)
    words = (("学徒", 0, 100), ("帮工", 200, 350), ("独立", 500, 650), ("师傅", 800, 900))
    for quarters, (name, low, middle) in enumerate(words, start=1):
        ScaleLevel.objects.create(unit_id=shop.factory, quarters=quarters, name=name, low=low, middle=middle)
    risky = shop.person("=1+1", group=second, hired=date(2020, 5, 1))
    Posting.objects.filter(person=risky).update(post_id=winder)
    shop.techniques["splice"] = timed
    shop.measured(risky, "splice", 423)
    shop.measured(risky, "piecing", 640, month=JANUARY)
    month = Month.objects.get(unit_id=second, month=FEBRUARY)
    Correction.objects.create(month=month, person=risky, technique=timed, score=555, at=NOW, by=pair.first)
    Measurement.objects.create(
        person=risky,
        technique=timed,
        score=300,
        day=date(2026, 2, 3),
        month=FEBRUARY,
        unit_id=second,
        source="central",
        at=NOW,
    )
    officer = shop.holder(Role.TRAINING_OFFICER, unit=shop.factory)
    for group in (shop.group, second):
        give_mandate(officer.id, Role.ASSESSOR, unit_id=group, starts=START, by=SYSTEM, now=NOW)
    return Origin(Desk(shop, officer, client_for(officer), Unit.objects.get(id=shop.factory).uid), pair)


def empty_house() -> Desk:
    """Another factory: its officer in her office, and nothing else."""
    factory = found_unit("新厂", "factory", parent_id=None, starts=START, by=SYSTEM, now=NOW)
    office = found_unit("科", "group", parent_id=factory, starts=START, by=SYSTEM, now=NOW)
    post = found_post("干事", factory_id=factory, by=SYSTEM, now=NOW)
    shop = Shop(factory, factory, office, Trade(), post)
    shop._rolls = 9000
    officer = shop.holder(Role.TRAINING_OFFICER, unit=factory)
    return Desk(shop, officer, client_for(officer), Unit.objects.get(id=factory).uid)


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every room; who looked at what and who signed in is not theirs."""
    return {
        model._meta.label: list(model.objects.order_by("pk").values_list())
        for room in ROOMS
        for model in apps.get_app_config(room).get_models()
    }


def by_name(factory: int) -> dict[str, Any]:
    """What stands in a factory, without ids."""
    tree = {
        place.unit_id: place
        for place in Place.objects.filter(path__contains=f"/{factory}/").select_related("unit", "parent")
    }
    people = Person.objects.filter(factory_id=factory, roll__lt="9000")
    scores = MonthScore.objects.filter(person__in=people)
    late = Correction.objects.filter(person__in=people)
    words = ("person__roll", "technique__trade__name", "technique__name", "month__month", "month__state", "score")
    return {
        "units": {(p.unit.level, p.unit.name, p.parent.name if p.parent_id != factory else "") for p in tree.values() if p.parent},
        "people": set(people.values_list("roll", "name", "hired")),
        "homes": set(Membership.objects.filter(person__in=people).values_list("person__roll", "unit__name")),
        "posts": set(Posting.objects.filter(person__in=people).values_list("person__roll", "post__name")),
        "trades": set(Trade.objects.filter(unit_id=factory).values_list("name", "name_en")),
        "techniques": set(
            Technique.objects.filter(unit_id=factory).values_list("trade__name", "name", "name_en", "measure", "worth_0", "worth_1000")
        ),
        "trade of post": set(PostTrade.objects.filter(post__factory_id=factory).values_list("post__name", "trade__name")),
        "levels": set(ScaleLevel.objects.filter(unit_id=factory).values_list("name", "quarters", "low", "middle")),
        "wanted": set(WantedLevel.objects.filter(post__factory_id=factory).values_list("post__name", "technique__name", "score")),
        "scores": {row[:5]: row[5] for row in [*scores.values_list(*words), *late.order_by("at").values_list(*words)]},
    }  # fmt: skip


@LANGUAGES
def test_an_export_comes_in_again_and_changes_nothing(language: str) -> None:
    made = origin()
    uid = made.desk.bring(made.file(language), "huzhu.xlsx")
    page = made.desk.page(uid)
    assert not page.errors and not page.questions and not page.conflicts and not page.unread
    plan = page.plan
    assert not plan.joining and not plan.moving and not plan.absent and not plan.contracts
    assert not plan.new_groups and not plan.coming_units and not plan.coming_techniques
    assert not plan.founding.posts and not plan.founding.scale
    assert set(page.effects) == {"same"} and not page.found.wishes
    before = everything()
    counts = made.desk.save(uid)
    assert counts.pop("same") == 4 and not any(value for value in counts.values())
    assert everything() == before and not SuggestedWish.objects.exists()


@LANGUAGES
def test_an_export_founds_the_same_house_where_nothing_is(language: str) -> None:
    made = origin()
    content = made.file(language)
    Contract.objects.update(uid="0123456789ab")  # this installation knows the original: let it be another one's
    there = empty_house()
    before = by_name(made.desk.shop.factory)
    assert there.save(there.bring(content, "huzhu.xlsx"))["joined"] == len(before["people"])
    after = by_name(there.shop.factory)
    after["units"].discard(("group", "科", ""))
    for word, rows in before.items():
        assert {plain(row) for row in rows} == {plain(row) for row in after[word]}, word
    assert {plain(row): score for row, score in before["scores"].items()} == {
        plain(row): score for row, score in after["scores"].items()
    }
    contract = Contract.objects.exclude(uid="0123456789ab").get()
    assert (contract.state, contract.signed, contract.mode) == ("recorded", None, "unknown")
    term, old = (
        contract.terms.get(),
        Contract.objects.get(uid="0123456789ab"),
    )
    assert contract.uid == made.pair.uid and (contract.kind, contract.ends) == (old.kind, old.ends)
    assert (term.technique and term.technique.name, term.target) == ("⟦piecing⟧", 900)
    assert term.baseline == old.terms.get().baseline == 350
    assert there.page(there.bring(content, "huzhu.xlsx")).plan.coming_techniques == []
    assert set(there.page(there.bring(content, "huzhu.xlsx")).effects) == {"same"}


def plain(row: Any) -> Any:
    """Full-width brackets are written narrow when they come in."""
    return tuple(word.replace("（", "(").replace("）", ")") if isinstance(word, str) else word for word in row)


def test_a_leader_s_export_of_her_group_comes_in_again_without_months_that_were_spent_elsewhere() -> None:
    made = origin()
    shop = made.desk.shop
    mover = Person.objects.get(name="=1+1")
    move_person(mover.id, to_group_id=shop.group, starts=date(2026, 2, 20), by=SYSTEM, now=NOW)
    leader = shop.holder(Role.GROUP_LEADER)
    desk = Desk(shop, leader, client_for(leader), Unit.objects.get(id=shop.group).uid)
    answer = desk.client.get(f"/units/{desk.unit}/export.xlsx")
    page = desk.page(uid := desk.bring(answer.content, "huzhu.xlsx"))
    assert not page.errors and set(page.effects) <= {"same"}
    before = everything()
    desk.save(uid)
    assert everything() == before


def test_an_officer_takes_out_people_and_catalogue_but_no_scores_that_are_not_hers_to_give() -> None:
    made = origin()
    officer = made.desk.shop.holder(Role.TRAINING_OFFICER, unit=made.desk.shop.factory)
    answer = client_for(officer).get(f"/units/{made.desk.unit}/export.xlsx")
    assert len(names_of(answer.content)) == len(names_of(made.file())) - 1
    scores = {"423", "555", "640"}
    assert not scores & words_of(answer.content) and scores & words_of(made.file())


def test_an_export_has_no_formula_and_no_sealed_word() -> None:
    made = origin()
    words = words_of(made.file())
    assert "'=1+1" in words and "=1+1" not in words
    assert not {"own_wish", "answer", "not with", "readiness"} & {word.lower() for word in words}
    assert not Upload.objects.exists()


def names_of(content: bytes) -> list[str]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names


def words_of(content: bytes) -> set[str]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {
        str(cell).removesuffix(".0")
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
    }
