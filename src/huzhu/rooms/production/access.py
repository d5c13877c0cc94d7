"""The doors of production: a unit's own figures are posted in its factory, a person's are for him and his two leaders."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import LEADERS, NotFound, Role, Scope
from huzhu.base.people.looks import KINDS
from huzhu.base.people.queries import groups_of
from huzhu.base.units.queries import UnitLine, unit_by_uid
from huzhu.rooms.skills.access import group_led, unit_above
from huzhu.rooms.skills.months import last_day

PLAN = "plan"
KINDS[PLAN] = _("your plan and actual, and why you were below plan")


def plan_seen(uid: str, by: Scope) -> UnitLine:
    """A unit of one's own factory, or one below a unit at which one holds something: its own plan and actual are posted."""
    unit = unit_by_uid(uid, by.day)
    if unit is None or not (
        by.is_system or (by.factory_path and unit.path.startswith(by.factory_path)) or by.holds(*Role, at=unit.path)
    ):
        raise NotFound
    return unit


def leads(by: Scope, group: UnitLine) -> bool:
    """One of the two leaders of this very group."""
    return by.is_system or by.holds_exactly(*LEADERS, unit_id=group.id)


def below_plan_seen(uid: str, by: Scope) -> UnitLine:
    """The group whose people below plan are listed: for its two leaders only (Q6)."""
    return group_led(uid, by, *LEADERS)


def person_led(person_id: int, month: date, by: Scope) -> int:
    """Id of the group to which somebody's month belongs (Q36), if `by` is one of its two leaders; else NotFound."""
    group = groups_of({person_id}, home_day(month, by.day)).get(person_id)
    if group is None or not (by.is_system or by.holds_exactly(*LEADERS, unit_id=group)):
        raise NotFound
    return group


def causes_seen(uid: str, by: Scope) -> UnitLine:
    """The factory whose causes are counted: for those who hold something at it or above."""
    unit = unit_above(uid, by)
    if unit.level != "factory":
        raise NotFound
    return unit


def home_day(month: date, today: date) -> date:
    """The day whose group a month belongs to: its last, or today while it runs (Q36)."""
    return min(last_day(month), today)
