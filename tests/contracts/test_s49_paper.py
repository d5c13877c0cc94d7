"""S49: paper only comes by itself, is told item by item, and goes by real activity alone."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
import time_machine

from huzhu.base.access import Role
from huzhu.base.followup.models import Matter
from huzhu.base.followup.signs import CHECK, SESSION
from huzhu.base.journal import deed, record
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit
from huzhu.rooms.contracts.actions.living import alive, not_alive
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.contracts.queries.lists import group_contracts
from tests.cast import TODAY
from tests.contracts.lives import lives, practised
from tests.contracts.pair import browser_of, days_later, make_pair

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@deed("tests.living")
def lived(contract, day, kind, source, *, by, now, gone=False):  # type: ignore[no-untyped-def]
    """What a deed of a room above does inside its transaction."""
    not_alive(contract, kind, source) if gone else alive(contract, day, kind, source)
    record("contract", contract.pk)


def text_of(person: Person, address: str) -> str:
    return unescape(browser_of(person).get(address, headers={"accept-language": "en"}).content.decode())


def test_s49_after_34_days_the_page_and_every_list_say_paper_only_and_one_session_clears_it() -> None:
    pair = make_pair().signed()
    Contract.objects.update(ends=days_later(90).date())
    page, group = f"/contracts/{pair.uid}/", f"/groups/{Unit.objects.get(id=pair.shop.group).uid}/contracts"
    with time_machine.travel(days_later(29), tick=False):
        assert "It is new: nothing need be shown until 31 Mar." in text_of(pair.first, page)
        assert "paper only" not in text_of(pair.second, "/contracts")
    with time_machine.travel(days_later(34), tick=False):
        by = pair.scope(pair.first, day=days_later(34).date())
        words = "34 days without session, check or measurement: paper only. One session clears it."
        assert words in text_of(pair.first, page) and words in text_of(pair.shop.holder(Role.GROUP_LEADER), page)
        for address in ("/contracts", group):
            assert "paper only" in text_of(pair.second, address)
        lived(pair.contract, days_later(33).date(), SESSION, 7, by=by, now=days_later(34))
        shown = text_of(pair.first, page)
        assert "It lives: the last sign of life keeps it so until 4 May." in shown and "paper only. One" not in shown
        assert "1 in the last 30 days, the last one on 4 Apr" in shown
        lived(pair.contract, days_later(33).date(), SESSION, 7, gone=True, by=by, now=days_later(34))
        assert words in text_of(pair.first, page)


def test_s49_a_sign_from_before_the_signing_or_after_the_closing_is_none() -> None:
    pair = make_pair().signed()
    Contract.objects.update(closed=days_later(3).date(), state="ended", closed_because="time")
    by, quiet = pair.scope(pair.first), Matter.objects.get(pk=pair.contract.pk).quiet_after
    for offset in (-1, 4):
        lived(pair.contract, days_later(offset).date(), CHECK, offset + 10, by=by, now=days_later(5))
    assert Matter.objects.get(pk=pair.contract.pk).quiet_after == quiet and not pair.contract.matter.signs.exists()
    lived(pair.contract, days_later(3).date(), CHECK, 1, by=by, now=days_later(5))
    lived(pair.contract, days_later(3).date(), CHECK, 1, by=by, now=days_later(5))
    assert pair.contract.matter.signs.count() == 1


def test_s49_the_tags_of_a_list_of_many_cost_no_statement_more(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    pair = make_pair().signed()
    scope = pair.scope(pair.first)
    group_contracts(scope, pair.shop.group)
    rows = lives(pair.shop, 12, signed=TODAY - timedelta(days=60), ends=TODAY + timedelta(days=60))
    practised(rows[:5], TODAY)
    with django_assert_num_queries(3):
        lines = group_contracts(scope, pair.shop.group)
    assert sum(flag.kind == "paper" for line in lines for flag in line.flags) == 7
