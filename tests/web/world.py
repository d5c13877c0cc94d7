"""One small world in which every address has something to show, and the fixed cast that walks through it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from huzhu.base.access import Role, Scope
from huzhu.base.calendar.actions.machines import keep_machine
from huzhu.base.calendar.actions.own import make_feed
from huzhu.base.calendar.kinds import EARLY
from huzhu.base.calendar.models import Slot
from huzhu.base.charter.actions import draft_clause
from huzhu.base.followup.halves import half_of
from huzhu.base.followup.models import Check, Finding
from huzhu.base.people.actions.dissolving import dissolve_unit
from huzhu.base.people.actions.roll import give_mandate, move_person
from huzhu.base.people.devices import enrol_device
from huzhu.base.people.models import FirstSignIn, Passkey, Person
from huzhu.base.units.actions.tree import found_unit
from huzhu.base.units.models import Unit
from huzhu.base.units.periods import succeed
from huzhu.rooms.campaigns.actions.campaigns import begin
from huzhu.rooms.checks.actions import sitting as group_sitting
from huzhu.rooms.checks.actions.conditions import add_condition
from huzhu.rooms.contracts.actions.drafting import draft_from_introduction
from huzhu.rooms.contracts.actions.proposing import accept, propose
from huzhu.rooms.contracts.actions.signing import sign
from huzhu.rooms.contracts.actions.taking_part import ask
from huzhu.rooms.contracts.models import Contract, Review, Step
from huzhu.rooms.contracts.reactions import make_draft
from huzhu.rooms.introductions.clauses import TEACHING_LOAD
from huzhu.rooms.introductions.models import Introduction, Wish
from huzhu.rooms.practice.actions.adjacency import ask_neighbours
from huzhu.rooms.practice.actions.booking import book_session
from huzhu.rooms.practice.actions.cycles import debrief, observe, practise
from huzhu.rooms.practice.actions.faults import name_fault
from huzhu.rooms.practice.actions.logging import Said as SessionSaid
from huzhu.rooms.practice.actions.logging import log_session
from huzhu.rooms.practice.actions.stalls import open_review
from huzhu.rooms.practice.models import Session
from huzhu.rooms.practice.queries.book import Wanted, couples_for, times_for
from huzhu.rooms.practice.queries.stalls import Still
from huzhu.rooms.production.actions.figures import Said, save_figures
from huzhu.rooms.production.actions.indicators import found_indicator
from huzhu.rooms.skills.actions.sitting import begin_sitting
from huzhu.rooms.skills.models import KeyProblem
from huzhu.spreadsheets.actions.importing import take_in
from huzhu.spreadsheets.tables import KINDS, TABLES
from tests.cast import (
    LAST_MONTH,
    NOW,
    PIN,
    START,
    TODAY,
    Shop,
    asks,
    client_for,
    full_account,
    make_shop,
    offers,
    says,
    sent_round,
)
from tests.contracts.pair import Pair, introduced
from tests.contracts.two_units import said
from tests.exchange.world import exchanged

SYSTEM = Scope.system(TODAY)
CSV = "工号,姓名,⟦piecing⟧\n901,⟦new⟧,65\n".encode()


DOORS: dict[str, dict[str, list[str]]] = json.loads(Path(__file__).with_name("access.json").read_text("utf-8"))
"""{address: {status: who}}: `test_access_matrix` holds it true."""


def opens(name: str, who: str) -> bool:
    """Does this address show a page, or send on, when somebody of the cast asks for it?"""
    row = DOORS.get(name, {})
    return who in row.get("200", []) + row.get("302", [])


@dataclass
class World:
    """`people`: the cast by name; `ids`: what stands in an address for each of its words."""

    shop: Shop
    people: dict[str, Person | None]
    ids: dict[str, dict[str, str]]

    def clients(self) -> dict[str, Client]:
        return {name: client_for(person) if person else Client() for name, person in self.people.items()}

    def address(self, name: str, words: tuple[str, ...]) -> str:
        """The address called `name` with this world's own ids: its own entry, its room's, or the common one."""
        room = name.split(":")[0] + ":" if ":" in name else ""
        entries = [self.ids.get(name, {}), self.ids.get(room, {}), self.ids[""]]
        return reverse(name, args=[next(entry[word] for entry in entries if word in entry) for word in words])


def make_world() -> World:
    """Member A teaches member B in one group: a sent introduction, a draft, a round, an upload; and everybody around."""
    shop, other = make_shop("first mill"), make_shop("second mill")
    second, office_group = shop.add_group("⟦first mill group 2⟧"), shop.add_group("⟦office⟧")
    city = found_unit("⟦city⟧", "city", parent_id=None, starts=START, by=SYSTEM, now=NOW)
    gone = dissolve_unit(shop.add_group("⟦gone⟧"), {}, ends=TODAY, reason="⟦merged⟧", by=SYSTEM, now=NOW)
    leader, foreman = shop.holder(Role.GROUP_LEADER), shop.holder(Role.FOREMAN)
    assessor = shop.holder(Role.ASSESSOR)
    teacher, learner = shop.person("⟦teacher⟧"), shop.person("⟦learner⟧")
    for person, level in ((teacher, 900), (learner, 300), (leader, 650)):
        shop.measured(person, "piecing", level)
    shop.measured(teacher, "doffing", 300)
    shop.measured(learner, "doffing", 900)
    offers(shop, teacher, "piecing")
    asks(shop, learner, "piecing")
    organiser, round_uid = sent_round(shop)
    move_person(organiser.id, to_group_id=office_group, starts=START, by=SYSTEM, now=NOW)
    concluded = Introduction.objects.get(teacher=teacher, learner=learner)
    for person in (teacher, learner):
        says(shop, person, concluded.uid, "yes")
    make_draft(concluded.id)
    offers(shop, learner, "doffing")
    asks(shop, teacher, "doffing")
    officer = shop.holder(Role.TRAINING_OFFICER, unit=shop.factory, group=office_group)
    committee = shop.holder(Role.SPONSOR, unit=shop.factory, group=office_group)
    sponsor = shop.holder(Role.SPONSOR, unit=shop.workshop, group=office_group)
    administrator = shop.holder(Role.ADMINISTRATOR, unit=shop.factory, group=office_group)
    office = other.person("⟦city officer⟧")
    give_mandate(office.id, Role.SPONSOR, unit_id=city, starts=START, by=SYSTEM, now=NOW)
    people: dict[str, Person | None] = {
        "teacher": teacher, "learner": learner, "group mate": shop.person(), "leader": leader, "foreman": foreman,
        "assessor": assessor, "neighbour": shop.person(group=second),
        "neighbour leader": shop.holder(Role.GROUP_LEADER, unit=second, group=second), "workshop sponsor": sponsor,
        "organiser": organiser, "training officer": officer, "factory committee": committee,
        "administrator": administrator, "other factory": other.person(),
        "other leader": other.holder(Role.GROUP_LEADER), "city office": office, "nobody": None,
    }  # fmt: skip
    draft_clause(shop.workshop, TEACHING_LOAD.code, 4, by=SYSTEM, now=NOW)
    problem = succeed(
        KeyProblem, starts=TODAY, owner={"id": 1}, unit_id=shop.group, technique=shop.technique(), text="⟦breaks⟧"
    )
    contract = Contract.objects.get()
    week = {"starts": TODAY, "ends": TODAY + timedelta(days=6)}
    step = Step.objects.create(contract=contract, term=contract.terms.get(), week=1, text="⟦look⟧", **week)
    account = full_account(learner)
    device, _token = enrol_device(account, NOW)
    claim = FirstSignIn.objects.create(device=device, account=account, code="x", expires=NOW)
    key = Passkey.objects.create(account=account, credential="c", public_key=b"k", name="⟦phone⟧", since=NOW)
    pieces = found_indicator("⟦pieces⟧", unit_id=shop.factory, by=SYSTEM, now=NOW)
    figures = [Said(pieces, LAST_MONTH, Decimal(100), Decimal(80), person_id=p.id) for p in (learner, leader)]
    own = Said(pieces, LAST_MONTH, Decimal(100), Decimal(90), unit_id=shop.group)
    save_figures([*figures, own], by=SYSTEM, now=NOW)
    upload = take_in(_uid(shop.factory), "a.csv", CSV, by=shop.scope(officer), now=NOW)
    group, technique = _uid(shop.group), shop.technique().uid
    sitting = begin_sitting(shop.group, [learner.id], [shop.technique().id], by=shop.scope(assessor), now=NOW)
    ids: dict[str, dict[str, str]] = {
        "": {
            "uid": group, "person": learner.uid, "technique": technique, "problem": problem.uid, "step_uid": step.uid,
            "term_uid": contract.terms.get().uid, "sitting": sitting, "month": "2026-02",
            "need": shop.technique("doffing").uid,
        },
        "person": {"uid": learner.uid}, "person-delete": {"uid": learner.uid}, "person-open": {"uid": learner.uid},
        "contracts:": {"uid": contract.uid}, "contracts:group": {"uid": group}, "contracts:invitation": {"uid": group},
        "introductions:": {"uid": concluded.uid}, "introductions:board": {"uid": group}, "introductions:by-hand": {"uid": group},
        "spreadsheets:": {"uid": upload}, "spreadsheets:export": {"uid": _uid(shop.factory)},
        "first-sign-in": {"uid": claim.uid}, "first-sign-in-state": {"uid": claim.uid},
        "first-sign-in-message": {"uid": claim.uid}, "account-passkey-forget": {"uid": key.uid},
        "demo-enter": {"uid": account.uid}, "unit": {"uid": _uid(shop.workshop)}, "unit-mandate": {"uid": _uid(shop.workshop)}, "unit-group": {"uid": _uid(shop.workshop)},
        "unit-change": {"uid": _uid(shop.workshop)}, "unit-dissolve": {"uid": _uid(second)}, "unit-rebuild": {"uid": _uid(gone)},
        "unit-role": {"uid": _uid(shop.workshop), "person": sponsor.uid, "role": "sponsor"},
        "charter": {"uid": _uid(shop.workshop)},
        "calendar:shifts": {"uid": _uid(shop.workshop)}, "calendar:shift-new": {"uid": _uid(shop.workshop)},
        "calendar:pattern-new": {"uid": _uid(shop.workshop)}, "calendar:holidays": {"uid": _uid(shop.workshop)},
        "calendar:clock": {"uid": _uid(shop.factory)}, "calendar:holiday-back": {"uid": _uid(shop.workshop)},
        "charter-clause": {"uid": _uid(shop.workshop), "code": TEACHING_LOAD.code},
        "charter-version": {"uid": _uid(shop.workshop), "code": TEACHING_LOAD.code, "version": "1"},
        "charter-mine": {"code": TEACHING_LOAD.code},
        "production:unit": {"uid": _uid(shop.workshop)}, "production:causes": {"uid": _uid(shop.factory)},
        "production:indicators": {"uid": _uid(shop.factory)},
        "skills:unit": {"uid": _uid(shop.workshop)}, "skills:catalogue": {"uid": _uid(shop.factory)},
    }  # fmt: skip
    kept = ("map", "unmap", "technique", "technique-back", "technique-move", "need-drop", "levels", "posts")
    kept += ("standard", "standard-publish", "standard-discard")
    ids |= {f"skills:{name}": {"uid": _uid(shop.factory), "need": shop.technique("doffing").uid} for name in kept}
    wish = Wish.objects.get(person=learner, kind="offer", state="open").uid
    ids |= {f"introductions:wish-{verb}": {"uid": wish} for verb in ("renew", "withdraw", "show-name", "name")}
    of = {"units": _uid(shop.workshop), "rounds": round_uid, "groups": group}
    tables = [(table, of.get(table.place.split("/")[0], "")) for table in TABLES.values()]
    ids |= {f"spreadsheets:{table.name}-{kind}": {"uid": uid} for table, uid in tables for kind in KINDS}
    ids |= _between_groups(shop, leader, teacher)
    ids |= {"statistics:": {"uid": _uid(shop.workshop)}, "statistics:round-healthy": {"uid": round_uid}}
    ids |= {f"checks:paper{part}": {"uid": _uid(shop.workshop)} for part in ("", "-standing", "-ended", "-modes")}
    helped = begin(_uid(shop.factory), by=shop.scope(committee), now=NOW)
    ids |= {"campaigns:": {"uid": helped, "verb": "open"}, "campaigns:unit": {"uid": _uid(shop.factory)}}
    parts = ("", "-compare", "-end", "-close", "-freeze", "-hold-back", "-send", "-mine")
    ids |= {f"introductions:round{part}": {"uid": round_uid} for part in parts}
    ids |= {f"introductions:round-{file}": {"uid": round_uid, "wave": "1"} for file in ("certificate", "edges")}
    ids |= _practised(shop, teacher, people["group mate"])
    ids |= exchanged(shop, teacher, learner, leader, ids["practice:"]["uid"])
    ids |= _lasting(ids["practice:"]["uid"])
    ids |= _in_the_calendar(shop, leader, teacher)
    ids |= _checked(shop, leader, ids["practice:"]["uid"])
    return World(shop, people, ids)


def _lasting(uid: str) -> dict[str, dict[str, str]]:
    """A signed contract with a missed date that is to be talked over."""
    row = Contract.objects.get(uid=uid)
    first, second = row.first_id, row.second_id
    Review.objects.create(contract=row, missed=TODAY - timedelta(days=1), due=TODAY, first_id=first, second_id=second)
    verbs = ("revise", "chain", "story", "review", "hold-review", "go-on", "wage")
    return {f"contracts:{verb}": {"uid": uid} for verb in verbs}


def _in_the_calendar(shop: Shop, leader: Person, teacher: Person) -> dict[str, dict[str, str]]:
    """The group's machine, the slot of the pair, and the teacher's calendar."""
    machine = keep_machine(_uid(shop.group), "⟦loom⟧", room="⟦hall⟧", by=shop.scope(leader), now=NOW)
    make_feed("secret", by=shop.scope(teacher), now=NOW)
    slot = Slot.objects.filter(people__person=teacher).earliest("id").uid
    ids = {f"calendar:machine{verb}": {"uid": machine} for verb in ("", "-change")}
    return (
        ids
        | {f"calendar:{verb}": {"uid": slot} for verb in ("agree", "cancel")}
        | {"calendar:ics": {"token": "secret"}}
    )


def _checked(shop: Shop, leader: Person, contract: str) -> dict[str, dict[str, str]]:
    """The group has sat: the pair's contract is checked, and a point is raised."""
    by, half = shop.scope(leader), half_of(TODAY)
    word = group_sitting.Said("poor", shown="poor", difficulty="relief", help="workshop")
    group_sitting.hold_sitting(_uid(shop.group), half, {contract: word}, done_at=NOW, by=by, now=NOW)
    add_condition(_uid(shop.group), "⟦fewer breaks⟧", "", "⟦30⟧", by=by, now=NOW)
    return {
        "checks:own": {"uid": contract}, "checks:talked": {"uid": contract}, "checks:unit": {"uid": _uid(shop.workshop)},
        "checks:report": {"uid": _uid(shop.workshop)}, "checks:finding": {"uid": Finding.objects.get().uid},
        "checks:take": {"uid": Check.objects.get().uid},
    }  # fmt: skip


def _practised(shop: Shop, teacher: Person, mate: Person | None) -> dict[str, dict[str, str]]:
    """The teacher and the group mate have signed and practise: a cycle, a fault, a review, a request to sit side by side."""
    assert mate is not None
    shop.measured(mate, "piecing", 350)
    draft = draft_from_introduction(introduced(shop, teacher, mate, "piecing"), by=SYSTEM, now=NOW)
    pair = Pair(shop, teacher, mate, Contract.objects.get(pk=draft).uid)
    pair.orient()
    for person in (teacher, mate):
        device, _token = enrol_device(full_account(person), NOW)
        at = shop.scope(person).at_device(device.id, on_tablet=False)
        sign(pair.uid, secret=PIN, digest=pair.digest(), own_wish="yes", by=at, now=NOW)
    term, by = pair.contract.terms.get(), shop.scope(mate)
    observe(pair.uid, term.uid, by=by, now=NOW)
    debrief(pair.uid, term.uid, "⟦slower⟧", by=by, now=NOW)
    practise(pair.uid, term.uid, by=by, now=NOW)
    review = open_review(Still(pair.uid, term.pk, 3, TODAY, 20, 3), by=SYSTEM, now=NOW)
    fault = name_fault(pair.uid, term.uid, "⟦ends⟧", "⟦hand⟧", "⟦thumb⟧", by=by, now=NOW)
    asked = ask_neighbours(pair.uid, by=by, now=NOW)
    ids = {"practice:": {"uid": pair.uid, "term_uid": term.uid, "fault_uid": fault}} | _sessions(pair, mate)
    return ids | {"practice:review": {"uid": review}} | {
        f"practice:neighbours-{verb}": {"uid": asked} for verb in ("answer", "done")
    }  # fmt: skip


def _sessions(pair: Pair, mate: Person) -> dict[str, dict[str, str]]:
    """One session that the learner noted and the teacher has not confirmed, one that is booked."""
    by = pair.shop.scope(mate)
    noted = log_session(pair.uid, SessionSaid(30, 20), done_at=NOW, by=by, now=NOW)
    early = Wanted(couples_for(pair.uid, by)[1][0], EARLY, 20, "observation")
    booked = book_session(pair.uid, early, times_for(early, NOW)[0], by=by, now=NOW)
    slot = Session.objects.select_related("slot").get(uid=booked).slot
    assert slot is not None
    ids = {f"practice:{name}": {"uid": booked} for name in ("session", "cancel", "agree", "stop-weekly")}
    ids |= {f"practice:{name}": {"uid": noted} for name in ("word", "decide")}
    return ids | {"practice:slot": {"uid": slot.uid}, "practice:group": {"uid": _uid(pair.shop.group)}}


def _between_groups(shop: Shop, leader: Person, asked: Person) -> dict[str, dict[str, str]]:
    """The first group proposes two contracts to a third: one waits, of the other there is a draft that asks somebody."""
    third = shop.add_group("⟦first mill group 3⟧")
    others = [shop.holder(role, unit=third, group=third) for role in (Role.GROUP_LEADER, Role.FOREMAN)]
    by = shop.scope(leader)
    waits, taken = (
        propose(_uid(shop.group), _uid(third), said(indicator=f"⟦figure {n}⟧"), by=by, now=NOW) for n in (1, 2)
    )
    draft = Contract.objects.get(uid=accept(taken, by=shop.scope(others[0]), now=NOW))
    of_units = {"uid": draft.uid, "term_uid": draft.terms.get().uid}
    ask(draft.uid, of_units["term_uid"], asked.roll, by=by, now=NOW)
    ids = {f"contracts:{name}": {"uid": waits} for name in ("proposal", "answer", "counter")}
    return ids | {"contracts:ask": of_units, "contracts:part": of_units, "contracts:propose": {"uid": _uid(shop.group)}}


def addresses() -> Iterator[tuple[str, tuple[str, ...]]]:
    """(name, words) of every address of the house, in the order of the URL configuration."""
    yield from _walk(get_resolver(), "", ())


def _walk(resolver: URLResolver, space: str, words: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for pattern in resolver.url_patterns:
        here = words + tuple(pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern, inner, here)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"address without a name: {pattern.pattern}"
            yield f"{space}{pattern.name}", here


def _uid(unit_id: int) -> str:
    return Unit.objects.values_list("uid", flat=True).get(id=unit_id)
