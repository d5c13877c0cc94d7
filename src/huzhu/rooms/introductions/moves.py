"""Which states follow which: the only way a wish, a round or an introduction changes state."""

from huzhu.base.journal import Move, Moves

WISH = Moves("wish", {
    "withdraw": Move(("open",), "withdrawn", who="its owner"),
    "fulfil": Move(("open",), "fulfilled", who="a contract that both signed"),
    "lapse": Move(("open",), "lapsed", who="sweeper"),
})  # fmt: skip

ROUND = Moves("round", {
    "freeze": Move(("gathering",), "computed", who="organiser"),
    "send": Move(("computed",), "sent", who="organiser"),
    "close": Move(("gathering", "computed", "sent"), "closed", who="organiser or sweeper"),
})  # fmt: skip

INTRODUCTION = Moves("introduction", {
    "hold-back": Move(("prepared",), "held back", who="organiser"),
    "send": Move(("prepared",), "sent", who="organiser, group leader or sweeper"),
    "conclude": Move(("sent",), "concluded", who="the acceptance of both"),
    "close": Move(("sent",), "not concluded", who="sweeper"),
})  # fmt: skip
