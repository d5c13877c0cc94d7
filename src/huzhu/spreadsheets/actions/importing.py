"""Deeds on an upload: taken in, read otherwise, saved all or nothing, put away (issue A.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import Refused, Scope
from huzhu.base.calendar.actions.shifts import codes_around
from huzhu.base.jobs import enqueue
from huzhu.base.jobs.models import Job
from huzhu.base.journal import deed, record
from huzhu.rooms.skills.queries import techniques_for
from huzhu.spreadsheets.access import importing_unit, upload_for
from huzhu.spreadsheets.calendars import CALENDAR, LEAVE
from huzhu.spreadsheets.mapping import Mapping
from huzhu.spreadsheets.memory import recalled, remembered
from huzhu.spreadsheets.models import Remembered, Upload
from huzhu.spreadsheets.moves import UPLOAD
from huzhu.spreadsheets.reading import UnreadableFile, read
from huzhu.spreadsheets.rotas import kind_of_calendar
from huzhu.spreadsheets.saving import STEPS, WIPED

KEPT_DAYS = 7


@dataclass(frozen=True)
class Wanted:
    """How the user wants a workbook read: columns and scales, rows left out, words mended, other names that are the
    same person's, far-off values that are meant, hand-corrected cells to be overwritten (person, technique, month)."""

    mapping: Mapping
    trade: str = ""
    unticked: Sequence[tuple[str, int]] = ()
    repairs: Sequence[tuple[str, int, int, str]] = ()
    same: Sequence[str] = ()
    as_meant: Sequence[tuple[str, int, int]] = ()
    take: Sequence[tuple[int, int, str]] = ()

    @classmethod
    def of(cls, upload: Upload) -> Wanted:
        """As it is kept."""
        return cls(
            Mapping.from_json(upload.mapping), upload.trade, [(s, r) for s, r in upload.unticked],
            [(s, r, c, text) for s, r, c, text in upload.repairs], list(upload.same),
            [(s, r, c) for s, r, c in upload.as_meant], [(p, t, month) for p, t, month in upload.take],
        )  # fmt: skip


@deed("spreadsheets.take_in")
def take_in(unit_uid: str, name: str, content: bytes, *, by: Scope, now: datetime) -> str:
    """Take in a workbook and propose how to read it, as this unit read the last one; returns the upload's public id.

    Raises Refused for a file that cannot be read, with what to do about it.
    """
    unit = importing_unit(unit_uid, by)
    words = Remembered.objects.filter(unit_id=unit.id).values_list("words", flat=True).first()
    try:
        book = read(content, name)
    except UnreadableFile as error:
        raise Refused(str(error), field="file") from error
    calendar = kind_of_calendar(book, codes_around(unit.path, by.day))
    mapping = {CALENDAR: calendar} if calendar else recalled(book, words, techniques_for(unit.path)).as_json()
    upload = Upload.objects.create(
        unit_id=unit.id,
        by_id=by.person_id or 0,
        name=name[-120:],
        content=content,
        mapping=mapping,
        taken_in=now,
    )
    record("upload", upload.id, unit_id=unit.id, after={"sheets": len(book.sheets)})
    return upload.uid


@deed("spreadsheets.read_as")
def read_as(uid: str, wanted: Wanted, *, by: Scope, now: datetime) -> str:
    """Keep how the user wants the workbook read."""
    upload = _open(uid, by)
    Upload.objects.filter(id=upload.id).update(
        mapping=wanted.mapping.as_json(), trade=wanted.trade.strip()[:80], same=list(wanted.same),
        unticked=[list(row) for row in dict.fromkeys(wanted.unticked)], repairs=[list(row) for row in wanted.repairs],
        as_meant=[list(row) for row in wanted.as_meant], take=[list(cell) for cell in wanted.take],
    )  # fmt: skip
    counts = {"unticked": len(wanted.unticked), "repairs": len(wanted.repairs), "take": len(wanted.take)}
    record("upload", upload.id, unit_id=upload.unit_id, after=counts)
    return uid


@deed("spreadsheets.save")
def start_saving(uid: str, *, by: Scope, now: datetime, leave: bool = False) -> str:
    """Save in the background, all or nothing; the page shows how far it is and can be left.

    leave: of a calendar, cells with errors are left out.
    """
    upload = _open(uid, by)
    if CALENDAR in upload.mapping:
        Upload.objects.filter(id=upload.id).update(mapping=upload.mapping | {LEAVE: leave})
    job = Job.objects.create(kind="import", person_id=by.person_id, total=STEPS, created=now)
    UPLOAD.make(upload, "save", job=job)
    if CALENDAR in upload.mapping:
        enqueue("huzhu.spreadsheets.calendars.save", upload.id)
    else:
        memory, _made = Remembered.objects.get_or_create(unit_id=upload.unit_id)
        memory.words = remembered(Mapping.from_json(upload.mapping), memory.words)
        memory.save()
        enqueue("huzhu.spreadsheets.saving.save", upload.id)
    record("upload", upload.id, unit_id=upload.unit_id, after={"state": "saving"})
    return uid


@deed("spreadsheets.cancel")
def cancel_saving(uid: str, *, by: Scope, now: datetime) -> str:
    """Ask the job to stop; what it has begun it undoes."""
    upload = upload_for(uid, by=by)
    Job.objects.filter(id=upload.job_id or 0).update(cancel=True)
    record("upload", upload.id, unit_id=upload.unit_id, after={"cancel": True})
    return uid


@deed("spreadsheets.put_away")
def put_away(uid: str, *, by: Scope, now: datetime) -> str:
    """Throw an upload away with its content."""
    upload = _open(uid, by)
    UPLOAD.make(upload, "put away", **WIPED)
    record("upload", upload.id, unit_id=upload.unit_id, after={"state": "put away"})
    return uid


@deed("spreadsheets.wipe")
def wipe_old(*, by: Scope, now: datetime) -> dict[str, Any]:
    """Uploads that nobody saved within 7 days are put away."""
    old = Upload.objects.filter(state=Upload.State.READ, taken_in__lt=now - timedelta(days=KEPT_DAYS)).defer("content")
    rows = list(old)
    for upload in rows:
        UPLOAD.make(upload, "put away", **WIPED)
    record("upload", 0, after={"put away": len(rows)})
    return {"put away": len(rows)}


def _open(uid: str, by: Scope) -> Upload:
    upload = upload_for(uid, by=by, lock=True)
    if upload.state != Upload.State.READ or upload.content is None:
        raise Refused(_("This workbook has been saved or put away already."))
    return upload
