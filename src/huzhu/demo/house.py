"""A factory's units, people, sign-ins and roles, written in bulk; the same constraints and `huzhu check` judge them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils import timezone

from huzhu.base.access import LEADERS, Role
from huzhu.base.people.models import Account, Confirmation, Mandate, Membership, Person, Post, Posting
from huzhu.base.people.rights import FOUNDING
from huzhu.base.people.seal import make_keys
from huzhu.base.people.secrets import _peppered
from huzhu.base.units.models import OPEN_END, Place, Unit
from huzhu.demo.story import PLAYS
from huzhu.demo.words import GIVEN, SURNAMES, FactoryWords, GroupWords

PIN = "195286"
"""Everybody's PIN in the demo; it counts on a device that stepped in through a door."""


@dataclass
class Group:
    """A group as the demo knows it: people by roll number, leaders first."""

    id: int
    words: GroupWords
    workshop: str
    people: list[int] = field(default_factory=list)
    headless: bool = False

    @property
    def leaders(self) -> dict[Role, int]:
        pair = dict(zip(LEADERS, self.people, strict=False))
        if self.headless:
            del pair[Role.FOREMAN]
        return pair


@dataclass
class House:
    """Ids by name. `office` by role: the training officer, the workshops' sponsors in order, and so on; `spare`: those of
    the office who have no role in the factory. `path` of the factory."""

    words: FactoryWords
    factory: int
    path: str
    workshops: dict[str, int]
    groups: dict[str, Group]
    posts: dict[str, int]
    techniques: dict[str, int] = field(default_factory=dict)
    hired: dict[int, date] = field(default_factory=dict)
    office: dict[Role, list[int]] = field(default_factory=dict)
    spare: list[int] = field(default_factory=list)

    def player(self, name: str) -> int:
        """Person id of somebody in the story."""
        group, place = PLAYS[name]
        return self.groups[group].people[place]

    def assessor(self, group: str) -> int:
        return self.office[Role.ASSESSOR][self._shop(group)]

    def sponsor(self, group: str) -> int:
        return self.office[Role.SPONSOR][self._shop(group)]

    def _shop(self, group: str) -> int:
        return list(self.workshops).index(self.groups[group].workshop)

    @property
    def working(self) -> dict[str, Group]:
        """The groups without the office."""
        return {name: group for name, group in self.groups.items() if name != self.words.office.name}


def office_roles(workshops: int) -> tuple[Role, ...]:
    """Roles of the office's people in roll order; each sponsor and assessor has one workshop."""
    each = (Role.SPONSOR, Role.ASSESSOR, Role.MANAGEMENT_SPONSOR)
    roles = [role for role in each for _ in range(workshops)]
    return (Role.TRAINING_OFFICER, Role.ADMINISTRATOR, Role.ORGANISER, *roles, Role.OFFICER)


def found_house(
    words: FactoryWords, draw: Random, *, founded: date, today: date, new_since: date, parent: tuple[int, str] | None = None
) -> House:  # fmt: skip
    """Units from `founded` on; people hired since then or long before, some of them after `new_since`.

    `parent`: id and path of the unit that the factory hangs below.
    """
    house = _units(words, founded, parent or (0, "/"))
    _people(house, draw, founded, today, new_since)
    _mandates(house, founded)
    _sign_ins(house, founded)
    return house


def _units(words: FactoryWords, founded: date, parent: tuple[int, str]) -> House:
    factory = _unit("factory", words.name, words.name_en)
    office = _unit("group", words.office.name, words.office.name_en)
    shops = [_unit("workshop", name, name_en) for name, name_en, _ in words.workshops]
    Unit.objects.bulk_create([factory, office, *shops])
    own = [(shop, one) for shop, (_, _, groups) in zip(shops, words.workshops, strict=True) for one in groups]
    shifts = {(shop.id, one.shift): _unit("shift", *one.shift) for shop, one in own if one.shift}
    units = [_unit("group", one.name, one.name_en) for _, one in own]
    Unit.objects.bulk_create([*shifts.values(), *units])
    top = f"{parent[1]}{factory.id}/"
    places = [Place(unit=factory, parent_id=parent[0] or None, path=top), _below(office, factory, top)]
    places += [_below(shop, factory, top) for shop in shops]
    places += [_below(shift, shop_id, f"{top}{shop_id}/") for (shop_id, _), shift in shifts.items()]
    for unit, (shop, one) in zip(units, own, strict=True):
        if one.shift:
            shift = shifts[shop.id, one.shift]
            places.append(_below(unit, shift, f"{top}{shop.id}/{shift.id}/"))
        else:
            places.append(_below(unit, shop, f"{top}{shop.id}/"))
    for place in places:
        place.starts = founded
    Place.objects.bulk_create(places)
    groups = {
        one.name: Group(unit.id, one, shop.name, headless=one.name == words.headless)
        for unit, (shop, one) in zip(units, own, strict=True)
    }
    groups[words.office.name] = Group(office.id, words.office, "")
    posts = [(name, name_en) for trade in words.trades for name, name_en in trade.posts]
    made = Post.objects.bulk_create(Post(factory=factory, name=name, name_en=name_en) for name, name_en in posts)
    return House(
        words, factory.id, top, {shop.name: shop.id for shop in shops}, groups, {post.name: post.id for post in made}
    )


def _unit(level: str, name: str, name_en: str) -> Unit:
    return Unit(level=level, name=name, name_en=name_en, time_zone=settings.TIME_ZONE)


def _below(unit: Unit, parent: Unit | int, path: str) -> Place:
    return Place(unit=unit, parent_id=parent if isinstance(parent, int) else parent.id, path=f"{path}{unit.id}/")


def _people(house: House, draw: Random, founded: date, today: date, new_since: date) -> None:
    """Everybody with number, name, key, post and one home group; those whose doors are shown come first by id."""
    names = _names(draw, sum(group.words.size for group in house.groups.values()))
    rows: dict[tuple[str, int], Person] = {}
    for number, group in enumerate(house.groups.values(), start=1):
        for place in range(group.words.size):
            key = (group.words.name, place)
            fresh = key in house.words.fresh
            days = draw.randrange(20, (today - new_since).days) if fresh else draw.randrange(400, 9000)
            rows[key] = Person(
                factory_id=house.factory, roll=str(number * 1000 + place + 1), name=next(names), hired=today - timedelta(days)
            )  # fmt: skip
    shown = house.words.first
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
    """Invented names, each once in its factory."""
    seen: set[str] = set()
    while len(seen) < count:
        name = draw.choice(SURNAMES) + "".join(draw.sample(GIVEN, draw.choice((1, 2, 2, 2))))
        if name not in seen:
            seen.add(name)
            yield name


def _mandates(house: House, founded: date) -> None:
    """Leaders of each group, those of the leading group first, since the doors show the first holder of each role."""
    rows: list[tuple[int, Role, int]] = []
    shops, words = list(house.workshops), house.words
    people = house.groups[words.office.name].people
    roles = office_roles(len(shops))
    for role, person in zip(roles, people, strict=False):
        house.office.setdefault(role, []).append(person)
    house.spare = people[len(roles) :]
    names = sorted(house.working, key=lambda name: name != words.leading)
    for name in names:
        group = house.groups[name]
        rows += [(person, role, group.id) for role, person in group.leaders.items()]
        rows.append((house.assessor(name), Role.ASSESSOR, group.id))
    rows += [
        (house.office[role][0], role, house.factory)
        for role in (Role.TRAINING_OFFICER, Role.ORGANISER, Role.ADMINISTRATOR)
    ]
    rows.append((house.office[Role.TRAINING_OFFICER][0], Role.ORGANISER, house.factory))
    first = house.groups[names[0]].workshop
    for shop in sorted(shops, key=lambda shop: shop != first):
        for role in (Role.SPONSOR, Role.MANAGEMENT_SPONSOR):
            rows.append((house.office[role][shops.index(shop)], role, house.workshops[shop]))
    rows += [(house.office[role][-1], role, house.factory) for role in (Role.SPONSOR, Role.MANAGEMENT_SPONSOR)]
    rows.append((house.office[Role.OFFICER][0], Role.OFFICER, house.factory))
    rows += [(house.groups[name].people[0], Role.COMMITTEE, house.factory) for name in names[3:6]]
    relieving = house.groups[names[-2]]
    rows.append((relieving.people[-1], Role.RELIEF, relieving.id))
    Mandate.objects.bulk_create(mandate(house, *row, founded=founded) for row in rows)


HOW = {
    Role.GROUP_LEADER: "elected", Role.FOREMAN: "appointed", Role.ASSESSOR: "appointed", Role.COMMITTEE: "elected",
    Role.SPONSOR: "delegated", Role.MANAGEMENT_SPONSOR: "delegated", Role.OFFICER: "appointed",
}  # fmt: skip
"""How a role is come by, where it is said."""


def mandate(house: House, person: int, role: Role, unit: int, *, founded: date) -> Mandate:
    """A role from `founded` or the day of hiring on; a committee's term lasts five years."""
    starts = max(founded, house.hired[person])
    ends = founded.replace(year=founded.year + 5) if role == Role.COMMITTEE else OPEN_END
    return Mandate(
        person_id=person, role=role.value, unit_id=unit, starts=starts, ends=ends, obtained=HOW.get(role, "")
    )


def _sign_ins(house: House, founded: date) -> None:
    """Everybody's sign-in is confirmed by two, as Q33 asks, but for three of the new group, who have not begun."""
    at = datetime.combine(founded, datetime.min.time(), tzinfo=timezone.get_default_timezone()) + timedelta(
        days=40, hours=9
    )
    begun = {
        person for group in house.groups.values()
        for person in (group.people[:-3] if group.words.name == house.words.new else group.people)
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
    officer, administrator = house.office[Role.TRAINING_OFFICER][0], house.office[Role.ADMINISTRATOR][0]
    rows = []
    for person in (officer, administrator):
        rows.append(Confirmation(account=accounts[person], generation=1, role=FOUNDING, at=at))
    for name, group in house.groups.items():
        leaders = {person: role for role, person in group.leaders.items()} if name != house.words.office.name else {}
        for person in sorted(begun & set(group.people) - {officer, administrator}):
            by = {officer: Role.TRAINING_OFFICER, administrator: Role.ADMINISTRATOR}
            if leaders and person not in leaders:
                by = dict(leaders)
                if len(by) < 2:
                    by[house.sponsor(name)] = Role.SPONSOR
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
