"""S20: contract topics come from the posted key problems; their share is reported per round and per unit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from huzhu.base.access import Refused, Role
from huzhu.rooms.contracts.actions.drafting import edit_draft
from huzhu.rooms.contracts.actions.terms import DraftWords, TermWords
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.contracts.reactions import make_draft
from huzhu.rooms.introductions.actions.rounds import open_round
from huzhu.rooms.introductions.actions.waves import close_due_waves
from huzhu.rooms.introductions.models import Introduction, Wish
from huzhu.rooms.introductions.queries.rounds import round_page
from huzhu.rooms.skills.actions.keys import close_key_problem, post_key_problems
from huzhu.rooms.skills.queries import current_key_problems
from tests.cast import NOW, TODAY, Shop, asks, make_shop, says, sent_round, star
from tests.cast import learner as learns
from tests.contracts.pair import Pair, browser_of, days_later, make_pair, with_secret

pytestmark = [pytest.mark.django_db, pytest.mark.db_both, pytest.mark.usefixtures("english", "cast_day")]


def posted(
    shop: Shop, text: str = "⟦too many breaks⟧", technique: str | None = None, *, unit: int | None = None
) -> str:
    """A key problem of the unit (default: the first group); its public id."""
    by = shop.scope(shop.holder(Role.TRAINING_OFFICER, unit=shop.factory))
    about = shop.technique(technique).id if technique else None
    post_key_problems(unit or shop.group, [(text, about)], by=by, now=NOW)
    return next(key.uid for key in current_key_problems(shop.path(shop.group), TODAY) if key.text == text)


def chosen(pair: Pair, key: str) -> str:
    terms = (TermWords(True, pair.shop.technique().id, target=800.0, ends=days_later(20).date()),)
    words = DraftWords("sisters", "", "", terms, key_problem=key)
    return edit_draft(pair.uid, words, by=pair.scope(pair.first), now=NOW)


def test_s20_a_topic_is_picked_on_the_draft_and_stamped_as_current_at_signing() -> None:
    pair = make_pair()
    key = posted(pair.shop)
    page = browser_of(pair.first).get(f"/contracts/{pair.uid}/edit").content.decode()
    assert "⟦too many breaks⟧" in page
    chosen(pair, key)
    assert not pair.contract.key_at_signing
    assert pair.signed().contract.key_at_signing
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.update(key_problem=None)


def test_s20_what_is_no_key_problem_any_more_is_not_picked_and_not_counted() -> None:
    shop = make_shop()
    pair, other = make_pair(shop), make_pair(shop, technique="doffing")
    key = posted(shop)
    with pytest.raises(Refused):
        chosen(pair, "0" * 12)
    chosen(pair, key)
    by = shop.scope(shop.holder(Role.GROUP_LEADER), day=TODAY + timedelta(days=2))
    close_key_problem(key, by=by, now=days_later(2))
    shop.techniques["piecing"] = shop.technique("doffing")
    with pytest.raises(Refused):
        edit_later(other, key)
    pair.signed(now=days_later(3))
    assert pair.contract.key_problem is not None and not pair.contract.key_at_signing


def edit_later(pair: Pair, key: str) -> None:
    words = DraftWords("sisters", "", "", (TermWords(True, pair.shop.technique().id, target=800.0),), key_problem=key)
    edit_draft(pair.uid, words, by=pair.scope(pair.first, day=TODAY + timedelta(days=3)), now=days_later(3))


def test_s20_the_draft_proposes_the_key_problem_of_the_wish_or_of_the_technique() -> None:
    shop = make_shop()
    about = posted(shop, technique="piecing")
    assert key_of(make_pair(shop)) == about
    assert key_of(make_pair(shop, technique="doffing")) is None


def key_of(pair: Pair) -> str | None:
    return pair.contract.key_problem.uid if pair.contract.key_problem else None


def test_s20_a_wish_is_made_for_a_posted_key_problem_and_for_no_other() -> None:
    shop = make_shop()
    person = with_secret(shop.person())
    shop.technique()
    posted(shop)
    (key,) = current_key_problems(shop.path(shop.group), TODAY)
    client = browser_of(person)
    fields = {"technique": shop.technique().uid, "reach": "group", "key_problem": key.uid}
    assert client.post("/wishes/new", fields).status_code == 302
    assert Wish.objects.get().key_problem_id == key.id
    with pytest.raises(Refused):
        asks(shop, shop.person(), key_problem_id=key.id + 1)


def test_s20_the_share_is_reported_per_round_and_a_round_without_the_list_does_not_open() -> None:
    shop = make_shop()
    organiser = shop.holder(Role.ORGANISER, unit=shop.workshop)
    with pytest.raises(Refused):
        open_round(shop.workshop, by=shop.scope(organiser), now=NOW)
    posted(shop, technique="t0", unit=shop.workshop)
    for number in range(5):
        star(shop, f"t{number}")
        learns(shop, f"t{number}")
    organiser, uid = sent_round(shop)
    met: Any = Introduction.objects.filter(wave__round__uid=uid).order_by("id")
    assert len(met) == 5
    for one in met[:4]:
        for person in (one.teacher, one.learner):
            says(shop, person, one.uid, "yes")
        make_draft(one.id)
    for contract in Contract.objects.all():
        Pair(shop, with_secret(contract.first), with_secret(contract.second), contract.uid).signed()
    close_due_waves(days_later(30))
    page = round_page(shop.scope(organiser), uid, days_later(30))
    assert (page.sent, page.signed, page.to_key, page.key_share) == (5, 4, 1, 25)
