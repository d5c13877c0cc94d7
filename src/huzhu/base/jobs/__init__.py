"""Long work in the background: queued in the deed's own transaction, with progress, resumable, cancellable."""

from huzhu.base.jobs.queue import enqueue, run_waiting
from huzhu.base.jobs.sweeper import schedule, sweep, sweep_hourly, sweeps, sweeps_hourly

__all__ = ["enqueue", "run_waiting", "schedule", "sweep", "sweep_hourly", "sweeps", "sweeps_hourly"]
