"""The background job that saves a workbook: read, judge and compare outside, then one transaction, all or nothing.

Killed at any moment it has saved nothing, and runs again from the start; done twice it changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.base.access import Refused, Scope
from huzhu.base.jobs.work import Step, run_job
from huzhu.base.journal import deed, record
from huzhu.base.people.actions.bulk import NewPerson, enrol_many
from huzhu.base.people.actions.roll import found_post, move_person
from huzhu.base.people.scopes import scope_of
from huzhu.base.units.actions.tree import found_unit
from huzhu.base.units.queries import UnitLine, ids_of, subtree
from huzhu.rooms.introductions.actions.wishes import suggest
from huzhu.rooms.skills.access import keeps_catalogue
from huzhu.rooms.skills.actions.catalogue import found_technique, found_trade, set_scale, set_trade_of_post
from huzhu.rooms.skills.actions.measuring import save_measurements
from huzhu.rooms.skills.queries import techniques_for, trades_for
from huzhu.rooms.skills.queries.catalogue import trade_of_posts
from huzhu.spreadsheets.access import unit_of
from huzhu.spreadsheets.cells import plain
from huzhu.spreadsheets.figuring import saved_figures
from huzhu.spreadsheets.founding import found_posts, found_techniques, level_words
from huzhu.spreadsheets.mapping import Kind, Mapping
from huzhu.spreadsheets.models import Upload
from huzhu.spreadsheets.moves import UPLOAD
from huzhu.spreadsheets.planning import Group, Plan, first_day, known_techniques, plan, rows_of
from huzhu.spreadsheets.reading import Workbook, read
from huzhu.spreadsheets.recording import record_all
from huzhu.spreadsheets.tree import found_tree
from huzhu.spreadsheets.validating import Understood, validate
from huzhu.spreadsheets.wishing import wished

STEPS = 4
"""Read, compared, on the roll, saved."""
WIPED: dict[str, Any] = {
    "content": None,
    "mapping": {},
    "repairs": [],
    "unticked": [],
    "same": [],
    "as_meant": [],
    "take": [],
}
"""What an upload forgets when it has been saved or put away."""


class Reading(NamedTuple):
    """An upload as its mapping, repairs and unticked rows say."""

    book: Workbook
    mapping: Mapping
    found: Understood


def save(upload_id: int) -> None:
    """Save one upload of people, techniques, measurements."""
    carry_out(upload_id, _save)


def carry_out(upload_id: int, do: Callable[[Upload, Scope, Step], None]) -> None:
    """Save one upload by `do`; an error or a cancelling puts it back where it was, with the reason on its job."""
    upload = Upload.objects.select_related("unit", "job").get(id=upload_id)
    if upload.state != Upload.State.SAVING or upload.content is None:
        return
    by = scope_of(upload.by_id, timezone.localdate(), full=True)
    run_job(upload.job_id or 0, partial(do, upload, by), undo=partial(UPLOAD.make, upload, "back"))


def _save(upload: Upload, by: Scope, step: Step) -> None:
    reading = understood(upload)
    step(1)
    todo = compared(upload, reading, by)
    step(2)
    _save_all(upload.id, reading, todo, step, by=by, now=timezone.now())


def understood(upload: Upload) -> Reading:
    """Read and judge an upload; only cells without an error are among the measurements."""
    book = read(bytes(upload.content or b""), upload.name)
    mapping = Mapping.from_json(upload.mapping)
    unticked = [(str(sheet), int(row)) for sheet, row in upload.unticked]
    repairs = {(str(sheet), int(row), int(column)): str(text) for sheet, row, column, text in upload.repairs}
    return Reading(book, mapping, validate(book, mapping, unticked=unticked, repairs=repairs))


def compared(upload: Upload, reading: Reading, by: Scope) -> Plan:
    """What saving it would do."""
    unticked = [(str(sheet), int(row)) for sheet, row in upload.unticked]
    return plan(reading.found, reading.book, unit_of(upload, by), by, upload.same, unticked)


@deed("spreadsheets.save_all")
def _save_all(
    upload_id: int, reading: Reading, todo: Plan, step: Step, *, by: Scope, now: datetime
) -> dict[str, int]:  # fmt: skip
    """Everything at once. `todo` was planned a moment ago; whoever changed the roll since makes a constraint refuse."""
    upload = Upload.objects.select_for_update().get(id=upload_id)
    found = reading.found
    if found.errors or todo.errors:
        raise Refused(_("Something has changed meanwhile: look at the list of places again."))
    starts = first_day(found, todo, by.day)
    groups = _found_groups(todo, by=by, now=now, starts=starts)
    techniques = _techniques(reading, todo, upload, by=by, now=now)
    if todo.founding.scale:
        set_scale(todo.unit.id, todo.founding.scale, by=by, now=now)
    found_posts(todo.founding.posts, todo.factory.id, _catalogue(todo, by), techniques, by=by, now=now)
    persons = _people(found, todo, groups, starts, by=by, now=now)
    step(3)
    counts = {"joined": len(todo.joining), "moved": len(todo.moving), "techniques": len(todo.coming_techniques)}
    counts |= {"units": len(todo.founding.units) + len(todo.new_groups), "roles": len(todo.founding.roles)}
    if rows := rows_of(found, persons, techniques, by.day):
        take = [(int(p), int(t), date.fromisoformat(month)) for p, t, month in upload.take]
        result = save_measurements(rows, by=by, now=now, take=take)
        counts |= {key: value for key, value in result.items() if isinstance(value, int)}
    if todo.figures:
        counts |= saved_figures(todo.figures, groups, todo, _catalogue(todo, by), by=by, now=now)
    wishes = wished(found, persons, techniques)
    counts["wishes"] = suggest(wishes, by=by, now=now) if wishes else 0
    if todo.contracts:
        rolls = todo.rolls | {new.roll: persons[new.index] for new in todo.joining}
        counts["contracts"] = record_all(todo.contracts, rolls, techniques, level_words(reading.book), by=by, now=now)
    UPLOAD.make(upload, "saved", counts=counts, **WIPED)
    record("upload", upload.id, unit_id=upload.unit_id, after=counts)
    return counts


def _found_groups(todo: Plan, *, by: Scope, now: datetime, starts: date) -> dict[tuple[str, str], int]:
    """Units that are missing, those of the file's own sheet of units first; (workshop or '', group) -> id."""
    unit = todo.unit
    found_tree(todo.founding, starts=starts, by=by, now=now)
    lines = subtree(unit.path, by.day) if todo.new_groups else []
    workshops = {plain(line.name_zh): line.id for line in lines if line.level == "workshop"}
    made = {}
    for workshop, group in todo.new_groups:
        if workshop and workshop not in workshops:
            workshops[workshop] = found_unit(workshop, "workshop", parent_id=unit.id, starts=starts, by=by, now=now)
        parent = workshops[workshop] if workshop else unit.id
        there = (
            line.id
            for line in lines
            if line.level == "group" and plain(line.name_zh) == group and parent in ids_of(line.path)
        )
        made[workshop, group] = next(there, 0) or found_unit(
            group, "group", parent_id=parent, starts=starts, by=by, now=now
        )
    return made


def _people(
    found: Understood, todo: Plan, groups: dict[tuple[str, str], int], starts: date, *, by: Scope, now: datetime
) -> dict[int, int]:
    """Whoever is new joins, whoever is named elsewhere moves; file index -> person id of everybody in the file."""

    def group_id(group: Group) -> int:
        return group if isinstance(group, int) else groups[group]

    posts = _posts(found, todo, by=by, now=now)
    joining = [
        NewPerson(
            new.name, new.roll, group_id(new.group), post_id=posts.get(found.people[new.index].post),
            hired=date.fromordinal(hired) if (hired := found.people[new.index].hired) else None,
        )
        for new in todo.joining
    ]  # fmt: skip
    rolls = enrol_many(joining, starts=starts, by=by, now=now) if joining else {}
    for moving in todo.moving:
        move_person(moving.person_id, to_group_id=group_id(moving.group), starts=by.day, by=by, now=now)
    return todo.person_ids | {new.index: rolls[new.roll] for new in todo.joining}


def _posts(found: Understood, todo: Plan, *, by: Scope, now: datetime) -> dict[str, int]:
    """Posts of those who join, by name; a post without a trade gets the file's."""
    posts: dict[str, int] = {}
    for new in todo.joining:
        person = found.people[new.index]
        if person.post and person.post not in posts:
            posts[person.post] = post = found_post(person.post, factory_id=todo.factory.id, by=by, now=now)
            if person.trade and post not in trade_of_posts([post]):
                trade = found_trade(person.trade, unit_id=_catalogue(todo, by), by=by, now=now)
                set_trade_of_post(post, trade, by=by, now=now)
    return posts


def _techniques(reading: Reading, todo: Plan, upload: Upload, *, by: Scope, now: datetime) -> dict[str, int]:
    """Name -> id; new ones are founded in the upload's trade with the anchors of the mapping."""
    if todo.founding.techniques:
        found_techniques(todo.founding.techniques, _catalogue(todo, by), by=by, now=now)
        trades = dict(trades_for(todo.unit.path, as_written=True))
        todo.techniques = known_techniques(techniques_for(todo.unit.path), trades)
    if not todo.new_techniques:
        return todo.techniques
    found, mapping = reading.found, reading.mapping
    measures = mapping.measures()
    name = upload.trade or next((p.trade for p in found.people if p.trade), "") or proposed_trade(upload, todo.unit)
    trade = found_trade(name, unit_id=_catalogue(todo, by), by=by, now=now)
    made = dict(todo.techniques)
    for name in todo.new_techniques:
        scale = mapping.scale(name)
        quantity = scale.kind == Kind.QUANTITY and scale.zero != scale.full
        made[name[:80].strip()] = found_technique(
            name[:80], trade_id=trade, by=by, now=now, measure=measures.get(name, "")[:20] if quantity else "",
            worth_0=scale.zero if quantity else None, worth_1000=scale.full if quantity else None,
        )  # fmt: skip
    return made


def _catalogue(todo: Plan, by: Scope) -> int:
    """The unit that owns new trades: the factory, where `by` keeps its catalogue, else the unit itself."""
    return todo.factory.id if keeps_catalogue(by, todo.factory.path) else todo.unit.id


def proposed_trade(upload: Upload, unit: UnitLine) -> str:
    """The trade of new techniques where nobody names one: the file's name without its ending."""
    return upload.name.rsplit(".", 1)[0].strip()[:80] or unit.name
