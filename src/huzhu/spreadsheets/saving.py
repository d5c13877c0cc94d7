"""The background job that saves a workbook: read and judge outside, then one transaction, all or nothing.

Killed at any moment it has saved nothing, and runs again from the start; done twice it changes nothing.
"""

from __future__ import annotations

import logging
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from huzhu.base.access import HuzhuError, Scope
from huzhu.base.jobs.models import Job
from huzhu.base.journal import deed, record
from huzhu.base.people.actions.bulk import NewPerson, enrol_many
from huzhu.base.people.actions.roll import found_post, move_person
from huzhu.base.people.scopes import scope_of
from huzhu.base.units.actions.tree import found_unit
from huzhu.base.units.queries import UnitLine, at_level, subtree
from huzhu.rooms.introductions.actions.wishes import suggest
from huzhu.rooms.skills.actions.catalogue import found_technique, found_trade, set_trade_of_post
from huzhu.rooms.skills.actions.measuring import save_measurements
from huzhu.rooms.skills.arrivals import Row
from huzhu.spreadsheets.access import unit_of
from huzhu.spreadsheets.mapping import Kind, Mapping, Role
from huzhu.spreadsheets.models import Upload
from huzhu.spreadsheets.moves import UPLOAD
from huzhu.spreadsheets.planning import Plan, day_of, plan
from huzhu.spreadsheets.reading import read
from huzhu.spreadsheets.validating import Understood, validate

log = logging.getLogger("huzhu.import")


class Cancelled(Exception):
    """The user asked to stop."""


def save(upload_id: int) -> None:
    """Save one upload; an error or a cancelling puts it back where it was, with the reason on its job."""
    upload = Upload.objects.select_related("unit", "job").get(id=upload_id)
    if upload.state != Upload.State.SAVING or upload.content is None:
        return
    now = timezone.now()
    scope = scope_of(upload.by_id, timezone.localdate(), full=True)
    try:
        Job.objects.filter(id=upload.job_id or 0).update(state=Job.State.RUNNING, done=0)
        found, mapping = understood(upload)
        _step(upload, 1)
        _save_all(upload.id, found, mapping, by=scope, now=now)
        Job.objects.filter(id=upload.job_id or 0).update(state=Job.State.DONE, done=3, ended=timezone.now())
    except Cancelled:
        _back(upload, Job.State.CANCELLED, "")
    except HuzhuError as error:
        _back(upload, Job.State.FAILED, str(error.message))
    except Exception:
        log.exception("import failed", extra={"upload": upload.id})
        _back(upload, Job.State.FAILED, "")


def understood(upload: Upload) -> tuple[Understood, Mapping]:
    """The upload as its mapping, repairs and unticked rows say; only rows without an error are among the results."""
    book = read(bytes(upload.content or b""), upload.name)
    mapping = Mapping.from_json(upload.mapping)
    unticked = [(str(sheet), int(row)) for sheet, row in upload.unticked]
    repairs = {(str(sheet), int(row), int(column)): str(text) for sheet, row, column, text in upload.repairs}
    return validate(book, mapping, unticked=unticked, repairs=repairs), mapping


@deed("spreadsheets.save_all")
def _save_all(upload_id: int, found: Understood, mapping: Mapping, *, by: Scope, now: datetime) -> dict[str, int]:
    upload = Upload.objects.select_for_update().get(id=upload_id)
    unit, day = unit_of(upload, by), by.day
    factory = at_level(unit.path, "factory", day) or unit
    todo = plan(found, unit, factory, day)
    starts = min([day, *_days(found, day)]).replace(day=1)
    groups = _found_groups(todo, unit, by=by, now=now, starts=starts)
    persons = _people(found, todo, groups, factory, starts, by=by, now=now)
    for moving in todo.moving:
        group = moving.group if isinstance(moving.group, int) else groups[moving.workshop, moving.group]
        move_person(moving.person_id, to_group_id=group, starts=day, by=by, now=now)
    techniques = _techniques(found, todo, mapping, upload, factory, by=by, now=now)
    _step(upload, 2)
    counts = {"joined": len(todo.joining), "moved": len(todo.moving), "techniques": len(todo.new_techniques)}
    counts |= _measurements(found, persons, techniques, upload, by=by, now=now)
    counts["wishes"] = _wishes(found, persons, techniques, by=by, now=now)
    UPLOAD.make(upload, "saved", content=None, counts=counts)
    record("upload", upload.id, unit_id=upload.unit_id, after=counts)
    return counts


def _found_groups(todo: Plan, unit: UnitLine, *, by: Scope, now: datetime, starts: date) -> dict[tuple[str, str], int]:
    workshops = {line.name: line.id for line in subtree(unit.path, by.day, level="workshop")}
    made = {}
    for workshop, group in todo.new_groups:
        parent = unit.id
        if workshop and unit.level == "factory":
            if workshop not in workshops:
                workshops[workshop] = found_unit(workshop, "workshop", parent_id=unit.id, starts=starts, by=by, now=now)
            parent = workshops[workshop]
        made[workshop, group] = found_unit(group, "group", parent_id=parent, starts=starts, by=by, now=now)
    return made


def _people(
    found: Understood,
    todo: Plan,
    groups: dict[tuple[str, str], int],
    factory: UnitLine,
    starts: date,
    *,
    by: Scope,
    now: datetime,
) -> dict[int, int]:
    """File index -> person id of everybody in the file."""
    posts: dict[str, int] = {}
    for person in found.people:
        if person.post and person.post not in posts:
            posts[person.post] = found_post(person.post, factory_id=factory.id, by=by, now=now)
            if person.trade:
                trade = found_trade(person.trade, unit_id=factory.id, by=by, now=now)
                set_trade_of_post(posts[person.post], trade, by=by, now=now)
    joining = [
        NewPerson(
            new.name, new.roll, new.group if isinstance(new.group, int) else groups[new.workshop, new.group],
            hired=date.fromordinal(found.people[new.index].hired) if found.people[new.index].hired else None,
            post_id=posts.get(found.people[new.index].post),
        )
        for new in todo.joining
    ]  # fmt: skip
    rolls = enrol_many(joining, starts=starts, by=by, now=now) if joining else {}
    return todo.person_ids | {new.index: rolls[new.roll] for new in todo.joining}


def _techniques(
    found: Understood, todo: Plan, mapping: Mapping, upload: Upload, factory: UnitLine, *, by: Scope, now: datetime
) -> dict[str, int]:
    """Name -> id; new ones are founded in the upload's trade with the anchors of the mapping."""
    if not todo.new_techniques:
        return todo.techniques
    units = {c.technique or c.header: c.unit for sheet in mapping.sheets for c in sheet.of(Role.MEASURE)}
    trade_name = (
        upload.trade or next((p.trade for p in found.people if p.trade), "") or upload.name.rsplit(".", 1)[0][:80]
    )
    trade = found_trade(trade_name, unit_id=factory.id, by=by, now=now)
    made = dict(todo.techniques)
    for name in todo.new_techniques:
        scale = mapping.scale(name)
        quantity = scale.kind == Kind.QUANTITY and scale.zero != scale.full
        made[name] = found_technique(
            name[:80], trade_id=trade, by=by, now=now, measure=units.get(name, "")[:20] if quantity else "",
            worth_0=scale.zero if quantity else None, worth_1000=scale.full if quantity else None,
        )  # fmt: skip
    return made


def _measurements(
    found: Understood, persons: dict[int, int], techniques: dict[str, int], upload: Upload, *, by: Scope, now: datetime
) -> dict[str, int]:
    m, rows = found.measurements, []
    for person, technique, score, month, day in zip(
        m.person.tolist(), m.technique.tolist(), m.score.tolist(), m.month.tolist(), m.day.tolist(), strict=True
    ):
        on = day_of(month, day, by.day)
        if person in persons and on is not None:
            rows.append(Row(persons[person], techniques[found.techniques[technique]], score, on))
    if not rows:
        return {}
    take = [(int(p), int(t), date.fromisoformat(month)) for p, t, month in upload.take]
    result = save_measurements(rows, by=by, now=now, take=take)
    return {key: value for key, value in result.items() if isinstance(value, int)}


def _wishes(found: Understood, persons: dict[int, int], techniques: dict[str, int], *, by: Scope, now: datetime) -> int:
    """Imported wishes are suggestions until the person taps them (Q7)."""
    kinds = {Role.LEARN: "request", Role.TEACH: "offer"}
    rows = [
        (persons[wish.person], techniques[found.techniques[wish.technique]], kinds[wish.role])
        for wish in found.wishes
        if wish.role in kinds and wish.technique >= 0 and wish.person in persons
    ]
    return suggest(rows, by=by, now=now) if rows else 0


def _days(found: Understood, today: date) -> list[date]:
    m = found.measurements
    pairs = set(zip(m.month.tolist(), m.day.tolist(), strict=True))
    return [on for month, day in pairs if (on := day_of(month, day, today)) is not None]


def _step(upload: Upload, done: int) -> None:
    job = Job.objects.filter(id=upload.job_id or 0)
    if job.values_list("cancel", flat=True).first():
        raise Cancelled
    job.update(done=done)


def _back(upload: Upload, state: str, reason: str) -> None:
    with transaction.atomic():
        UPLOAD.make(upload, "back")
        Job.objects.filter(id=upload.job_id or 0).update(state=state, note={"reason": reason}, ended=timezone.now())
