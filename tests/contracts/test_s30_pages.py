"""S30, Q19 on the pages: proposed, answered, somebody asked to take part, signed by four, printed."""

from __future__ import annotations

from html import unescape

import pytest

from huzhu.base.access import NotFound, Overtaken, Refused
from huzhu.base.notices import waiting_for
from huzhu.base.units.models import Unit
from huzhu.rooms.contracts.actions.drafting import edit_draft
from huzhu.rooms.contracts.actions.taking_part import answer, ask
from huzhu.rooms.contracts.actions.terms import DraftWords, TermWords
from huzhu.rooms.contracts.models import Contract, Proposal, TermPerson
from huzhu.rooms.contracts.queries.sheet import contract_sheet
from huzhu.rooms.contracts.queries.text import text_of
from tests.cast import NOW, make_shop
from tests.contracts.pair import SECRET, browser_of, days_later, make_pair, with_secret
from tests.contracts.two_units import two_groups, two_workshops, uid_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "cast_day")]
FIELDS = {
    "first_teaches": "they", "indicator": "⟦output⟧", "measure": "⟦pieces⟧", "baseline": "80", "target": "95",
    "ends": days_later(20).date().isoformat(),
}  # fmt: skip


def test_s30_a_leader_proposes_the_other_side_accepts_and_four_sign_on_their_pages() -> None:
    both = two_groups()
    page = browser_of(both.union).get(
        f"/units/{uid_of(both.first)}/contracts/propose?with={uid_of(both.second)}&indicator=x"
    )
    assert page.context["form"].initial == {"second": uid_of(both.second), "indicator": "x"}
    sent = browser_of(both.union).post(page.request["PATH_INFO"], {**FIELDS, "second": uid_of(both.second)})
    uid = Proposal.objects.get().uid
    assert sent.headers["Location"] == f"/proposals/{uid}/"
    Unit.objects.filter(id=both.second).update(name_en="⟦group in English⟧")
    for address in (f"/proposals/{uid}/", f"/units/{uid_of(both.first)}/contracts/propose"):
        english = browser_of(both.union).get(address, headers={"accept-language": "en"}).content.decode()
        assert "⟦group in English⟧" in unescape(english) and "⟦second group⟧" not in unescape(english)
    assert "A unit proposes a contract to yours" in [
        line.title for line in waiting_for(both.shop.scope(both.other_union), NOW)
    ]
    drafted = browser_of(both.other_union).post(f"/proposals/{uid}/answer", {"word": "yes"})
    contract = Contract.objects.get()
    assert drafted.headers["Location"] == f"/contracts/{contract.uid}/"
    for person in both.four:
        client = browser_of(person)
        client.post("/orientation", {"next": "/"})
        form = client.get(f"/contracts/{contract.uid}/sign").context["form"]
        said = {"digest": form.initial["digest"], "own_wish": "yes", "read": "on", "secret": SECRET}
        assert client.post(f"/contracts/{contract.uid}/sign", said).status_code == 302
    contract.refresh_from_db()
    assert contract.state == "signed"
    english = {"accept-language": "en"}
    answer = browser_of(both.union).get(f"/contracts/{contract.uid}/", headers=english)
    page_of, shown = unescape(answer.content.decode()), answer.context["page"]
    assert all(person.name in page_of for person in both.four) and "⟦output⟧" in page_of
    assert shown.first.name in shown.terms[0].who and shown.second.name in shown.terms[0].who  # a unit is not 'you'
    assert shown.sentence == f"{shown.second.name} helps {shown.first.name} with ⟦output⟧."
    assert "All four signed" in page_of and "both units answer for it" in page_of and " teaches " not in page_of
    listed = unescape(browser_of(both.union).get("/contracts", headers=english).content.decode())
    assert "signed by all four" in listed and "signed by both" not in listed


def test_s30_another_level_is_refused_at_its_field_and_nothing_typed_is_lost() -> None:
    groups = two_groups()
    workshops = two_workshops(groups.shop)
    address = f"/units/{uid_of(groups.first)}/contracts/propose"
    answer = browser_of(groups.union).post(address, {**FIELDS, "second": uid_of(workshops.second)})
    assert answer.status_code == 200 and "second" in answer.context["form"].errors
    assert "⟦output⟧" in answer.content.decode() and not Proposal.objects.exists()
    assert browser_of(groups.shop.person()).get(address).status_code == 403
    assert browser_of(make_shop("second mill").person()).get(address).status_code == 404


def test_q19_no_may_come_with_a_reason_and_the_proposer_reads_it() -> None:
    both = two_groups()
    uid = both.proposed()
    browser_of(both.other_production).post(f"/proposals/{uid}/answer", {"word": "no", "reason": "⟦later⟧"})
    assert "⟦later⟧" in browser_of(both.union).get(f"/proposals/{uid}/").content.decode()
    assert browser_of(both.shop.person()).get(f"/proposals/{uid}/").status_code == 404


def test_q19_a_term_names_somebody_only_with_his_own_acceptance() -> None:
    both = two_groups().drafted()
    worker = with_secret(both.shop.person("⟦worker⟧"))
    term = both.contract.terms.get().uid
    ask(both.uid, term, worker.roll, by=both.shop.scope(both.union), now=NOW)
    assert f"工号 {worker.roll}" not in text_of(both.contract)
    both.sign(both.union)
    with pytest.raises(NotFound):  # nobody says it for him
        answer(both.uid, term, True, by=both.shop.scope(both.other_union), now=NOW)
    assert "You are asked to take part" in [line.title for line in waiting_for(both.shop.scope(worker), NOW)]
    assert browser_of(worker).post(f"/contracts/{both.uid}/part", {"term": term, "word": "yes"}).status_code == 302
    assert f"工号 {worker.roll}" in text_of(both.contract)
    assert both.contract.signatures.get().voided is not None and both.contract.version == 2
    both.signed()
    with pytest.raises(Overtaken):
        answer(both.uid, term, False, by=both.shop.scope(worker), now=NOW)


def test_q19_no_leaves_nothing_and_other_words_of_the_term_are_asked_anew() -> None:
    both = two_groups().drafted()
    one, other = both.shop.person(), both.shop.person()
    stranger = both.shop.person(group=both.shop.add_group("⟦third⟧"))
    by, term = both.shop.scope(both.union), both.contract.terms.get()
    with pytest.raises(Refused):
        ask(both.uid, term.uid, stranger.roll, by=by, now=NOW)
    for person, yes in ((one, True), (other, False)):
        ask(both.uid, term.uid, person.roll, by=by, now=NOW)
        answer(both.uid, term.uid, yes, by=both.shop.scope(person), now=NOW)
    assert TermPerson.objects.get().person == one
    for target, kept in ((95.0, 1), (99.0, 0)):
        words = TermWords(False, None, "⟦output⟧", "⟦pieces⟧", target, 80.0, term.ends)
        edit_draft(both.uid, DraftWords("units", "", "", (words,)), by=by, now=NOW)
        assert TermPerson.objects.count() == kept


def test_s30_a_term_between_units_is_about_a_figure_and_the_kind_stays_between_units() -> None:
    both = two_groups().drafted()
    by = both.shop.scope(both.union)
    technique = TermWords(True, both.shop.technique().id, target=800.0, ends=days_later(9).date())
    figure = TermWords(True, None, "⟦waste⟧", "⟦kg⟧", 3.0, 5.0, days_later(9).date())
    for kind, term in (("units", technique), ("sisters", figure)):
        with pytest.raises(Refused):
            edit_draft(both.uid, DraftWords(kind, "", "", (term,)), by=by, now=NOW)
    edit_draft(both.uid, DraftWords("units", "", "", (figure,)), by=by, now=NOW)
    pair = make_pair(both.shop)
    with pytest.raises(Refused):
        edit_draft(pair.uid, DraftWords("units", "", "", (figure,)), by=pair.scope(pair.first), now=NOW)


def test_s30_four_lines_to_sign_on_are_printed_and_every_page_of_it_opens() -> None:
    both = two_groups().drafted()
    type(both.union).objects.update(name="甲")
    for unit in (both.first, both.second):
        type(both.contract.first_unit).objects.filter(id=unit).update(name="乙三")
    type(both.contract.first_unit).objects.filter(name__contains="⟦").update(name="厂")
    both.contract.terms.update(indicator="产量", measure="件")
    sheet = contract_sheet(both.contract, both.shop.scope(both.union))
    assert len(sheet.signatures) == 4 and [party.name for party in sheet.parties] == ["乙三", "乙三"]
    client = browser_of(both.union)
    assert client.get(f"/contracts/{both.uid}/print.pdf").content.startswith(b"%PDF")
    term = both.contract.terms.get().uid
    for address in ("", "edit", "sign", "end", "show", f"terms/{term}/people"):
        assert client.get(f"/contracts/{both.uid}/{address}").status_code in (200, 302)
