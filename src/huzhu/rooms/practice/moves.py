"""Every way in which a session changes its state (Q19)."""

from huzhu.base.journal import Move, Moves

BOOKED, LOGGED, CONFIRMED, CANCELLED = "booked", "logged", "confirmed", "cancelled"

SESSION = Moves(
    "session",
    {
        "book": Move((), BOOKED, who="one of the two"),
        "log": Move((), LOGGED, who="one of the two, unbooked"),
        "log-booked": Move((BOOKED,), LOGGED, who="one of the two"),
        "confirm": Move((LOGGED,), CONFIRMED, who="the other one or the relief, or a leader where the two disagree"),
        "strike": Move((LOGGED,), CANCELLED, who="a leader where the two disagree"),
        "cancel": Move((BOOKED,), CANCELLED, who="one of the two"),
    },
)

# --- cycles, stalls, faults, adjacency ---
BEGUN, OBSERVED, DEBRIEFED, PRACTISING = "begun", "observed", "debriefed", "practising"
MASTERED, NOT_YET = "mastered", "not-yet"

CYCLES = Moves(
    "practice cycle",
    {
        "begin": Move((), BEGUN, who="either of the two, or a check that says 'not yet'"),
        "observe": Move((BEGUN,), OBSERVED, who="either of the two"),
        "debrief": Move((OBSERVED,), DEBRIEFED, who="either of the two, with the decision"),
        "practise": Move((DEBRIEFED,), PRACTISING, who="either of the two"),
        "master": Move((PRACTISING,), MASTERED, who="somebody who measures in the learner's group and is neither"),
        "not-yet": Move((PRACTISING,), NOT_YET, who="somebody who measures in the learner's group and is neither"),
    },
)

OPEN, REVIEWED, DROPPED = "open", "reviewed", "dropped"

REVIEWS = Moves(
    "stall review",
    {
        "open": Move((), OPEN, who="the system, when measurements stand still"),
        "review": Move((OPEN,), REVIEWED, who="the leader of the learner's group who is neither of the two"),
        "drop": Move((OPEN,), DROPPED, who="the sweeper, when the contract has ended"),
    },
)

CLOSED = "closed"

FAULTS = Moves(
    "fault",
    {
        "name": Move((), OPEN, who="either of the two, of the other"),
        "close": Move((OPEN,), CLOSED, who="either of the two, with a measurement after the day of finding"),
    },
)

ASKED, APPROVED, DONE, DECLINED = "asked", "approved", "done", "declined"

ADJACENCY = Moves(
    "adjacency request",
    {
        "ask": Move((), ASKED, who="either of the two"),
        "approve": Move((ASKED,), APPROVED, who="the production leader of each group"),
        "decline": Move((ASKED,), DECLINED, who="a production leader of either group, with a reason"),
        "do": Move((APPROVED,), DONE, who="a leader of either group, naming the two machines"),
    },
)
