"""Two people with a concluded introduction, their draft, and what they do with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.test import Client

from huzhu.base.access import Scope
from huzhu.base.people.models import Confirmation, Person
from huzhu.rooms.contracts.actions.drafting import draft_from_introduction
from huzhu.rooms.contracts.actions.orientation import confirm_orientation
from huzhu.rooms.contracts.actions.signing import sign
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.contracts.queries.text import digest_of, text_of
from huzhu.rooms.introductions.models import Hold, Introduction, Load, Round, Wave
from huzhu.rooms.skills.models import Measurement
from tests.cast import NOW, TODAY, Shop, make_shop

SECRET = "grey lime wall"


def introduced(shop: Shop, teacher: Person, learner: Person, technique: str, *, now: datetime = NOW) -> int:
    """An introduction that both accepted, with its holds."""
    asked = shop.technique(technique)
    round_ = Round.objects.create(
        unit_id=shop.group, kind="one", state="closed", seed="00", opened=now, gather_until=now, closed=now
    )
    wave = Wave.objects.create(round=round_, number=1, opened=now, deadline=now, closed=now)
    met = Introduction.objects.create(
        wave=wave, teacher=teacher, learner=learner, technique=asked, state="concluded", deadline=now, concluded_at=now
    )
    for person, side, column in ((learner, "learn", "learning"), (teacher, "teach", "teaching")):
        Hold.objects.create(person=person, side=side, technique=asked, introduction=met, taken=now)
        load, _ = Load.objects.get_or_create(person=person)
        setattr(load, column, getattr(load, column) + 1)
        load.save()
    return met.id


@dataclass
class Pair:
    """甲 teaches 乙; `uid` is their draft."""

    shop: Shop
    first: Person
    second: Person
    uid: str

    @property
    def contract(self) -> Contract:
        return Contract.objects.get(uid=self.uid)

    def scope(self, person: Person, *, day: date = TODAY, full: bool = True) -> Scope:
        return self.shop.scope(person, day=day, full=full)

    def digest(self) -> str:
        return digest_of(text_of(self.contract))

    def orient(self, *people: Person) -> None:
        for person in people or (self.first, self.second):
            confirm_orientation(by=self.scope(person), now=NOW)

    def sign(self, person: Person, *, digest: str = "", own_wish: str = "yes", secret: str = SECRET,
             full: bool = True, request: str | None = None, now: datetime = NOW) -> str:  # fmt: skip
        by = self.scope(person, full=full, day=now.date()).for_request(request)
        return sign(self.uid, secret=secret, digest=digest or self.digest(), own_wish=own_wish, by=by, now=now)

    def signed(self, *, now: datetime = NOW) -> Pair:
        self.orient()
        self.sign(self.first, now=now)
        self.sign(self.second, now=now)
        return self


def with_secret(person: Person) -> Person:
    person.account.set_password(SECRET)
    person.account.generation = 1
    person.account.save()
    Confirmation.objects.create(account=person.account, generation=1, role="founding", at=NOW)
    return person


def browser_of(person: Person) -> Client:
    """Somebody signed in with full rights, at a phone that Django's test client plays."""
    if not person.account.generation:
        with_secret(person)
    client = Client()
    client.force_login(person.account)
    return client


def make_pair(shop: Shop | None = None, *, measured: bool = True, technique: str = "piecing") -> Pair:
    """Two of one group: 甲 can teach the technique, 乙 does it with help; both accepted, the draft is made."""
    shop = shop or make_shop()
    first, second = with_secret(shop.person("⟦first⟧")), with_secret(shop.person("⟦second⟧"))
    if measured:
        shop.measured(first, technique, 900)
        shop.measured(second, technique, 350)
    contract_id = draft_from_introduction(introduced(shop, first, second, technique), by=Scope.system(TODAY), now=NOW)
    return Pair(shop, first, second, Contract.objects.get(pk=contract_id).uid)


def days_later(count: int) -> datetime:
    return NOW + timedelta(days=count)


def measured_again(pair: Pair, score: int = 900, *, number: int = 0, day: int = 10) -> None:
    """An ordered re-measurement of a running term's learner, `day` days after the cast's day."""
    term = pair.contract.terms.all()[number]
    Measurement.objects.create(
        person=term.learner, technique=term.technique, month=days_later(day).date().replace(day=1), unit_id=pair.shop.group,
        source="central", at=NOW, matter_id=pair.contract.pk, score=score, day=days_later(day).date(),
    )  # fmt: skip
