"""S137, Q34: what stands in somebody's way is between him and one leader; two answers are each one's own."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from huzhu.base.access import NotFound, Role, Scope
from huzhu.base.journal.models import Answered, Entry
from huzhu.base.notices import waiting_for
from huzhu.base.people.models import Mandate, Person
from huzhu.base.units.models import Unit
from huzhu.rooms.checks.actions.private import file_obstacle, say, talked
from huzhu.rooms.checks.models import PartnerWord
from huzhu.rooms.checks.queries.private import needs_page, own_page
from huzhu.rooms.checks.queries.reports import report_page
from huzhu.rooms.contracts.models import Contract
from tests.cast import NOW, TODAY
from tests.checks.sat import Group, at, english

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "cast_day")]


TOKENS = re.compile(rb'[A-Za-z0-9]{64}|name="request_id" value="[^"]*"')


def mill() -> tuple[Group, Contract]:
    group = Group()
    contract = group.contract()
    group.begun(TODAY.replace(day=1))
    return group, contract


def talks(group: Group, person: Person) -> list[str]:
    return [line.detail for line in waiting_for(group.by(person), NOW) if line.title == "A talk"]


def pages(group: Group, contract: Contract, *people: Person) -> list[bytes]:
    """Everything of the contract that these people can open, without the tokens of forms."""
    urls = [reverse("contracts:page", args=[contract.uid]), reverse("checks:sitting", args=[group.uid]), "/",
            reverse("contracts:group", args=[group.uid]), reverse("checks:own", args=[contract.uid]),
            reverse("checks:talks", args=[group.uid])]  # fmt: skip
    found = []
    for person in people:
        client = english(person)
        for url in urls:
            answer = client.get(url)
            found.append(TOKENS.sub(b"", answer.content))
    return found


def test_s137_the_two_see_a_talk_with_its_day_and_everybody_else_the_same_bytes_as_without() -> None:
    group, contract = mill()
    mates = (
        contract.first,
        group.foreman,
        group.shop.holder(Role.SPONSOR, unit=group.shop.workshop),
        group.shop.person(),
    )
    before, rows, journal = pages(group, contract, *mates), PartnerWord.objects.count(), Entry.objects.count()
    by = group.by(contract.second).for_request("one")
    file_obstacle(contract.uid, "impatience", role="group-leader", by=by, now=NOW)
    assert pages(group, contract, *mates) == before
    assert (PartnerWord.objects.count(), Entry.objects.count(), Answered.objects.count()) == (rows, journal, 0)
    assert talks(group, contract.second) == talks(group, group.leader) == ["5 Mar"]
    assert talks(group, contract.first) == talks(group, group.foreman) == []
    mine = needs_page(group.uid, group.by(group.leader))[1][0].talks[0]
    assert (mine.obstacle, mine.times, mine.side) == ("losing patience", 1, contract.second.uid)
    assert needs_page(group.uid, group.by(group.foreman))[1][0].talks == []
    file_obstacle(contract.uid, "impatience", side=contract.second.uid, by=group.by(group.leader), now=NOW)
    assert own_page(contract.uid, group.by(contract.second)).talks[0].times == 2  # recurrence is counted
    talked(contract.uid, side=contract.second.uid, by=group.by(group.leader), now=NOW)
    assert talks(group, contract.second) == talks(group, group.leader) == []
    for outsider in (group.shop.person(), mates[2]):
        with pytest.raises(NotFound):
            file_obstacle(contract.uid, "shame", side=contract.second.uid, by=group.by(outsider), now=NOW)
    file_obstacle(contract.uid, "shame", role="group-leader", by=by.for_request("two"), now=NOW)
    Mandate.objects.filter(person=group.leader).update(ends=TODAY)  # he leads no more: the talk can still be ended
    assert own_page(contract.uid, by).talks[0].open and talks(group, contract.second) == ["5 Mar"]
    talked(contract.uid, role="group-leader", by=by.for_request("three"), now=NOW)
    assert talks(group, contract.second) == [] and own_page(contract.uid, by).talks == []
    clear = b"".join(bytes(part) for row in PartnerWord.objects.values_list("words", "with_leader") for part in row)
    assert b"impatience" not in clear and len({len(row.with_leader) for row in PartnerWord.objects.all()}) == 1


def test_q34_each_answers_two_questions_for_himself_and_a_leader_sees_only_that_help_is_wanted() -> None:
    group, contract = mill()
    mates = (contract.first, group.shop.person())
    before = pages(group, contract, *mates)
    say(contract.uid, "no", "method", by=group.by(contract.second), now=NOW)
    assert pages(group, contract, *mates) == before
    line = needs_page(group.uid, group.by(group.leader))[1][0]
    page = english(group.leader).get(reverse("checks:talks", args=[group.uid]))
    assert line.wanted and b"help is wanted" in page.content and b"how it is done" not in page.content
    assert "no-store" in page.headers["Cache-Control"] and b"data-sealed" in page.content
    say(contract.uid, "yes", "nothing", by=group.by(contract.second), now=NOW)
    assert not needs_page(group.uid, group.by(group.leader))[1][0].wanted
    with pytest.raises(NotFound):
        say(contract.uid, "yes", "nothing", by=group.by(group.leader), now=NOW)
    assert own_page(contract.uid, group.by(contract.second)).answers.going == "yes"
    late = TODAY + timedelta(10)  # 12 March: four days before the half month ends
    two = [line.title for line in waiting_for(group.by(contract.first, late), at(late))]
    assert "Two questions before the sitting" in two


def test_s137_a_workshop_reads_totals_only_from_five_people_on() -> None:
    group = Group()
    sponsor = group.shop.holder(Role.SPONSOR, unit=group.shop.workshop)
    contracts = [group.contract() for _ in range(5)]
    group.begun(TODAY.replace(day=1))
    uid = Unit.objects.get(id=group.shop.workshop).uid

    def shown() -> list[str]:
        return [share.count for share in report_page(uid, "2026-03", group.by(sponsor)).obstacles]

    def files(contract: Contract, by: Scope) -> None:
        file_obstacle(contract.uid, "shame", role="foreman", by=by, now=NOW)

    for contract in contracts[:4]:
        files(contract, group.by(contract.second))
    assert shown() == []
    files(contracts[4], group.by(contracts[4].second))
    assert shown() == ["few", "few", "few", "few", "5"]
