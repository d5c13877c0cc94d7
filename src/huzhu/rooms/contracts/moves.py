"""Every way in which a contract changes its state (Q19)."""

from huzhu.base.journal import Move, Moves

DRAFT, LAPSED, RECORDED, SIGNED = "draft", "lapsed", "recorded", "signed"
SETTLED, REVISED, ENDED, VOID = "settled", "revised", "ended", "void"

MOVES = Moves(
    "contract",
    {
        "draft": Move((), DRAFT, who="the system, after two acceptances"),
        "record": Move((), RECORDED, who="whoever imports a list"),
        "sign-second": Move((DRAFT,), SIGNED, who="the second party"),
        "confirm-second": Move((RECORDED,), SIGNED, who="the second party, of an imported contract"),
        "lapse": Move((DRAFT,), LAPSED, who="the sweeper"),
        "drop": Move((DRAFT, RECORDED), ENDED, who="either party"),
        "settle": Move((SIGNED,), SETTLED, who="the last term's closing"),
        "end": Move((SIGNED,), ENDED, who="either party"),
        "void": Move((DRAFT, SIGNED, SETTLED, ENDED), VOID, who="'not me' within 7 days of a reset"),
    },
)
