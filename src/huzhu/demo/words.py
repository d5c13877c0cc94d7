"""The demo's own small lists: invented names, a spinning and weaving mill, what is done and measured in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN = "秀兰桂芳玉珍凤英淑贞美华建国志强永福德明文海春梅丽云国庆卫东晓红雪松立新金宝长林素琴月娥彩霞家兴正平慧敏振宇学勤广生佩瑶景和书怀树青"


@dataclass
class TechniqueWords:
    """A technique in Chinese and English; with `measure` a quantity and its two anchors (worth 0, worth 1000)."""

    name: str
    name_en: str
    measure: str = ""
    worth_0: float | None = None
    worth_1000: float | None = None


@dataclass(frozen=True)
class TradeWords:
    name: str
    name_en: str
    posts: tuple[tuple[str, str], ...]
    techniques: tuple[TechniqueWords, ...]


SPINNING = TradeWords("细纱", "spinning", (("细纱挡车工", "spinner"), ("落纱工", "doffer")), (
    TechniqueWords("接头", "piecing", "秒/10根", 90, 30),
    TechniqueWords("换粗纱", "changing roving", "秒/5只", 80, 25),
    TechniqueWords("巡回", "patrolling"),
    TechniqueWords("清洁", "cleaning"),
    TechniqueWords("落纱", "doffing", "秒/台", 300, 120),
    TechniqueWords("防疵捉疵", "catching defects"),
))  # fmt: skip
WEAVING = TradeWords("织布", "weaving", (("织布挡车工", "weaver"), ("帮接工", "weaver's helper")), (
    TechniqueWords("打结", "knotting", "个/分", 8, 26),
    TechniqueWords("穿综穿筘", "drawing-in", "秒/根", 20, 5),
    TechniqueWords("处理断经", "mending broken ends"),
    TechniqueWords("开车", "restarting the loom"),
    TechniqueWords("巡回检查", "patrol inspection"),
    TechniqueWords("验布", "inspecting cloth"),
    TechniqueWords("换梭", "changing shuttles"),
))  # fmt: skip
PREPARATION = TradeWords("准备", "preparation", (("络筒工", "winder"), ("浆纱工", "sizer")), (
    TechniqueWords("络筒接头", "piecing at the winder", "秒/10根", 100, 40),
    TechniqueWords("调张力", "setting tension"),
    TechniqueWords("上轴", "beaming"),
    TechniqueWords("调浆", "mixing size"),
    TechniqueWords("看浆槽", "watching the size box"),
))  # fmt: skip
REPAIR = TradeWords("保全", "repair", (("保全工", "fitter"),), (
    TechniqueWords("校锭", "aligning spindles"),
    TechniqueWords("平车", "levelling a frame"),
    TechniqueWords("揩车", "cleaning a frame"),
))  # fmt: skip
OFFICE = TradeWords("科室", "office", (("科员", "officer"),), ())
TRADES = (SPINNING, WEAVING, PREPARATION, REPAIR, OFFICE)


@dataclass(frozen=True)
class GroupWords:
    """A group: its size, trade, and whether anything was ever measured in it."""

    name: str
    name_en: str
    size: int
    trade: TradeWords
    measured: bool = True
    shift: tuple[str, str] | None = None
    """The shift or section between it and its workshop."""


WorkshopWords = tuple[str, str, tuple[GroupWords, ...]]


def office_of(workshops: int, more: int = 0) -> GroupWords:
    """The office of a factory: four of its own, three for each workshop (see `house.office_roles`), and more."""
    return GroupWords("厂部科室", "Factory office", 4 + 3 * workshops + more, OFFICE, measured=False)


@dataclass(frozen=True)
class FactoryWords:
    """A factory as it is made. `trades`: the office's is last. `headless`: a group without a production leader. `new`: a
    group whose last three have not signed in yet. `late`: its leaders let a month pass. `first`: (group, place) of those
    whose doors the sign-in page shows, `fresh` of those hired lately. `core`: where a post asks for more."""

    name: str
    name_en: str
    trades: tuple[TradeWords, ...]
    workshops: tuple[WorkshopWords, ...]
    office: GroupWords
    leading: str = ""
    headless: str = ""
    new: str = ""
    late: str = ""
    first: tuple[tuple[str, int], ...] = ()
    fresh: frozenset[tuple[str, int]] = frozenset()
    core: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def groups(self) -> dict[str, GroupWords]:
        return {words.name: words for _, _, groups in self.workshops for words in groups} | {
            self.office.name: self.office
        }


WORKSHOPS: tuple[WorkshopWords, ...] = (
    ("细纱车间", "Spinning shop", (
        GroupWords("甲班一组", "Shift A, group 1", 14, SPINNING),
        GroupWords("乙班一组", "Shift B, group 1", 13, SPINNING),
        GroupWords("丙班一组", "Shift C, group 1", 12, SPINNING),
    )),
    ("织布车间", "Weaving shop", (
        GroupWords("红旗组", "Red Flag group", 14, WEAVING),
        GroupWords("前进组", "Forward group", 13, WEAVING),
        GroupWords("三八组", "March Eighth group", 12, WEAVING),
    )),
    ("准备车间", "Preparation shop", (
        GroupWords("络筒组", "Winding group", 12, PREPARATION),
        GroupWords("保全组", "Repair group", 7, REPAIR, measured=False),
    )),
)  # fmt: skip
OFFICE_GROUP = office_of(len(WORKSHOPS))

KEY_PROBLEMS = {  # by unit: (text, technique)
    "细纱车间": (("千锭时断头率高于计划，接头慢", "接头"), ("换粗纱时间长，空锭多", "换粗纱")),
    "织布车间": (("停台时间长，断经处理不及时", "处理断经"), ("下机一等品率低", "验布")),
    "准备车间": (("筒子接头不良，织布断头多", "络筒接头"),),
    "甲班一组": (("夜班疵布多", "防疵捉疵"),),
    "红旗组": (("新工人开车痕多", "开车"),),
}
STEPS = (
    "先看三遍：每个动作为什么这样做",
    "两人同机，一人做一人讲，各做二十次",
    "自己做，师傅在旁只看不说，下班后讲一讲",
    "按规程连做一小时，记下哪一步最慢",
)
STEPS_BACK = (
    "把自己那一套慢慢做给对方看，说清为什么",
    "对方照着做，只改一处",
    "换一台车再做，看哪里不同",
    "两人一起对照规程，记下差在哪里",
)
"""Steps of the other direction, where each teaches the other."""
