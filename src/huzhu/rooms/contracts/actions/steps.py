"""Deeds on the weekly steps (S34)."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from huzhu.base.access import Overtaken, Scope
from huzhu.base.journal import deed, record
from huzhu.rooms.contracts.access import STEP, contract_for
from huzhu.rooms.contracts.models import Step
from huzhu.rooms.contracts.moves import SIGNED


@deed("contracts.step")
def mark_step(uid: str, step_uid: str, done: bool, *, by: Scope, now: datetime, done_at: datetime | None = None) -> str:
    """Either party says of a week's step: done, or not done, with the date of `done_at` (by default today); the other
    sees it."""
    contract = contract_for(uid, by=by, to=STEP, lock=True)
    if contract.state != SIGNED:
        raise Overtaken
    rows = Step.objects.filter(contract=contract, uid=step_uid)
    if rows.update(done=done, done_on=timezone.localdate(done_at) if done_at else by.day, done_by_id=by.person_id) != 1:
        raise Overtaken
    record("contract", contract.pk, unit_id=contract.second_unit_id, after={"step": step_uid, "done": done})
    return contract.uid
