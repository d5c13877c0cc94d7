"""The moves of a group's month and of a published standard."""

from huzhu.base.journal.moves import Move, Moves
from huzhu.rooms.skills.models import Month, Standard

MONTHS = Moves(
    "month",
    {
        "close": Move(
            (Month.State.OPEN,), Month.State.CLOSED, who="the group's two leaders, or by rule on the day after the last"
        )
    },
)
"""An opening measurement is born closed: its group's first import or grid (Q3)."""

STANDARD = Moves(
    "standard",
    {
        "publish": Move(
            (Standard.State.DRAFT,),
            Standard.State.PUBLISHED,
            who="training officer, administrator or sponsor of its unit",
        )
    },
)
