"""What happens by itself when its time has come: one indexed query each, run again with the same result."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

Sweep = Callable[[datetime], int]
_sweeps: list[Sweep] = []
log = logging.getLogger("huzhu.sweeper")


def sweeps(function: Sweep) -> Sweep:
    """Register a room's function (now) -> how many things it did; loaded with the room's `reactions.py`."""
    if function not in _sweeps:
        _sweeps.append(function)
    return function


def sweep(now: datetime | None = None) -> int:
    """Run every room's sweep; one that fails is logged and does not stop the others. Called each minute by the queue."""
    done = 0
    for function in _sweeps:
        try:
            done += function(now or timezone.now())
        except Exception:
            log.exception("sweep failed", extra={"sweep": function.__module__})
    return done


def schedule() -> None:
    """Make sure that the queue calls `sweep` every minute; called at each start."""
    from django_q.models import Schedule

    Schedule.objects.update_or_create(
        name="sweep",
        defaults={"func": "huzhu.base.jobs.sweeper.sweep", "schedule_type": Schedule.MINUTES, "minutes": 1},
    )
