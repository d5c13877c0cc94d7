"""Who plays which part: (group, place in its roll), and what they could do at the first and the last closed month."""

from __future__ import annotations

from huzhu.demo.words import OFFICE_GROUP, TRADES, WORKSHOPS, FactoryWords

PLAYS: dict[str, tuple[str, int]] = {
    # weaving: a round is out
    "learner": ("红旗组", 2),
    "her teacher": ("红旗组", 3),
    "inspects": ("红旗组", 4),
    "starts": ("红旗组", 5),
    "asks inspection": ("红旗组", 6),
    "asks restart": ("红旗组", 7),
    "found one": ("红旗组", 8),
    "found other": ("红旗组", 9),
    "star": ("前进组", 2),
    "asks knots": ("前进组", 3),
    "asks shuttle": ("前进组", 4),
    "changes shuttles": ("前进组", 5),
    "peer one": ("前进组", 6),
    "peer other": ("前进组", 7),
    "asks knots too": ("三八组", 2),
    "asks drawing-in": ("三八组", 3),
    "on record one": ("三八组", 4),
    "on record other": ("三八组", 5),
    # spinning: one round closed, one to compare
    "piecer": ("甲班一组", 7),
    "other piecer": ("乙班一组", 6),
    "rover": ("丙班一组", 5),
    "settled learner": ("甲班一组", 11),
    "settled teacher": ("甲班一组", 12),
    "ended learner": ("乙班一组", 11),
    "ended teacher": ("乙班一组", 12),
    "late one": ("丙班一组", 9),
    "late other": ("丙班一组", 10),
    # winding: progress stands still
    "still teacher": ("络筒组", 9),
    "still learner": ("络筒组", 10),
    # weaving: it works
    "grows teacher": ("三八组", 9),
    "grows learner": ("三八组", 8),
    # founded lately
    "new fitter": ("保全组", 3),
}
FIRST = ("learner", "her teacher", "star", "settled learner", "late one", "new fitter")
"""Those whose doors the sign-in page shows, in this order."""

FRESH = {
    *(("红旗组", place) for place in (11, 12, 13)),
    *(("三八组", place) for place in (7, 10, 11)),
    ("前进组", 12),
    ("络筒组", 11),
}
"""Hired within the last months; none of them has a part."""

STANDING: dict[str, dict[str, tuple[int, int]]] = {
    "learner": {"打结": (210, 330), "处理断经": (340, 450), "验布": (780, 860)},
    "her teacher": {"处理断经": (820, 900)},
    "inspects": {"验布": (850, 910)},
    "starts": {"开车": (790, 880)},
    "asks inspection": {"验布": (240, 360)},
    "asks restart": {"开车": (190, 300)},
    "found one": {"巡回检查": (300, 380), "换梭": (830, 900)},
    "found other": {"巡回检查": (810, 890)},
    "star": {"打结": (880, 960)},
    "asks knots": {"打结": (300, 390)},
    "asks shuttle": {"换梭": (330, 400)},
    "changes shuttles": {"换梭": (800, 860)},
    "peer one": {"穿综穿筘": (780, 840), "验布": (300, 430)},
    "peer other": {"穿综穿筘": (290, 420), "验布": (810, 850)},
    "asks knots too": {"打结": (260, 350)},
    "asks drawing-in": {"穿综穿筘": (220, 310)},
    "on record one": {"处理断经": (810, 830)},
    "on record other": {"处理断经": (400, 520)},
    "piecer": {"接头": (890, 950)},
    "other piecer": {"接头": (830, 880)},
    "rover": {"换粗纱": (820, 900)},
    "settled learner": {"落纱": (360, 780)},
    "settled teacher": {"落纱": (860, 900)},
    "ended learner": {"换粗纱": (330, 400)},
    "ended teacher": {"换粗纱": (820, 830)},
    "late one": {"巡回": (820, 840), "清洁": (360, 430)},
    "late other": {"巡回": (350, 430), "清洁": (800, 830)},
    "still teacher": {"看浆槽": (850, 880)},
    "still learner": {"看浆槽": (430, 436)},
    "grows teacher": {"换梭": (830, 900)},
    "grows learner": {"换梭": (310, 690)},
}

CLOSED_ROUND = (  # group, places of those who ask, technique
    ("甲班一组", (2, 3, 4), "接头"), ("乙班一组", (2, 3, 4, 5), "接头"), ("丙班一组", (2, 3), "接头"), ("丙班一组", (4,), "换粗纱"),
    ("丙班一组", (8,), "落纱"),
)  # fmt: skip
COMPARED = (
    ("甲班一组", (5, 6, 8), "防疵捉疵"), ("乙班一组", (7, 8), "巡回"), ("丙班一组", (6, 7), "清洁"), ("乙班一组", (9,), "落纱"),
)  # fmt: skip
CAN_TEACH = (
    ("甲班一组", 9, "防疵捉疵"),
    ("乙班一组", 10, "巡回"),
    ("甲班一组", 10, "清洁"),
    ("丙班一组", 8, "防疵捉疵"),
)
COMPUTED = (
    ("络筒组", (2, 3), "络筒接头"),
    ("络筒组", (4, 5), "调张力"),
    ("络筒组", (6,), "调浆"),
    ("络筒组", (7,), "上轴"),
)
COMPUTED_TEACH = (("络筒组", 8, "络筒接头"), ("络筒组", 9, "调张力"), ("络筒组", 10, "调浆"))

MILL = FactoryWords(
    "新华棉纺织厂", "Xinhua Cotton Mill", TRADES, WORKSHOPS, OFFICE_GROUP, leading=PLAYS["learner"][0], headless="三八组",
    new="保全组", late="丙班一组", first=tuple(PLAYS[name] for name in FIRST), fresh=frozenset(FRESH),
    core={
        ("细纱挡车工", "接头"): 800, ("织布挡车工", "打结"): 800, ("织布挡车工", "处理断经"): 800, ("络筒工", "络筒接头"): 800,
        ("帮接工", "打结"): 800, ("帮接工", "验布"): 500, ("落纱工", "落纱"): 800, ("落纱工", "接头"): 500,
    },
)  # fmt: skip
"""The factory of the story: `headless` closes its months alone, `new` has nothing measured yet."""
