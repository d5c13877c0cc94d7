"""Every way in which a question, a call for help, a clip or a sharing meeting changes its state."""

from huzhu.base.journal import Move, Moves

OPEN, ANSWERED, ACCEPTED, UNCLEAR, WITHDRAWN = "open", "answered", "accepted", "unclear", "withdrawn"

QUESTIONS = Moves(
    "question",
    {
        "ask": Move((), OPEN, who="whoever wants to know"),
        "answer": Move((OPEN,), ANSWERED, who="the partner, or anybody of the group who can"),
        "accept": Move((ANSWERED,), ACCEPTED, who="the asker"),
        "ask-again": Move((ANSWERED,), UNCLEAR, who="the asker, who asks anew"),
        "withdraw": Move((OPEN,), WITHDRAWN, who="the asker"),
    },
)

CALLING, TAKEN, DONE, OVER = "calling", "taken", "done", "over"

CALLS = Moves(
    "call for help",
    {
        "call": Move((), CALLING, who="whoever is stuck"),
        "take": Move((CALLING,), TAKEN, who="one of those who are asked"),
        "done": Move((TAKEN,), DONE, who="the caller"),
        "take-back": Move((CALLING,), OVER, who="the caller"),
        "run-out": Move((CALLING, TAKEN), OVER, who="the sweeper"),
    },
)

COMING, REFUSED, ASKING, SHOWN, DELETED = "coming", "refused", "asking", "shown", "deleted"

CLIPS = Moves(
    "clip",
    {
        "bring": Move((), COMING, who="one of the group"),
        "refuse": Move((COMING,), REFUSED, who="the system, of a kind it can't keep"),
        "clean": Move((COMING,), ASKING, who="the system, with everything but picture and sound taken out"),
        "show": Move((ASKING,), SHOWN, who="the last of those filmed to say yes"),
        "delete": Move((COMING, REFUSED, ASKING, SHOWN), DELETED, who="anybody filmed, who brought it, or the sweeper"),
    },
)

PLANNED, HELD, DROPPED = "planned", "held", "dropped"

SHARINGS = Moves(
    "sharing meeting",
    {
        "plan": Move((), PLANNED, who="whoever leads the unit"),
        "hold": Move((PLANNED,), HELD, who="whoever leads the unit, with a lesson of a contract"),
        "drop": Move((PLANNED,), DROPPED, who="whoever leads the unit"),
    },
)
