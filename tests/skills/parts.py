"""A group in which all four sources can speak: standard published, assessor, production leader, leader, a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.test import Client

from huzhu.base.access import Role, Scope
from huzhu.base.people.models import Person
from huzhu.rooms.skills.actions.closing import close_month
from huzhu.rooms.skills.actions.measuring import save_measurements
from huzhu.rooms.skills.actions.saying import measured, say_of_oneself, second_word, supplement
from huzhu.rooms.skills.arrivals import Row
from huzhu.rooms.skills.models import Measurement, Month, MonthScore, Standard, StandardItem
from tests.cast import NOW, START, TODAY, Shop, client_for, make_shop

MARCH, FEBRUARY = date(2026, 3, 1), date(2026, 2, 1)
APRIL_2 = date(2026, 4, 2)


@dataclass
class Four:
    """`shop` with its cast; each method is one source's word in March about `person` in piecing."""

    shop: Shop
    assessor: Person
    foreman: Person
    leader: Person
    person: Person

    @property
    def technique(self) -> int:
        return self.shop.technique().id

    def by(self, person: Person, day: date = TODAY) -> Scope:
        return self.shop.scope(person, day=day)

    def assessor_says(self, score: int = 650, person: Person | None = None, *, minutes: int = 0) -> None:
        with transaction.atomic():  # as the deeds do that call it
            measured(
                self.shop.group, self.shop.path(self.shop.group), (person or self.person).id, self.technique, score,
                self.by(self.assessor), NOW + timedelta(minutes=minutes),
            )  # fmt: skip

    def second(self, score: int | None = None, *, by: Person | None = None, day: date = TODAY) -> str:
        at = NOW + (day - TODAY) + timedelta(minutes=1)
        who = self.by(by or self.foreman, day)
        return second_word(self.shop.group, self.person.id, self.technique, MARCH, score, by=who, now=at)

    def says_himself(self, score: int = 350) -> None:
        say_of_oneself(self.technique, score, by=self.by(self.person), now=NOW)

    def group_says(self, score: int | None = None, words: str = "", *, by: Person | None = None) -> None:
        who = self.by(by or self.leader)
        supplement(
            self.shop.group, self.person.id, self.technique, MARCH, score, words=words, by=who,
            now=NOW + timedelta(minutes=2),
        )  # fmt: skip

    def closed(self) -> MonthScore:
        """Close March by the leaders on the 2nd of April; the person's score."""
        for who in (self.leader, self.foreman):
            close_month(self.shop.group, MARCH, by=self.by(who, APRIL_2), now=NOW + timedelta(days=31))
        return MonthScore.objects.get(month__month=MARCH, person=self.person)


def publish(shop: Shop, technique: str = "piecing", *, items: int = 2, day: date = START) -> Standard:
    """A standard of the factory with yes-no items of equal worth."""
    row = Standard.objects.create(
        unit_id=shop.factory, technique=shop.technique(technique), version=1, state="published", published=day
    )
    for position in range(items):
        StandardItem.objects.create(standard=row, position=position, text=f"⟦item {position + 1}⟧", worth=500)
    return row


def make_four(*, standard: bool = True) -> Four:
    """February is closed already, so that March stays open."""
    shop = make_shop()
    four = Four(
        shop, shop.holder(Role.ASSESSOR), shop.holder(Role.FOREMAN), shop.holder(Role.GROUP_LEADER), shop.person()
    )
    if standard:
        publish(shop)
    save_measurements([Row(four.person.id, four.technique, 300, FEBRUARY)], by=Scope.system(TODAY), now=NOW)
    return four


def words_of(four: Four) -> list[str]:
    return list(
        Measurement.objects.filter(person=four.person, month=MARCH).order_by("id").values_list("source", flat=True)
    )


def march() -> Month:
    return Month.objects.get(month=MARCH)


def english(person: Person) -> Client:
    """A browser of somebody, in English."""
    client = client_for(person)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client
