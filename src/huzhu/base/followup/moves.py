"""How checks and findings change."""

from huzhu.base.journal import Move, Moves

CURRENT, BESIDE, PAST = "current", "beside", "past"

CHECKS = Moves(
    "check",
    {
        "save": Move((), CURRENT, who="whoever keeps the matter"),
        "keep": Move((), BESIDE, who="whoever comes second with another version"),
        "replace": Move((CURRENT,), PAST, who="its author, by a later word; a leader, by taking the other version"),
        "take": Move((BESIDE,), CURRENT, who="a leader who decides between two versions"),
        "leave": Move((BESIDE,), PAST, who="a leader who decides between two versions"),
    },
)

OPEN, ANSWERED, CLOSED = "open", "answered", "closed"

FINDINGS = Moves(
    "finding",
    {
        "raise": Move((), OPEN, who="a leader, in a sitting"),
        "answer": Move((OPEN,), ANSWERED, who="its owner"),
        "escalate": Move((OPEN,), OPEN, who="the sweeper, where its day has passed unanswered"),
        "again": Move((ANSWERED,), OPEN, who="whoever checks that it does not hold yet"),
        "close": Move((OPEN, ANSWERED), CLOSED, who="whoever checks it and is not its owner"),
    },
)
