"""Builders of the people, units and skills that tests speak of. One place; each returns ids or small objects."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client

from huzhu.base.access import Role, Scope
from huzhu.base.people.actions.roll import enrol, found_post, give_mandate
from huzhu.base.people.devices import enrol_device
from huzhu.base.people.models import Account, Confirmation, Person
from huzhu.base.people.scopes import scope_of
from huzhu.base.people.seal import make_key
from huzhu.base.people.secrets import set_pin
from huzhu.base.units.actions.tree import found_unit
from huzhu.base.units.queries import path_of
from huzhu.rooms.introductions.actions.answers import answer
from huzhu.rooms.introductions.actions.rounds import end_gathering, freeze, open_round, send
from huzhu.rooms.introductions.actions.wishes import offer_to_teach, wish_to_learn
from huzhu.rooms.skills.models import KeyList, Month, MonthScore, PostTrade, Technique, Trade

START = date(2025, 1, 1)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
LAST_MONTH = date(2026, 2, 1)


@dataclass
class Shop:
    """A factory with one workshop and its groups; `shop.group` is the first of them.

    The trade 'spinning' belongs to the post 'spinner', which everybody has.
    """

    factory: int
    workshop: int
    group: int
    trade: Trade
    post: int
    groups: list[int] = field(default_factory=list)
    techniques: dict[str, Technique] = field(default_factory=dict)
    _rolls: int = 100

    # units and people
    def add_group(self, name: str, *, workshop: int | None = None) -> int:
        system = Scope.system(START)
        group = found_unit(name, "group", parent_id=workshop or self.workshop, starts=START, by=system, now=NOW)
        self.groups.append(group)
        return group

    def add_shift(self) -> int:
        """A shift of the workshop: what is added with `workshop=` it hangs between group and workshop."""
        system = Scope.system(START)
        return found_unit("⟦shift⟧", "shift", parent_id=self.workshop, starts=START, by=system, now=NOW)

    def person(self, name: str = "", *, group: int | None = None, hired: date | None = None) -> Person:
        """Somebody of the group, with the post 'spinner'."""
        self._rolls += 1
        person_id = enrol(
            name or f"⟦person {self._rolls}⟧", str(self._rolls), group_id=group or self.group, starts=START,
            hired=hired, post_id=self.post, by=Scope.system(START), now=NOW,
        )  # fmt: skip
        return Person.objects.get(id=person_id)

    def people(self, count: int, *, group: int | None = None) -> list[Person]:
        return [self.person(group=group) for _ in range(count)]

    def holder(self, role: Role, *, unit: int | None = None, name: str = "", group: int | None = None) -> Person:
        """Somebody who holds `role` at `unit` (default: the first group)."""
        person = self.person(name or f"⟦{role.value}⟧", group=group)
        give_mandate(person.id, role, unit_id=unit or self.group, starts=START, by=Scope.system(START), now=NOW)
        return person

    def scope(self, person: Person, *, full: bool = True, day: date = TODAY) -> Scope:
        account = person.account
        return scope_of(person.id, day, account_id=account.id, full=full)

    def path(self, unit: int) -> str:
        return path_of(unit, TODAY)

    # skills
    def technique(self, name: str = "piecing") -> Technique:
        if name not in self.techniques:
            self.techniques[name] = Technique.objects.create(
                unit_id=self.factory, trade=self.trade, name=f"⟦{name}⟧", position=len(self.techniques)
            )
        return self.techniques[name]

    def measured(self, person: Person, technique: str, score: int, *, month: date = LAST_MONTH) -> None:
        """A closed month's score of the person (the proof is left empty: nothing here checks it)."""
        group = person.memberships.get().unit_id
        row, _ = Month.objects.get_or_create(
            unit_id=group,
            month=month,
            defaults={"state": "closed", "opening": True, "closed_how": "opening", "closed_at": NOW},
        )
        MonthScore.objects.create(month=row, person=person, technique=self.technique(technique), score=score)


def make_shop(name: str = "first mill", *, parent: int | None = None) -> Shop:
    system = Scope.system(START)
    factory = found_unit(f"⟦{name}⟧", "factory", parent_id=parent, starts=START, by=system, now=NOW)
    workshop = found_unit(f"⟦{name} workshop⟧", "workshop", parent_id=factory, starts=START, by=system, now=NOW)
    trade = Trade.objects.create(unit_id=factory, name="⟦spinning⟧")
    post = found_post("⟦spinner⟧", factory_id=factory, by=system, now=NOW)
    PostTrade.objects.create(post_id=post, trade=trade)
    shop = Shop(factory=factory, workshop=workshop, group=0, trade=trade, post=post)
    shop.group = shop.add_group(f"⟦{name} group 1⟧")
    return shop


# introductions: wishes, answers, rounds
def asks(shop: Shop, person: Person, technique: str = "piecing", *, now: datetime = NOW, **more: Any) -> str:
    """An open request of somebody; returns its public id."""
    return wish_to_learn(shop.technique(technique).id, by=shop.scope(person, day=local_day(now)), now=now, **more)


def offers(shop: Shop, person: Person, technique: str = "piecing", *, now: datetime = NOW, **more: Any) -> str:
    """An open offer of somebody; returns its public id."""
    return offer_to_teach(shop.technique(technique).id, by=shop.scope(person, day=local_day(now)), now=now, **more)


def star(shop: Shop, technique: str = "piecing", *, score: int = 900, group: int | None = None) -> Person:
    """Somebody measured as strong who offers to teach."""
    person = shop.person(group=group)
    shop.measured(person, technique, score)
    offers(shop, person, technique)
    return person


def learner(
    shop: Shop, technique: str = "piecing", *, score: int = 300, group: int | None = None, **more: Any
) -> Person:
    """Somebody measured as weak who asks to learn."""
    person = shop.person(group=group)
    shop.measured(person, technique, score)
    asks(shop, person, technique, **more)
    return person


def wish_of(person: Person, kind: str = "request") -> str:
    """Public id of somebody's one open wish of a kind."""
    return person.wishes.get(kind=kind, state="open").uid


def local_day(now: datetime) -> date:
    return now.astimezone(ZoneInfo("Asia/Shanghai")).date()


def says(shop: Shop, person: Person, uid: str, word: str, *, now: datetime = NOW) -> None:
    """Somebody's sealed answer to an introduction."""
    answer(uid, word, by=shop.scope(person, day=local_day(now)), now=now)


def frozen_round(shop: Shop, rule: str = "stable", *, now: datetime = NOW, **limits: int) -> tuple[Person, str]:
    """A full round of the workshop, gathered and frozen; returns its organiser and public id."""
    organiser = shop.holder(Role.ORGANISER, unit=shop.workshop)
    by = shop.scope(organiser)
    KeyList.objects.get_or_create(unit_id=shop.workshop, posted=TODAY, none_because="⟦nothing is stuck⟧")
    uid = open_round(shop.workshop, by=by, now=now)
    end_gathering(uid, "⟦all have wished⟧", by=by, now=now)
    freeze(uid, rule, by=by, now=now, **limits)
    return organiser, uid


def sent_round(shop: Shop, rule: str = "stable", *, now: datetime = NOW, **limits: int) -> tuple[Person, str]:
    """The same, sent."""
    organiser, uid = frozen_round(shop, rule, now=now, **limits)
    send(uid, by=shop.scope(organiser), now=now)
    return organiser, uid


# --- sign-ins -------------------------------------------------------------------------------------------------------
PIN = "135790"


def full_account(person: Person) -> Account:
    """The person's sign-in, confirmed by a leader and an independent witness, with PIN '135790'; done again it stays."""
    account = Account.objects.select_related("person").get(person=person)
    if account.generation:
        return account
    set_pin(account, PIN)
    account.generation = account.drawn = 1
    account.reset_at = NOW
    account.save()
    for role, leads in ((Role.GROUP_LEADER, True), (Role.TRAINING_OFFICER, False)):
        confirmer = _confirmer(person, role)
        Confirmation.objects.create(
            account=account, generation=1, confirmer=confirmer, confirmer_generation=1, role=role, leads=leads, at=NOW
        )
    return account


def client_for(person: Person) -> Client:
    """A browser of the person's own: enrolled for the PIN and signed in, fully confirmed."""
    account, client = full_account(person), Client()
    device, token = enrol_device(account, NOW)
    client.cookies["device"] = token
    client.force_login(account)
    session = client.session
    session["device"] = device.id
    session.save()
    return client


def _confirmer(person: Person, role: Role) -> Account:
    """Somebody of the factory's office, without any role of today, who stands for the confirmers of the cast."""
    roll = f"by-{role.value}"
    found = Account.objects.filter(person__factory_id=person.factory_id, person__roll=roll).first()
    if found is None:
        office = Person.objects.create(factory_id=person.factory_id, roll=roll, name=f"⟦{roll}⟧")
        make_key(office.id)
        found = Account.objects.create(person=office, password="!", generation=1, drawn=1)
    return found
