"""The demo's units, people, sign-ins and roles, written in bulk; the same constraints and `huzhu check` judge them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils import timezone

from huzhu.base.access import LEADERS, Role, Scope
from huzhu.base.people.models import Account, Confirmation, Mandate, Membership, Person, Post, Posting
from huzhu.base.people.rights import FOUNDING
from huzhu.base.people.scopes import scope_of
from huzhu.base.people.seal import make_keys
from huzhu.base.people.secrets import _peppered
from huzhu.base.units.models import OPEN_END, Place, Unit
from huzhu.demo.story import FIRST, FRESH, PLAYS
from huzhu.demo.words import FACTORY, GIVEN, OFFICE_GROUP, SURNAMES, TRADES, WORKSHOPS, GroupWords

PIN = "195286"
"""Everybody's PIN in the demo; it counts on a device that stepped in through a door."""

OFFICE = (Role.TRAINING_OFFICER, Role.ADMINISTRATOR, Role.ORGANISER, Role.SPONSOR, Role.SPONSOR, Role.SPONSOR,
          Role.ASSESSOR, Role.ASSESSOR, Role.ASSESSOR)  # fmt: skip
"""Roles of the office's people in roll order; each sponsor and assessor has one workshop."""

HEADLESS = "三八组"
"""This group's production leader is not appointed: its other leader closes months alone."""

NEW = "保全组"
"""Founded lately: nothing measured, its last three have not signed in yet."""


@dataclass
class Group:
    """A group as the demo knows it: people by roll number, leaders first."""

    id: int
    words: GroupWords
    workshop: str
    people: list[int] = field(default_factory=list)

    @property
    def leaders(self) -> dict[Role, int]:
        pair = dict(zip(LEADERS, self.people, strict=False))
        if self.words.name == HEADLESS:
            del pair[Role.FOREMAN]
        return pair


@dataclass
class House:
    """Ids by name. `office` by role: the training officer, the workshops' sponsors in order, and so on."""

    factory: int
    workshops: dict[str, int]
    groups: dict[str, Group]
    posts: dict[str, int]
    techniques: dict[str, int] = field(default_factory=dict)
    hired: dict[int, date] = field(default_factory=dict)
    office: dict[Role, list[int]] = field(default_factory=dict)
    accounts: dict[int, int] = field(default_factory=dict)
    scopes: dict[int, Scope] = field(default_factory=dict)

    def player(self, name: str) -> int:
        """Person id of somebody in the story."""
        group, place = PLAYS[name]
        return self.groups[group].people[place]

    def assessor(self, group: str) -> int:
        return self.office[Role.ASSESSOR][list(self.workshops).index(self.groups[group].workshop)]

    def scope(self, person: int, day: date) -> Scope:
        """Somebody's scope on a day; nobody in the story moves or changes his role, so it is built once."""
        if person not in self.scopes:
            self.scopes[person] = scope_of(person, day, account_id=self.accounts[person], full=True)
        return replace(self.scopes[person], day=day)


def found_house(draw: Random, *, founded: date, today: date, new_since: date) -> House:
    """Units from `founded` on; people hired since then or long before, some of them after `new_since`."""
    house = _units(founded)
    _people(house, draw, founded, today, new_since)
    _mandates(house, founded)
    _sign_ins(house, founded)
    return house


def _units(founded: date) -> House:
    zone = settings.TIME_ZONE
    factory, office, *shops = Unit.objects.bulk_create(
        [
            Unit(level="factory", name=FACTORY[0], name_en=FACTORY[1], time_zone=zone),
            Unit(level="group", name=OFFICE_GROUP.name, name_en=OFFICE_GROUP.name_en, time_zone=zone),
            *(Unit(level="workshop", name=name, name_en=name_en, time_zone=zone) for name, name_en, _ in WORKSHOPS),
        ]
    )
    own = [(shop, words) for shop, (_, _, groups) in zip(shops, WORKSHOPS, strict=True) for words in groups]
    units = Unit.objects.bulk_create(
        Unit(level="group", name=words.name, name_en=words.name_en, time_zone=zone) for _, words in own
    )
    top = f"/{factory.id}/"
    places = [Place(unit=factory, parent=None, path=top), Place(unit=office, parent=factory, path=f"{top}{office.id}/")]
    places += [Place(unit=shop, parent=factory, path=f"{top}{shop.id}/") for shop in shops]
    places += [
        Place(unit=unit, parent=shop, path=f"{top}{shop.id}/{unit.id}/")
        for unit, (shop, _) in zip(units, own, strict=True)
    ]
    for place in places:
        place.starts = founded
    Place.objects.bulk_create(places)
    groups = {words.name: Group(unit.id, words, shop.name) for unit, (shop, words) in zip(units, own, strict=True)}
    groups[OFFICE_GROUP.name] = Group(office.id, OFFICE_GROUP, "")
    posts = [(name, name_en) for trade in TRADES for name, name_en in trade.posts]
    made = Post.objects.bulk_create(Post(factory=factory, name=name, name_en=name_en) for name, name_en in posts)
    return House(factory.id, {shop.name: shop.id for shop in shops}, groups, {post.name: post.id for post in made})


def _people(house: House, draw: Random, founded: date, today: date, new_since: date) -> None:
    """Everybody with number, name, key, post and one home group; those whose doors are shown come first by id."""
    names = _names(draw, sum(group.words.size for group in house.groups.values()))
    rows: dict[tuple[str, int], Person] = {}
    for number, group in enumerate(house.groups.values(), start=1):
        for place in range(group.words.size):
            key = (group.words.name, place)
            days = draw.randrange(20, (today - new_since).days) if key in FRESH else draw.randrange(400, 9000)
            rows[key] = Person(
                factory_id=house.factory, roll=str(number * 1000 + place + 1), name=next(names), hired=today - timedelta(days)
            )  # fmt: skip
    shown = [PLAYS[name] for name in FIRST]
    Person.objects.bulk_create([rows[key] for key in shown] + [row for key, row in rows.items() if key not in shown])
    memberships, postings = [], []
    for (name, place), person in rows.items():
        group = house.groups[name]
        group.people.append(person.id)
        house.hired[person.id] = person.hired or founded
        starts = max(founded, house.hired[person.id])
        posts = group.words.trade.posts
        post = posts[-1] if place % 5 == 4 else posts[0]
        memberships.append(Membership(person=person, unit_id=group.id, starts=starts))
        postings.append(Posting(person=person, post_id=house.posts[post[0]], starts=starts))
    Membership.objects.bulk_create(memberships)
    Posting.objects.bulk_create(postings)
    make_keys([row.id for row in rows.values()])


def _names(draw: Random, count: int) -> Iterator[str]:
    """Invented names, each once."""
    seen: set[str] = set()
    while len(seen) < count:
        name = draw.choice(SURNAMES) + "".join(draw.sample(GIVEN, draw.choice((1, 2, 2, 2))))
        if name not in seen:
            seen.add(name)
            yield name


def _mandates(house: House, founded: date) -> None:
    """Leaders of each group, the weaving shop's first, since the doors show the first holder of each role."""
    rows: list[tuple[int, Role, int]] = []
    shops = list(house.workshops)
    for role, person in zip(OFFICE, house.groups[OFFICE_GROUP.name].people, strict=True):
        house.office.setdefault(role, []).append(person)
    names = sorted(
        (name for name in house.groups if name != OFFICE_GROUP.name), key=lambda name: name != PLAYS["learner"][0]
    )
    for name in names:
        group = house.groups[name]
        rows += [(person, role, group.id) for role, person in group.leaders.items()]
        rows.append((house.assessor(name), Role.ASSESSOR, group.id))
    rows += [
        (house.office[role][0], role, house.factory)
        for role in (Role.TRAINING_OFFICER, Role.ORGANISER, Role.ADMINISTRATOR)
    ]
    rows.append((house.office[Role.TRAINING_OFFICER][0], Role.ORGANISER, house.factory))
    first = house.groups[PLAYS["learner"][0]].workshop
    for shop in sorted(shops, key=lambda shop: shop != first):
        rows.append((house.office[Role.SPONSOR][shops.index(shop)], Role.SPONSOR, house.workshops[shop]))
    Mandate.objects.bulk_create(
        Mandate(
            person_id=person, role=role.value, unit_id=unit, ends=OPEN_END, starts=max(founded, house.hired[person])
        )
        for person, role, unit in rows
    )


def _sign_ins(house: House, founded: date) -> None:
    """Everybody's sign-in is confirmed by two, as Q33 asks, but for three of the new group, who have not begun."""
    at = datetime.combine(founded, datetime.min.time(), tzinfo=timezone.get_default_timezone()) + timedelta(
        days=40, hours=9
    )
    begun = {
        person for group in house.groups.values()
        for person in (group.people[:-3] if group.words.name == NEW else group.people)
    }  # fmt: skip
    accounts = {}
    for group in house.groups.values():
        for person in group.people:
            turn = int(person in begun)
            account = Account(
                person_id=person, password="!", generation=turn, drawn=turn, reset_at=at if turn else None
            )  # nosec B106
            account.pin = _hash(account) if turn else ""
            accounts[person] = account
    Account.objects.bulk_create(accounts.values())
    house.accounts = {person: account.id for person, account in accounts.items()}
    officer, administrator = house.office[Role.TRAINING_OFFICER][0], house.office[Role.ADMINISTRATOR][0]
    rows = []
    for person in (officer, administrator):
        rows.append(Confirmation(account=accounts[person], generation=1, role=FOUNDING, at=at))
    for group in house.groups.values():
        leaders = (
            {person: role for role, person in group.leaders.items()} if group.words.name != OFFICE_GROUP.name else {}
        )
        for person in sorted(begun & set(group.people) - {officer, administrator}):
            by = {officer: Role.TRAINING_OFFICER, administrator: Role.ADMINISTRATOR}
            if leaders and person not in leaders:
                by = dict(leaders)
                if len(by) < 2:
                    sponsors = house.office[Role.SPONSOR]
                    by[sponsors[list(house.workshops).index(group.workshop)]] = Role.SPONSOR
            rows += [
                Confirmation(
                    account=accounts[person], generation=1, confirmer=accounts[one], confirmer_generation=1,
                    role=role.value, leads=role != Role.SPONSOR, at=at,
                )
                for one, role in by.items()
            ]  # fmt: skip
    Confirmation.objects.bulk_create(rows)


def _hash(account: Account) -> str:
    """The demo's PIN, quick to make: it stands in the documentation and protects nothing."""
    return PBKDF2PasswordHasher().encode(_peppered(account, PIN), account.uid, iterations=1000)
