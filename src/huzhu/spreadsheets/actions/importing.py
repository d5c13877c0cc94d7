"""Deeds on an upload: taken in, read otherwise, saved all or nothing, put away (issue A.4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import Refused, Scope
from huzhu.base.jobs import enqueue
from huzhu.base.jobs.models import Job
from huzhu.base.journal import deed, record
from huzhu.spreadsheets.access import importing_unit, upload_for
from huzhu.spreadsheets.mapping import Mapping
from huzhu.spreadsheets.models import Remembered, Upload
from huzhu.spreadsheets.moves import UPLOAD
from huzhu.spreadsheets.reading import UnreadableFile, read
from huzhu.spreadsheets.understanding import understand

KEPT_DAYS = 7


@deed("spreadsheets.take_in")
def take_in(unit_uid: str, name: str, content: bytes, *, by: Scope, now: datetime) -> str:
    """Take in a workbook and propose how to read it, as this unit read the last one; returns the upload's public id.

    Raises Refused for a file that cannot be read, with what to do about it.
    """
    unit = importing_unit(unit_uid, by)
    words = Remembered.objects.filter(unit_id=unit.id).values_list("words", flat=True).first()
    try:
        book = read(content, name)
        mapping = understand(book, words)
    except UnreadableFile as error:
        raise Refused(str(error), field="file") from error
    upload = Upload.objects.create(
        unit_id=unit.id, by_id=by.person_id or 0, name=name[-120:], content=content, mapping=mapping.as_json(), taken_in=now
    )
    record("upload", upload.id, unit_id=unit.id, after={"sheets": len(book.sheets)})
    return upload.uid


@deed("spreadsheets.read_as")
def read_as(
    uid: str, mapping: Mapping, *, trade: str, unticked: Sequence[tuple[str, int]],
    repairs: Sequence[tuple[str, int, int, str]], by: Scope, now: datetime,
) -> str:  # fmt: skip
    """Keep how the user wants the workbook read: columns, anchors, months, rows left out, words repaired."""
    upload = _open(uid, by)
    Upload.objects.filter(id=upload.id).update(
        mapping=mapping.as_json(), trade=trade.strip(), unticked=[list(row) for row in unticked],
        repairs=[list(row) for row in repairs],
    )  # fmt: skip
    record("upload", upload.id, unit_id=upload.unit_id, after={"unticked": len(unticked), "repairs": len(repairs)})
    return uid


@deed("spreadsheets.save")
def start_saving(uid: str, *, by: Scope, now: datetime) -> str:
    """Save in the background, all or nothing; the page shows how far it is and can be left."""
    upload = _open(uid, by)
    job = Job.objects.create(kind="import", person_id=by.person_id, total=3, created=now)
    UPLOAD.make(upload, "save", job=job)
    words = Mapping.from_json(upload.mapping).remembered()
    Remembered.objects.update_or_create(unit_id=upload.unit_id, defaults={"words": words})
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
    UPLOAD.make(upload, "put away", content=None)
    record("upload", upload.id, unit_id=upload.unit_id, after={"state": "put away"})
    return uid


@deed("spreadsheets.wipe")
def wipe_old(*, by: Scope, now: datetime) -> dict[str, Any]:
    """Uploads that nobody saved within 7 days are put away."""
    old = list(Upload.objects.filter(state=Upload.State.READ, taken_in__lt=now - timedelta(days=KEPT_DAYS)))
    for upload in old:
        UPLOAD.make(upload, "put away", content=None)
    record("upload", 0, after={"put away": len(old)})
    return {"put away": len(old)}


def _open(uid: str, by: Scope) -> Upload:
    upload = upload_for(uid, by=by, lock=True)
    if upload.state != Upload.State.READ or upload.content is None:
        raise Refused(_("This workbook has been saved or put away already."))
    return upload
