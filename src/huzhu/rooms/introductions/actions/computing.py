"""A large round is compared and frozen by a background job: its page shows how far it is and can be left."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import Refused, Scope
from huzhu.base.jobs import enqueue
from huzhu.base.jobs.models import Job
from huzhu.base.jobs.work import Step, run_job
from huzhu.base.journal import deed, record
from huzhu.base.people.scopes import scope_of
from huzhu.engine import matching
from huzhu.rooms.introductions.access import round_for
from huzhu.rooms.introductions.actions.rounds import freeze, limits_of_round
from huzhu.rooms.introductions.models import Round
from huzhu.rooms.introductions.queries.comparison import COMPARE, compare, note_of

FREEZE = "round-freeze"
STEPS = 3


@deed("rounds.compute")
def start_computing(
    round_uid: str,
    rule_name: str = "",
    *,
    teaching: int | None = None,
    learning: int | None = None,
    by: Scope,
    now: datetime,
) -> str:
    """Queue the comparing of a large round, or its freezing by `rule_name`, under these limits; returns the round's id.

    Raises Refused while gathering, while a job of the round is at work, and for limits above the charter's.
    """
    round_ = round_for(round_uid, by=by, lock=True)
    if round_.state != Round.State.GATHERING or now < round_.gather_until:
        raise Refused(_("Wishes are still being gathered."))
    if rule_name and rule_name not in matching.RULES:
        raise Refused(_("Choose one of the three rules."), field="rule")
    if Job.objects.filter(id=round_.job_id or 0, state__in=(Job.State.WAITING, Job.State.RUNNING)).exists():
        raise Refused(_("This round is being computed; wait a moment."))
    said: dict[str, Any] = {"rule": rule_name, "limits": limits_of_round(round_, teaching, learning, by)}
    kind = FREEZE if rule_name else COMPARE
    job = Job.objects.create(kind=kind, person_id=by.person_id, total=STEPS, note=said, created=now)
    Round.objects.filter(id=round_.id).update(job=job)
    enqueue("huzhu.rooms.introductions.actions.computing.compute", job.id)
    record("round", round_.id, unit_id=round_.unit_id, after={"computing": kind, **said})
    return round_uid


@deed("rounds.stop_computing")
def stop_computing(round_uid: str, *, by: Scope, now: datetime) -> str:
    """Ask the job to stop; it changes nothing."""
    round_ = round_for(round_uid, by=by)
    Job.objects.filter(id=round_.job_id or 0).update(cancel=True)
    record("round", round_.id, unit_id=round_.unit_id, after={"computing": "stop"})
    return round_uid


def compute(job_id: int) -> None:
    """The job itself; run again after a kill it starts anew, and a round that is frozen already stays so."""
    job = Job.objects.get(id=job_id)
    round_ = Round.objects.filter(job=job, state=Round.State.GATHERING).first()
    if round_ is None or job.state not in (Job.State.WAITING, Job.State.RUNNING):
        return
    by, said = scope_of(job.person_id or 0, timezone.localdate(), full=True), job.note

    def work(step: Step) -> dict[str, Any]:
        if job.kind == COMPARE:
            return note_of(compare(round_, by, step=step, **said["limits"]))
        step(1)
        freeze(round_.uid, said["rule"], by=by, now=timezone.now(), **said["limits"])
        return {}

    run_job(job_id, work)
