"""Every change of a ruling's state (S13). Superseded is no state: the first day of the next version says it."""

from huzhu.base.journal import Move, Moves

DRAFT, TRIAL, FORCE, DROPPED = "draft", "trial", "force", "dropped"
_WHO = "sponsor or administrator"

MOVES = Moves(
    "ruling",
    {
        "draft": Move((), DRAFT, who=_WHO),
        "try": Move((), TRIAL, who=_WHO),
        "set": Move((), FORCE, who=_WHO),
        "try the draft": Move((DRAFT,), TRIAL, who=_WHO),
        "put the draft in force": Move((DRAFT,), FORCE, who=_WHO),
        "keep": Move((TRIAL,), FORCE, who=f"{_WHO}, before its last day is over"),
        "drop": Move((DRAFT,), DROPPED, who=_WHO),
    },
)
