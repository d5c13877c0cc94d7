"""Every way in which a contract changes its state (Q19)."""

from huzhu.base.journal import Move, Moves

DRAFT, LAPSED, RECORDED, SIGNED = "draft", "lapsed", "recorded", "signed"
SETTLED, REVISED, ENDED, VOID = "settled", "revised", "ended", "void"

MOVES = Moves(
    "contract",
    {
        "draft": Move((), DRAFT, who="the system, after two acceptances or an accepted proposal"),
        "record": Move((), RECORDED, who="whoever imports a list"),
        "sign-second": Move((DRAFT,), SIGNED, who="the last of the two or four who sign"),
        "confirm-second": Move((RECORDED,), SIGNED, who="the last who signs, of an imported contract"),
        "lapse": Move((DRAFT,), LAPSED, who="the sweeper"),
        "drop": Move((DRAFT, RECORDED), ENDED, who="either party"),
        "settle": Move((SIGNED,), SETTLED, who="the last term's closing, or a joint review that closes"),
        "revise": Move((SIGNED,), REVISED, who="the last who signs its next version"),
        "end": Move((SIGNED,), ENDED, who="either party; of whoever moves or is ill, also who keeps his roll"),
        "void": Move((DRAFT, SIGNED, SETTLED, REVISED, ENDED), VOID, who="'not me' within 7 days of a reset"),
        "go-on": Move((REVISED,), SIGNED, who="'not me' under the version that revised it"),
    },
)

PROPOSED, ACCEPTED, DECLINED, COUNTERED, WITHDRAWN = "proposed", "accepted", "declined", "countered", "withdrawn"

PROPOSALS = Moves(
    "contract proposal",
    {
        "propose": Move((), PROPOSED, who="a leader of one unit"),
        "accept": Move((PROPOSED,), ACCEPTED, who="a leader of the other unit"),
        "decline": Move((PROPOSED,), DECLINED, who="a leader of the other unit"),
        "counter": Move((PROPOSED,), COUNTERED, who="a leader of the other unit"),
        "withdraw": Move((PROPOSED,), WITHDRAWN, who="a leader of the proposing unit"),
    },
)
