"""Long work under its `Job`: how far it is, whether somebody asked to stop, how it ended."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.base.access import HuzhuError
from huzhu.base.jobs.models import Job

log = logging.getLogger("huzhu.jobs")

Step = Callable[[int], None]
"""Called with how many steps are done; raises `Cancelled` where somebody asked to stop."""


class Cancelled(Exception):
    """The user asked to stop."""


def run_job(
    job_id: int, work: Callable[[Step], dict[str, Any] | None], *, undo: Callable[[], None] = lambda: None
) -> None:
    """Do `work`; what it returns is kept as the job's note. Where it fails or is cancelled `undo` runs in the transaction
    that says so, and the note tells the reason in words."""
    job = Job.objects.filter(id=job_id)

    def step(done: int) -> None:
        if job.values_list("cancel", flat=True).first():
            raise Cancelled
        job.update(done=done)

    def back(state: str, reason: str) -> None:
        with transaction.atomic():
            undo()
            job.update(state=state, note={"reason": reason}, ended=timezone.now())

    try:
        job.update(state=Job.State.RUNNING, done=0)
        note = work(step)
        job.update(state=Job.State.DONE, done=job.values_list("total"), note=note or {}, ended=timezone.now())
    except Cancelled:
        back(Job.State.CANCELLED, "")
    except HuzhuError as error:
        back(Job.State.FAILED, str(error.message))
    except Exception:
        log.exception("work failed", extra={"job": job_id})
        back(Job.State.FAILED, _("Something went wrong on our side. Try again."))
