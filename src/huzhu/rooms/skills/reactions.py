"""What skills does by itself: its sweep is loaded with the room."""

from huzhu.rooms.skills.sweeping import close_due_months

__all__ = ["close_due_months"]
