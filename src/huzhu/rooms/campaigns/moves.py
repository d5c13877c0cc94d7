"""Every way in which a campaign changes its state."""

from huzhu.base.journal import Move, Moves

PROPOSED, OPEN, CLOSED, DECLINED = "proposed", "open", "closed", "declined"

MOVES = Moves(
    "campaign",
    {
        "propose": Move((), PROPOSED, who="the sweeper, or who organises at the unit"),
        "open": Move((PROPOSED,), OPEN, who="who organises at the unit"),
        "decline": Move((PROPOSED,), DECLINED, who="who organises at the unit"),
        "close": Move((OPEN,), CLOSED, who="who organises at the unit"),
    },
)
