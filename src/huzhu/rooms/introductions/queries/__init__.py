"""What pages and other rooms ask of introductions; small dataclasses and plain values."""

from huzhu.rooms.introductions.queries.introductions import Concluded, Shown, concluded, introduction, my_introductions

__all__ = ["Concluded", "Shown", "concluded", "introduction", "my_introductions"]
