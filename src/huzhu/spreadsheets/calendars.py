"""A rota or a list of holidays on its way in: compared with units, people and shifts, then saved all or nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import Refused, Scope
from huzhu.base.calendar.access import plans, sets_rota
from huzhu.base.calendar.actions.rotas import set_days, set_holidays
from huzhu.base.calendar.actions.shifts import codes_around, shifts_by_codes
from huzhu.base.calendar.queries.plans import OFF
from huzhu.base.calendar.words import OFF_WORDS
from huzhu.base.jobs.work import Step
from huzhu.base.journal import deed, record
from huzhu.base.people.models import Person
from huzhu.base.people.queries import members_under
from huzhu.base.units.queries import UnitLine, at_level, subtree
from huzhu.spreadsheets.access import unit_of
from huzhu.spreadsheets.cells import plain
from huzhu.spreadsheets.errors import RowError
from huzhu.spreadsheets.models import Upload
from huzhu.spreadsheets.moves import UPLOAD
from huzhu.spreadsheets.reading import Workbook, read
from huzhu.spreadsheets.rotas import Found, Kind, Said, found_in
from huzhu.spreadsheets.saving import WIPED, carry_out

CALENDAR, LEAVE = "calendar", "leave"
"""Keys of an upload's mapping: its kind; whether cells with errors are left out."""


@dataclass
class Judged:
    """What saving would say: days of groups, of people, holidays; and what is wrong."""

    unit: UnitLine
    book: Workbook
    found: Found
    groups: dict[tuple[int, date], int] = field(default_factory=dict)
    persons: dict[tuple[int, date], int] = field(default_factory=dict)
    holidays: dict[date, tuple[bool, str]] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)

    @property
    def days(self) -> int:
        return len(self.groups) + len(self.persons) + len(self.holidays)


def judge_calendar(upload: Upload, by: Scope) -> Judged:
    """Read an upload and compare it with the house; a handful of statements, nothing is changed."""
    book, unit = read(bytes(upload.content or b""), upload.name), unit_of(upload, by)
    judged = Judged(unit, book, found_in(book, codes_around(unit.path, by.day)))
    judged.errors = list(judged.found.errors)
    if judged.found.kind == Kind.HOLIDAYS:
        _holidays(judged, by)
    else:
        _Roll(judged, by).compare()
    order = {sheet.name: at for at, sheet in enumerate(book.sheets)}
    judged.errors.sort(key=lambda error: (order[error.sheet], error.row, error.column))
    return judged


def _holidays(judged: Judged, by: Scope) -> None:
    if not plans(by, judged.unit.path):
        raise Refused(_("Only the training officer or the administrator says which days are free."))
    rows: dict[date, int] = {}
    for one in judged.found.free:
        said = (one.working, one.name[:40])
        if judged.holidays.setdefault(one.day, said)[0] != one.working:
            text = one.day.isoformat()
            more = (("row", str(rows[one.day])),)
            judged.errors.append(RowError(one.sheet, one.row, -1, "said-twice", text, None, more))
        rows.setdefault(one.day, one.row)


class _Roll:
    """Groups, people and shifts as a rota may name them, within the unit into which it is brought."""

    def __init__(self, judged: Judged, by: Scope) -> None:
        self.judged, self.by = judged, by
        unit = judged.unit
        factory = at_level(unit.path, "factory", by.day) or unit
        lines = subtree(factory.path, by.day)
        shops = {line.path: plain(line.name_zh) for line in lines if line.level == "workshop"}
        self.groups = {line.id: line for line in lines if line.level == "group" and line.path.startswith(unit.path)}
        self.shop_of = {
            line.id: next((name for path, name in shops.items() if line.path.startswith(path)), "")
            for line in self.groups.values()
        }
        self.named: dict[str, list[int]] = defaultdict(list)
        for line in self.groups.values():
            self.named[plain(line.name_zh)].append(line.id)
        self.home = {person: group for person, group in members_under(unit.path, by.day) if group in self.groups}
        people = Person.objects.filter(factory_id=factory.id, tombstone=False).values_list("id", "roll", "name")
        self.by_roll: dict[str, int] = {}
        self.by_name: dict[str, list[int]] = defaultdict(list)
        for person, roll, name in people:
            if person in self.home:
                self.by_roll[plain(roll)] = person
                self.by_name[plain(name)].append(person)
        by_path = shifts_by_codes({line.path for line in self.groups.values()})
        self.shifts = {line.id: by_path[line.path] for line in self.groups.values()}
        self.may = {line.id: sets_rota(by, line.id, line.path) for line in self.groups.values()}

    def compare(self) -> None:
        """Fill in what each cell says; an error where it cannot be told."""
        places: dict[tuple[str, int, date], tuple[int, str]] = {}
        for one in self.judged.found.said:
            whose, error = self._whose(one)
            kind, key = whose
            if error:
                self._wrong(one, error, one.number or one.name or one.group, -1)
            elif (shift := self._shift(self.home[key] if kind == "person" else key, one.code)) is None:
                self._wrong(one, "no-shift", one.code, one.column)
            else:
                days = self.judged.persons if kind == "person" else self.judged.groups
                if days.setdefault((key, one.day), shift) != shift:
                    row, code = places[kind, key, one.day]
                    more = (("row", str(row)), ("other", code))
                    self._wrong(one, "said-otherwise", one.code, one.column, more)
                places.setdefault((kind, key, one.day), (one.row, one.code))

    def _whose(self, one: Said) -> tuple[tuple[str, int], str]:
        """(('group' or 'person', id), '') or (anything, code of the error)."""
        group, error = self._group(one)
        if not (one.number or one.name):
            return ("group", group), error
        if one.number:
            person = self.by_roll.get(one.number)
        else:
            same = [who for who in self.by_name[one.name] if not group or self.home[who] == group]
            if len(same) > 1:
                return ("", 0), "which-person"
            person = same[0] if same else None
        if person is None:
            return ("", 0), "not-here"
        return ("person", person), "" if self.may[self.home[person]] else "elsewhere"

    def _group(self, one: Said) -> tuple[int, str]:
        same = self.named[one.group] if one.group else []
        if one.workshop and len(same) > 1:
            same = [group for group in same if self.shop_of[group] == one.workshop]
        if len(same) == 1:
            return same[0], "" if self.may[same[0]] else "elsewhere"
        return 0, "which-group" if same else "no-such-group"

    def _shift(self, group: int, code: str) -> int | None:
        """The shift of a code in a group, OFF for a word of rest; None for neither."""
        if code in self.shifts[group]:
            return self.shifts[group][code].id
        return OFF if code.lower() in OFF_WORDS else None

    def _wrong(
        self, one: Said, code: str, text: str, column: int, more: tuple[tuple[str, str], ...] = ()
    ) -> None:  # fmt: skip
        error = RowError(one.sheet, one.row, column, code, text, None, more)
        if column >= 0 or error not in self.judged.errors[-1:]:
            self.judged.errors.append(error)


def save(upload_id: int) -> None:
    """The background job: read and compare again, then one transaction."""
    carry_out(upload_id, _save)


def _save(upload: Upload, by: Scope, step: Step) -> None:
    judged = judge_calendar(upload, by)
    step(2)
    save_calendar(upload.id, judged, by=by, now=timezone.now())


@deed("spreadsheets.save_calendar")
def save_calendar(upload_id: int, judged: Judged, *, by: Scope, now: datetime) -> dict[str, int]:
    """Everything at once; cells with errors only where the user asked to leave them out."""
    upload = Upload.objects.select_for_update().get(id=upload_id)
    if judged.errors and not upload.mapping.get(LEAVE):
        raise Refused(_("Something has changed meanwhile: look at the list of places again."))
    if judged.found.kind == Kind.HOLIDAYS:
        counts = set_holidays(judged.unit.uid, judged.holidays, imported=True, by=by, now=now)
    else:
        counts = set_days(judged.groups, judged.persons, by=by, now=now)
    UPLOAD.make(upload, "saved", counts=counts, **WIPED)
    record("upload", upload.id, unit_id=upload.unit_id, after=counts)
    return counts
