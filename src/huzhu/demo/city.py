"""The demo city: what stands above the factories, the five factories beside the mill, and how units come and go."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random

from django.conf import settings
from django.utils import timezone

from huzhu.base.access import Role, Scope
from huzhu.base.calendar.models import Pattern, Rota
from huzhu.base.people.actions.dissolving import dissolve_unit, rebuild_unit
from huzhu.base.people.models import Mandate, Membership
from huzhu.base.units.actions.standing import change_state
from huzhu.base.units.actions.tree import found_unit
from huzhu.base.units.models import Label, Place, Unit
from huzhu.base.units.moves import ACTIVE, FORMING
from huzhu.demo.chronicle import Chronicle
from huzhu.demo.city_story import given
from huzhu.demo.city_words import (
    CITY,
    CITY_OFFICE,
    CITY_TEAM,
    COMMON,
    CONTACTS,
    COUNTY,
    FACTORIES,
    FOOD,
    GARMENT,
    HOSPITAL,
    LOCALLY,
    MACHINES,
    MAPPED,
    PRINT,
    PROVINCE,
)  # fmt: skip
from huzhu.demo.four_sides import GROUP, from_four_sides
from huzhu.demo.house import House, found_house, mandate
from huzhu.demo.measured import measure, teach_trades
from huzhu.demo.rotas import DAYS, rota, set_rotas
from huzhu.rooms.skills.actions.catalogue import found_technique, found_trade, name_locally
from huzhu.rooms.skills.actions.linking import map_technique
from huzhu.rooms.skills.queries import techniques

LABELS = {
    MACHINES.name: (("line", "机械"), ("product", "车床")),
    GARMENT.name: (("line", "纺织服装"), ("product", "工作服")),
    FOOD.name: (("line", "食品"), ("product", "糕点")),
    PRINT.name: (("line", "印刷"), ("product", "课本")),
    HOSPITAL.name: (("line", "卫生"),),
    "新华棉纺织厂": (("line", "纺织服装"), ("product", "棉布")),
}
CITY_PEOPLE = 4
"""How many of the mill's office work for the city: its officer, administrator, training officer and organiser."""
DISSOLVED, REBUILT = 68, 37
"""Days ago at which the machine works' innovation group ended and was rebuilt."""


class City:
    """Founds what lies above the factories at once; `grow` founds the factories and plans what happens in them."""

    def __init__(self, draw: Random, founded: date, today: date, months: list[date]) -> None:
        self.draw, self.founded, self.today, self.months = draw, founded, today, months
        zone, words = settings.TIME_ZONE, (PROVINCE, CITY, COUNTY, CITY_OFFICE, CITY_TEAM)
        levels = ("province", "city", "county", "office", "team")
        units = Unit.objects.bulk_create(
            Unit(level=level, name=name, name_en=name_en, time_zone=zone)
            for level, (name, name_en) in zip(levels, words, strict=True)
        )
        province, city, county, office, team = (unit.id for unit in units)
        at = f"/{province}/{city}/"
        paths = (f"/{province}/", at, *(f"{at}{unit}/" for unit in (county, office, team)))
        Place.objects.bulk_create(
            Place(unit=unit, parent_id=above, path=path, starts=founded)
            for unit, above, path in zip(units, (None, province, city, city, city), paths, strict=True)
        )
        self.above = {level: unit.id for level, unit in zip(levels, units, strict=True)}
        self.city, self.county = (city, at), (county, paths[2])
        self.houses: dict[str, House] = {}
        self.common: dict[str, int] = {}

    def grow(self, mill: House, days: Chronicle) -> None:
        """The five others, all in bulk; and plans for the units that come and go."""
        self.houses[mill.words.name] = mill
        for words in FACTORIES:
            house = found_house(
                words, self.draw, founded=self.founded, today=self.today, new_since=self.months[2],
                parent=self.county if words is FOOD else self.city,
            )  # fmt: skip
            teach_trades(house)
            but = {(GROUP, month) for month in from_four_sides(self.months)}
            measure(house, self.draw, self.months, self.today, given=given(house), but=but)
            self.houses[words.name] = house
        self._offices()
        self._catalogue()
        set_rotas(self.houses.values(), self.city[0], self.founded, self.today)
        self._comings_and_goings(days)

    def _offices(self) -> None:
        """Committees with their terms, offices with their officers, contacts and labels."""
        mill = next(iter(self.houses.values()))
        city, county, province = (self.above[level] for level in ("city", "county", "province"))
        officer, administrator, trainer, organiser = mill.spare
        chair = mill.office[Role.SPONSOR][0]
        rows = [
            (mill, officer, Role.OFFICER, city), (mill, administrator, Role.ADMINISTRATOR, city), (mill, trainer, Role.TRAINING_OFFICER, city),
            (mill, organiser, Role.ORGANISER, city), (mill, chair, Role.SPONSOR, city), (mill, officer, Role.OFFICER, self.above["office"]),
        ]  # fmt: skip
        rows += [(house, house.office[Role.OFFICER][0], Role.COMMITTEE, city) for house in self.houses.values()]
        food, machines = self.houses[FOOD.name], self.houses[MACHINES.name]
        rows += [
            (food, food.office[Role.OFFICER][0], Role.OFFICER, county), (food, food.office[Role.SPONSOR][0], Role.COMMITTEE, county),
            (mill, officer, Role.COMMITTEE, province),
            (machines, machines.groups["钳工组"].people[0], Role.GROUP_LEADER, self.above["team"]),
            (machines, machines.groups["钳工组"].people[1], Role.FOREMAN, self.above["team"]),
        ]  # fmt: skip
        Mandate.objects.bulk_create(
            mandate(house, person, role, unit, founded=self.founded) for house, person, role, unit in rows
        )
        labels = [(self.above[level], "contact", text) for level, text in CONTACTS.items()]
        labels += [(self.above["team"], "trade", "设备保养")]
        for house in self.houses.values():
            labels += [(house.factory, kind, text) for kind, text in LABELS[house.words.name]]
            labels += [(house.factory, "contact", f"{house.words.name}工会 电话 0100-{3000 + house.factory}")]
        Label.objects.bulk_create(
            Label(unit_id=unit, kind=kind, text=text, starts=self.founded) for unit, kind, text in labels
        )

    def _catalogue(self) -> None:
        """The city's own trade; the factories' techniques mapped to it, or called otherwise."""
        by, now = Scope.system(self.founded), timezone.make_aware(datetime.combine(self.founded, time(9)))
        trade = found_trade(COMMON.name, unit_id=self.city[0], name_en=COMMON.name_en, by=by, now=now)
        for one in COMMON.techniques:
            self.common[one.name] = found_technique(one.name, trade_id=trade, name_en=one.name_en, by=by, now=now)
        common = {name: techniques([technique])[technique].uid for name, technique in self.common.items()}
        for factory, names in MAPPED.items():
            for name, common_name in names.items():
                local = self.houses[factory].techniques[name]
                map_technique(techniques([local])[local].uid, common[common_name], by=by, now=now)
        for factory, names in LOCALLY.items():
            for name, local_name in names.items():
                name_locally(common[name], self.houses[factory].factory, local_name, by=by, now=now)

    def _comings_and_goings(self, days: Chronicle) -> None:
        """One group ends and is rebuilt, one begins, one rests; a factory founds a specialist team of its own."""
        machines, printers = self.houses[MACHINES.name], self.houses[PRINT.name]
        days.on(days.back(DISSOLVED), self._dissolve)
        days.on(days.back(REBUILT), self._rebuild)
        days.on(days.back(30), partial(self._found, "刀具专业队", "Tool team", "team", machines.factory, ACTIVE))
        days.on(days.back(18), partial(
            self._found, "数码印刷组", "Digital print group", "group", printers.workshops["印刷车间"], FORMING))  # fmt: skip
        days.on(days.back(12), self._suspend)

    def _found(self, name: str, name_en: str, level: str, parent: int, state: str, now: datetime) -> None:
        by = Scope.system(timezone.localdate(now))
        found_unit(
            name,
            level,
            parent_id=parent,
            starts=by.day,
            name_en=name_en,
            by=by,
            now=now,
            state=state,
            reason="新机器下月到厂" if state == FORMING else "",
        )

    def _dissolve(self, now: datetime) -> None:
        shop, by = self.houses[MACHINES.name].groups, Scope.system(timezone.localdate(now))
        where = {person: shop[("钳工组", "总装组")[at % 2]].id for at, person in enumerate(shop["革新组"].people)}
        dissolve_unit(shop["革新组"].id, where, ends=by.day, reason="厂房调整，人员并入两个组", by=by, now=now)
        Rota.objects.filter(unit_id=shop["革新组"].id).update(ends=by.day)

    def _rebuild(self, now: datetime) -> None:
        machines, by = self.houses[MACHINES.name], Scope.system(timezone.localdate(now))
        old = machines.groups["革新组"]
        new = rebuild_unit(
            old.id, "技术革新组", parent_id=machines.workshops["装配车间"], starts=by.day, reason="职工代表会要求恢复",
            name_en="Innovation group", note="恢复原来的组籍和职务", by=by, now=now,
            members=list(Membership.objects.filter(unit_id=old.id).order_by("id").values_list("id", flat=True)[:6]),
            mandates=list(Mandate.objects.filter(unit_id=old.id).order_by("id").values_list("id", flat=True)),
        )  # fmt: skip
        pattern = Pattern.objects.get(unit_id=self.city[0], name=DAYS)
        rota(pattern, new, 0, by.day).save()

    def _suspend(self, now: datetime) -> None:
        hospital, by = self.houses[HOSPITAL.name], Scope.system(timezone.localdate(now))
        change_state(
            hospital.groups["食堂二组"].id, "suspend", starts=by.day + timedelta(days=1), reason="灶间大修，人员在食堂一组上灶",
            by=by, now=now,
        )  # fmt: skip
