"""S17: a standard is drafted, published from a day on, and never changed; the nearest unit's last version holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huzhu.base.access import NotAllowed, NotFound, Overtaken, Refused, Role
from huzhu.rooms.skills.actions.standards import ItemWords, discard_draft, draft_standard, publish_standard
from huzhu.rooms.skills.models import Standard, StandardItem, Technique
from huzhu.rooms.skills.queries.standards import standard_for, standards_for
from tests.cast import NOW, TODAY
from tests.skills.test_s16_catalogue import make_city, posted
from tests.skills.test_s18_pages import signed_in, uid

pytestmark = pytest.mark.django_db
SEEN, TIMED = ItemWords("⟦ends laid straight⟧", 200), ItemWords("⟦ten ends⟧", 300, "s", 240.0, 80.0)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        yield


@pytest.mark.db_both
def test_s17_a_published_version_never_changes_and_the_next_one_holds_from_its_day() -> None:
    city = make_city()
    own, path, technique = city.scope(city.one), city.one.path(city.one.group), city.technique("接头")
    factory = city.one.factory
    first = draft_standard(factory, technique.id, [SEEN, TIMED], by=own, now=NOW, method_text="⟦at two frames⟧")
    assert standard_for(technique.id, path, TODAY) is None  # a draft measures nobody
    publish_standard(first, TODAY, by=own, now=NOW)
    with pytest.raises(Overtaken):
        publish_standard(first, TOMORROW, by=own, now=NOW)
    second = draft_standard(factory, technique.id, [SEEN], by=own, now=NOW)
    assert draft_standard(factory, technique.id, [TIMED], by=own, now=NOW) == second  # the one draft is rewritten
    with pytest.raises(Refused, match="begins later"):
        publish_standard(second, TODAY, by=own, now=NOW)
    publish_standard(second, TOMORROW, by=own, now=NOW)
    held = [standard_for(technique.id, path, day) for day in (TODAY, TOMORROW)]
    assert [(line.version, len(line.items)) for line in held if line] == [(1, 2), (2, 1)]
    for change in (
        lambda: StandardItem.objects.filter(standard__uid=first).delete(),
        lambda: StandardItem.objects.update(worth=1),
    ):
        with pytest.raises(TypeError):
            change()


@pytest.mark.db_both
def test_s17_the_nearest_unit_upward_publishes_and_other_factories_are_not_touched() -> None:
    city = make_city()
    one, two = city.technique("接头"), city.technique("落纱")
    for unit, technique in ((city.id, one), (city.id, two), (city.one.factory, one)):
        row = Standard.objects.create(unit_id=unit, technique=technique, version=1, state="published", published=TODAY)
        StandardItem.objects.create(standard=row, position=0, text="⟦item⟧", worth=100)
    here, there = city.one.path(city.one.group), city.two.path(city.two.group)
    with CaptureQueriesContext(
        connection,
    ) as statements:
        found = standards_for([one.id, two.id], here, TODAY)
    assert len(statements) == 2
    assert {found[one.id].unit_id, found[two.id].unit_id} == {city.one.factory, city.id}
    assert standard_for(one.id, there, TODAY).unit_id == city.id  # type: ignore[union-attr]
    assert standards_for([one.id], there, TODAY - timedelta(days=1)) == {}


@pytest.mark.db_both
def test_s17_a_local_technique_is_measured_by_its_common_ones_standard_until_it_has_its_own() -> None:
    city = make_city()
    common, path = city.technique("接头"), city.one.path(city.one.group)
    local, other = city.one.technique("knotting"), city.one.technique("doffing")

    def published(technique: Technique, unit: int, text: str) -> None:
        row = Standard.objects.create(unit_id=unit, technique=technique, version=1, state="published", published=TODAY)
        StandardItem.objects.create(standard=row, position=0, text=text, worth=100)

    published(common, city.id, "⟦common⟧")
    assert standards_for([local.id, other.id], path, TODAY) == {}
    Technique.objects.filter(id=local.id).update(common=common)
    with CaptureQueriesContext(connection) as statements:
        found = standards_for([local.id, other.id, common.id], path, TODAY)
    assert {technique: line.items[0].text for technique, line in found.items()} == {
        local.id: "⟦common⟧", common.id: "⟦common⟧",
    }  # fmt: skip
    assert len(statements) == 2
    published(local, city.one.factory, "⟦own⟧")
    held = standards_for([local.id, common.id], path, TODAY)
    assert [held[technique].items[0].text for technique in (local.id, common.id)] == ["⟦own⟧", "⟦common⟧"]


@pytest.mark.db_both
def test_s17_an_assessor_drafts_the_owning_unit_publishes_and_strangers_see_nothing() -> None:
    city = make_city()
    shop, technique = city.one, city.one.technique()
    assessor, member = shop.scope(shop.holder(Role.ASSESSOR)), shop.scope(shop.person())
    draft = draft_standard(shop.factory, technique.id, [SEEN], by=assessor, now=NOW)
    for by, error in ((assessor, NotAllowed), (member, NotAllowed), (city.scope(city.two), NotFound)):
        with pytest.raises(error):
            publish_standard(draft, TODAY, by=by, now=NOW)
    for by, error in ((member, NotAllowed), (city.scope(city.two), NotFound)):
        with pytest.raises(error):
            draft_standard(shop.factory, technique.id, [SEEN], by=by, now=NOW)
    discard_draft(draft, by=assessor, now=NOW)
    assert not Standard.objects.exists()
    sponsor = shop.scope(shop.holder(Role.SPONSOR, unit=shop.factory))
    publish_standard(
        draft_standard(shop.factory, technique.id, [SEEN], by=assessor, now=NOW), TODAY, by=sponsor, now=NOW
    )
    with pytest.raises(NotFound):
        discard_draft(Standard.objects.get().uid, by=sponsor, now=NOW)


@pytest.mark.db_both
@pytest.mark.parametrize(
    ("item", "field"),
    [
        (ItemWords(" "), "0-text"), (ItemWords("⟦x⟧", 0), "0-worth"), (ItemWords("⟦x⟧", 1001), "0-worth"),
        (ItemWords("⟦x⟧", 1, "s", 3.0), "0-worth_0"), (ItemWords("⟦x⟧", 1, "s", 3.0, 3.0), "0-worth_1000"),
    ],
)  # fmt: skip
def test_s17_an_item_says_what_is_wrong_at_its_field(item: ItemWords, field: str) -> None:
    city = make_city()
    with pytest.raises(Refused) as refused:
        draft_standard(city.one.factory, city.one.technique().id, [item], by=city.scope(city.one), now=NOW)
    assert refused.value.field == field


@pytest.mark.db_both
def test_s17_the_database_holds_what_a_standard_is() -> None:
    city = make_city()
    technique = city.one.technique()
    row = Standard.objects.create(unit_id=city.id, technique=technique, version=1)
    for wrong in (
        {"version": 2}, {"version": 1, "state": "published", "published": TODAY}, {"version": 0, "state": "published", "published": TODAY},
        {"version": 3, "state": "published"}, {"version": 4, "published": TODAY},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Standard.objects.create(unit_id=city.id, technique=technique, **wrong)
    for wrong in ({"kind": "quantity"}, {"worth_0": 1.0, "worth_1000": 2.0}, {"worth": 0}, {"worth": 1001}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StandardItem.objects.create(**{"standard": row, "position": 0, "text": "⟦x⟧", "worth": 1} | wrong)


def test_s17_a_standard_is_written_published_and_read_on_its_page() -> None:
    city = make_city()
    shop, technique = city.one, city.one.technique()
    where = uid(shop.factory), technique.uid
    officer, member = signed_in(city.officers[shop.factory]), signed_in(shop.person())
    form = {
        "method_text": "⟦at two frames⟧", "items-TOTAL_FORMS": "3", "items-INITIAL_FORMS": "0",
        "items-0-text": "⟦ends laid straight⟧", "items-0-worth": "200",
        "items-1-text": "⟦ten ends⟧", "items-1-worth": "300", "items-1-worth_0": "240", "items-1-worth_1000": "80",
    }  # fmt: skip
    assert posted(member, "standard", *where, **form) == 403
    assert posted(signed_in(city.two.person()), "standard", *where, **form) == 404
    assert posted(officer, "standard", *where, **form | {"items-1-worth_1000": ""}) == 200
    assert posted(officer, "standard", *where, **form) == 302
    assert posted(officer, "standard-publish", *where, day="2026-02-01") == 200
    assert posted(officer, "standard-publish", *where, day=TODAY.isoformat()) == 302
    page = member.get(reverse("skills:standard", args=where)).content.decode()
    assert "⟦ends laid straight⟧" in page and "Version 1" in page and "Keep the draft" not in page
    assert posted(officer, "standard", *where, **form) == 302 and posted(officer, "standard-discard", *where) == 302
    assert Standard.objects.count() == 1 and posted(officer, "standard-discard", *where) == 404
