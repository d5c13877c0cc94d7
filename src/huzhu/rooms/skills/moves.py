"""The moves of a group's month."""

from huzhu.base.journal.moves import Move, Moves
from huzhu.rooms.skills.models import Month

MONTHS = Moves(
    "month",
    {
        "close": Move(
            (Month.State.OPEN,), Month.State.CLOSED, who="the group's two leaders, or by rule on the day after the last"
        )
    },
)
"""An opening measurement is born closed: its group's first import or grid (Q3)."""
