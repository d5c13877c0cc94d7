"""What this room does after events, in the background: ids only, idempotent."""

from django.utils import timezone

from huzhu.base.journal import reaction
from huzhu.rooms.introductions.actions.mornings import every_morning
from huzhu.rooms.introductions.actions.waves import close_due_waves, go_on


@reaction("introductions.wave_closed")
def next_wave(wave_id: int) -> None:
    """One new wave among all who are free, or the endings."""
    go_on(wave_id, now=timezone.now())


def sweep() -> None:
    """Scheduled each minute: close what has come to its deadline."""
    close_due_waves(timezone.now())


def morning() -> None:
    """Scheduled each morning before work: reminders, lapses, what would wait in silence."""
    every_morning(timezone.now())
