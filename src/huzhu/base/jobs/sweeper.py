"""What happens by itself when its time has come: one indexed query each, run again with the same result."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

Sweep = Callable[[datetime], int]
_each_minute: list[Sweep] = []
_each_hour: list[Sweep] = []
log = logging.getLogger("huzhu.sweeper")


def sweeps(function: Sweep) -> Sweep:
    """Register a room's function (now) -> how many things it did, for each minute; loaded with the room's `reactions.py`."""
    return _registered(function, _each_minute)


def sweeps_hourly(function: Sweep) -> Sweep:
    """The same for each hour: what looks at more than a few rows."""
    return _registered(function, _each_hour)


def sweep(now: datetime | None = None) -> int:
    """Run every minute's sweep; one that fails is logged and does not stop the others. Called by the queue."""
    return _run(_each_minute, now)


def sweep_hourly(now: datetime | None = None) -> int:
    """Run every hour's sweep in the same way."""
    return _run(_each_hour, now)


def schedule() -> None:
    """Make sure that the queue calls both; called at each start."""
    from django_q.models import Schedule

    for name, function, every in (
        ("sweep", sweep, {"schedule_type": Schedule.MINUTES, "minutes": 1}),
        ("sweep hourly", sweep_hourly, {"schedule_type": Schedule.HOURLY}),
    ):
        Schedule.objects.update_or_create(
            name=name, defaults={"func": f"{function.__module__}.{function.__name__}", **every}
        )


def _registered(function: Sweep, among: list[Sweep]) -> Sweep:
    if function not in among:
        among.append(function)
    return function


def _run(functions: list[Sweep], now: datetime | None) -> int:
    done = 0
    for function in functions:
        try:
            done += function(now or timezone.now())
        except Exception:
            log.exception("sweep failed", extra={"job": function.__module__})
    return done
