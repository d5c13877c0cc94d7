"""S28, S32, S34: what the two see and do on their pages, and what nobody else sees."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from huzhu.base.access import Role, Scope
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit
from huzhu.rooms.contracts.actions.drafting import draft_from_introduction
from huzhu.rooms.contracts.models import Contract, Signature, Step
from huzhu.rooms.skills.models import Technique
from tests.cast import NOW, TODAY, make_shop
from tests.contracts.lives import lives
from tests.contracts.pair import SECRET, Pair, browser_of, days_later, introduced, make_pair

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast_day")]

FOUR_WEEKS = ["拆装龙头", "拆装后车刺毛辊、给棉板", "听车间主任讲课", "校隔距、小修；月内学抄钢丝、接绳"]


def page(pair: Pair, name: str = "page", *more: str) -> str:
    return reverse(f"contracts:{name}", args=[pair.uid, *more])


def typed(**changes: str) -> dict[str, str]:
    """A filled edit form of one term in one direction."""
    return {
        "terms": "1", "kind": "sisters", "duties_first": "shows", "duties_second": "asks", "language": "zh-hans",
        "t0-taught_by_first": "1", "t0-target": "800", "t0-ends": "2026-04-02", "t0-steps": "\n".join(FOUR_WEEKS),
    } | changes  # fmt: skip


def with_technique(pair: Pair, **changes: str) -> dict[str, str]:
    return typed(**{"t0-technique": pair.shop.technique().uid}, **changes)


def test_s34_four_weeks_can_be_entered_and_ticked_with_a_date_that_the_other_sees() -> None:
    pair = make_pair()
    first, second = browser_of(pair.first), browser_of(pair.second)
    assert first.post(page(pair, "edit"), with_technique(pair)).status_code == 302
    assert list(Step.objects.values_list("week", "text")) == list(enumerate(FOUR_WEEKS, start=1))
    pair.signed()
    step = Step.objects.get(week=1)
    first.post(page(pair, "step", step.uid), {"done": "yes"})
    step.refresh_from_db()
    assert step.done and step.done_on == TODAY and step.done_by == pair.first
    assert "拆装龙头" in second.get(page(pair)).text and "⟦first⟧" in second.get(page(pair)).text


def test_s34_behind_plan_is_said_the_day_after_the_week_and_not_before(cast_day: time_machine.Coordinates) -> None:
    pair = make_pair()
    browser_of(pair.second).post(page(pair, "edit"), with_technique(pair))
    pair.signed()
    said = []
    for days in (6, 7):
        cast_day.move_to(days_later(days))
        answer = browser_of(pair.second).get(page(pair), headers={"Accept-Language": "en"})
        said.append((answer.status_code, "behind plan" in answer.text))
    assert said == [(200, False), (200, True)]


def test_s33_an_error_loses_nothing_typed() -> None:
    pair = make_pair()
    answer = browser_of(pair.first).post(
        page(pair, "edit"), with_technique(pair, **{"t0-target": "", "t0-steps": "第一周练接头"})
    )
    assert answer.status_code == 200 and "第一周练接头" in answer.text and 'role="alert"' in answer.text


def test_s32_a_reverse_term_can_be_added_and_left_out_again_without_losing_what_was_typed() -> None:
    pair = make_pair()
    doffing, client = pair.shop.technique("doffing"), browser_of(pair.first)
    data = with_technique(
        pair, **{"t0-steps": "第一周", "add-taught_by": "0", "add-technique": doffing.uid, "add": "1"}
    )
    answer = client.post(page(pair, "edit"), data)
    assert 'name="t1-technique"' in answer.text and "第一周" in answer.text
    data.pop("add")
    more = {"terms": "2", "t1-taught_by_first": "0", "t1-technique": doffing.uid, "t1-target": "800", "t1-ends": "2026-04-02",
            "t1-steps": "看一落"}  # fmt: skip
    left = client.post(page(pair, "edit"), data | more | {"drop": "0"})
    assert "看一落" in left.text and "第一周" not in left.text
    assert client.post(page(pair, "edit"), data | more).status_code == 302
    assert {term.teacher_id for term in pair.contract.terms.all()} == {pair.first.id, pair.second.id}


def test_q19_whoever_saves_over_an_unseen_change_is_told_and_keeps_his_words() -> None:
    pair = make_pair()
    first, second = browser_of(pair.first), browser_of(pair.second)
    seen = first.get(page(pair, "edit")).context["sheet"].head.initial["seen"]
    second.post(page(pair, "edit"), with_technique(pair, duties_first="示范两次"))
    answer = first.post(page(pair, "edit"), with_technique(pair, seen=seen, duties_first="示范三次"))
    assert answer.status_code == 200 and "示范三次" in answer.text
    assert pair.contract.duties_first == "示范两次"


def test_s22_signing_on_the_page_takes_orientation_text_own_wish_and_secret() -> None:
    pair = make_pair()
    client = browser_of(pair.first)
    there = client.get(page(pair, "sign"))
    assert there.status_code == 302 and there.url == f"/orientation?next={page(pair, 'sign')}"
    back = client.post("/orientation", {"next": page(pair, "sign")})
    assert back.url == page(pair, "sign")
    digest = client.get(page(pair, "sign")).context["form"].initial["digest"]
    said = {"digest": digest, "own_wish": "yes", "read": "on", "secret": SECRET}
    assert client.post(page(pair, "sign"), said | {"secret": "wrong"}).status_code == 200
    assert not Signature.objects.exists()
    assert client.post(page(pair, "sign"), said).url == page(pair)
    assert Signature.objects.get().person == pair.first


def test_s26_the_orientation_leads_back_only_within_the_house() -> None:
    person = make_shop().person()
    assert browser_of(person).post("/orientation", {"next": "https://elsewhere.example/"}).url == "/"


def test_s26_the_contract_shows_whether_both_had_the_orientation() -> None:
    pair = make_pair()
    pair.orient(pair.first)
    shown = browser_of(pair.second).get(page(pair)).context["page"].oriented
    assert [read for _name, read in shown] == [True, False]


ADDRESSES = ("page", "edit", "sign", "end", "show", "print", "proof")


def test_q19_a_draft_is_for_the_two_alone_and_whom_they_show_it_to() -> None:
    shop = make_shop()
    leader, mate, stranger = shop.holder(Role.GROUP_LEADER), shop.person(), make_shop("second mill").person()
    pair = make_pair(shop)
    for person in (leader, mate, stranger):
        assert {browser_of(person).get(page(pair, name)).status_code for name in ADDRESSES} == {404}
    assert browser_of(pair.first).post(page(pair, "show"), {"roll": leader.roll}).status_code == 302
    answers = {name: browser_of(leader).get(page(pair, name)).status_code for name in ADDRESSES if name != "print"}
    assert answers == {"page": 200, "proof": 200, "edit": 403, "end": 403, "show": 403, "sign": 404}
    assert browser_of(mate).get(page(pair)).status_code == 404


def test_q31_a_signed_contract_is_seen_by_both_groups_and_by_nobody_above() -> None:
    shop = make_shop()
    leader, officer = (
        shop.holder(Role.GROUP_LEADER),
        shop.holder(Role.TRAINING_OFFICER, unit=shop.factory, group=shop.add_group("⟦2⟧")),
    )
    sponsor = shop.holder(Role.SPONSOR, unit=shop.workshop, group=shop.groups[1])
    above = shop.holder(Role.SPONSOR, unit=shop.factory, group=shop.groups[1])
    pair = make_pair(shop).signed()
    assert [browser_of(who).get(page(pair)).status_code for who in (leader, sponsor, officer, above)] == [
        200,
        200,
        404,
        404,
    ]
    group = reverse("contracts:group", args=[pair.contract.first_unit.uid])
    names, totals = browser_of(sponsor).get(group).text, browser_of(officer).get(group)
    assert "⟦first⟧" in names and "⟦first⟧" not in totals.text and totals.context["counts"].total == 1
    assert browser_of(make_shop("second mill").person()).get(group).status_code == 404


def test_q31_the_workshops_sponsor_sees_contracts_of_a_group_in_a_shift() -> None:
    shop = make_shop()
    own, shift = shop.group, shop.add_shift()
    shop.group = shop.add_group("⟦by night⟧", workshop=shift)
    sponsor, above = (shop.holder(Role.SPONSOR, unit=unit, group=own) for unit in (shop.workshop, shop.factory))
    pair = make_pair(shop).signed()
    group = reverse("contracts:group", args=[pair.contract.first_unit.uid])
    assert [browser_of(who).get(page(pair)).status_code for who in (sponsor, above)] == [200, 404]
    assert "⟦first⟧" in browser_of(sponsor).get(group).text and "⟦first⟧" not in browser_of(above).get(group).text


def test_q31_what_is_measured_since_is_the_learners_his_leaders_and_while_it_runs_the_partners() -> None:
    """Baseline and target stand in the text that both signed, and are read by both groups; later scores are not."""
    shop = make_shop()
    leader, mate = shop.holder(Role.GROUP_LEADER), shop.person()
    sponsor = shop.holder(Role.SPONSOR, unit=shop.workshop, group=shop.add_group("⟦2⟧"))
    pair = make_pair(shop).signed()
    shop.measured(pair.second, "piecing", 700, month=date(2026, 3, 1))
    readers = (pair.second, leader, pair.first, mate, sponsor)

    def latest() -> list[bool]:
        shown = [browser_of(who).get(page(pair)).context["page"].terms[0] for who in readers]
        assert all(term.baseline and term.target for term in shown)
        return [bool(term.now) for term in shown]

    assert latest() == [True, True, True, False, False]
    Contract.objects.filter(uid=pair.uid).update(state="ended", closed=TODAY)
    assert latest() == [True, True, False, False, False]


def test_s29_kinds_sum_to_the_total() -> None:
    shop = make_shop()
    officer = shop.holder(Role.TRAINING_OFFICER, unit=shop.factory, group=shop.add_group("⟦2⟧"))
    for kind in ("apprenticeship", "sisters", "sisters"):
        pair = make_pair(shop, technique=f"{kind}{Contract.objects.count()}")
        Contract.objects.filter(uid=pair.uid).update(kind=kind)
        pair.signed()
    counts = browser_of(officer).get(reverse("contracts:group", args=[pair.contract.first_unit.uid])).context["counts"]
    assert counts.total == 3 == sum(line.count for line in counts.by_kind)
    assert sorted(line.count for line in counts.by_kind) == [1, 2]


def test_s32_two_introductions_of_one_pair_become_one_draft_with_both_directions() -> None:
    pair = make_pair()
    other_way = introduced(pair.shop, pair.second, pair.first, "doffing")
    assert draft_from_introduction(other_way, by=Scope.system(TODAY), now=NOW) == pair.contract.pk
    assert draft_from_introduction(other_way, by=Scope.system(TODAY), now=NOW) == pair.contract.pk
    assert [term.teacher_id for term in pair.contract.terms.all()] == [pair.first.id, pair.second.id]
    assert pair.contract.kind == "brothers"


def test_s28_the_contract_prints_on_one_page_and_only_for_those_who_see_it() -> None:
    pair = make_pair().signed()
    for model in (Unit, Person, Technique):  # the press has no type for the brackets of the cast
        model.objects.update(name="甲")
    answer = browser_of(pair.first).get(page(pair, "print"))
    assert answer.headers["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    assert browser_of(make_shop("second mill").person()).get(page(pair, "print")).status_code == 404


def test_q22_the_page_behind_the_code_says_whether_signatures_verify() -> None:
    pair = make_pair().signed()
    current = browser_of(pair.first).get(page(pair, "proof")).context["page"].versions[0]
    assert current.complete and all(name.verifies for name in current.names)
    Step.objects.create(
        contract=pair.contract, term=pair.contract.terms.get(), week=1, starts=TODAY, ends=TODAY, text="added"
    )
    after = browser_of(pair.first).get(page(pair, "proof")).context["page"].versions[0]
    assert not any(name.verifies for name in after.names)


def test_ones_own_list_shows_what_runs_and_the_last_that_are_over_the_others_a_tap_further() -> None:
    shop = make_shop()
    two = shop.person(), shop.person()
    running = lives(shop, 1, signed=date(2026, 2, 1), ends=date(2026, 6, 1), two=two)
    over = [
        lives(shop, 1, signed=date(2025, month, 1), ends=date(2025, month, 28), closed=date(2025, month, 28), two=two)[
            0
        ]
        for month in range(1, 7)
    ]
    client, address = browser_of(two[1]), reverse("contracts:mine")
    assert [line.uid for line in client.get(address).context["lines"]] == [row.uid for row in (*running, *over[3:])]
    assert "?all=1" in client.get(address).text
    assert len(client.get(address, {"all": "1"}).context["lines"]) == 7
