"""Words that stand over columns, Chinese and English, and what they say of a column."""

from __future__ import annotations

import functools
import re

from django.conf import settings
from django.utils.translation import override

from .cells import plain, words
from .mapping import ROLE_NAMES, Role

_WORDS = {
    Role.NUMBER: "工号|员工号|员工编号|职工号|人员编号|编号|工牌号|roll number|roll no|employee no|employee number|"
    "employee id|employee|operator code|worker no|worker id|person|person id|learner|student|staff no|badge|id",
    Role.NAME: "姓名|名字|员工姓名|职工姓名|name|full name|employee name|worker|operator|operator name",
    Role.GROUP: "班组|小组|组别|班别|所在班组|group|team|crew|line|sections|section",
    Role.WORKSHOP: "车间|部门|所在车间|workshop|department|shop",
    Role.POST: "岗位|职位|职务|post|position|job",
    Role.TRADE: "工种|trade|occupation",
    Role.HIRED: "进厂日期|入厂日期|入职日期|入职时间|进厂时间|hire date|hired|date hired|joined|start date",
    Role.TECHNIQUE: "技术项目|操作|操作项目|技术|项目|工序|技能|technique|operation|present operations|operation name|"
    "skill|skill id|element|task",
    Role.VALUE: "分数|得分|成绩|测定分|测定值|数值|产量|实际|等级|级别|水平|熟练度|score|points|value|mark|level|rating|"
    "result|production|actual|seconds|correct|time",
    Role.STANDARD: "标准|定额|标准值|目标|standard|target|quota|norm",
    Role.MONTH: "月份|月|年月|测定月份|month|period",
    Role.DATE: "日期|测定日期|考核日期|date|day|assessed on|measured on",
    Role.WISH: "意愿|愿望|是否参加|愿意参加|参加|wish|wishes|takes part|willing|participate",
    Role.LEARN: "想学|求学|愿学|想学什么|想学的项目|wants to learn|want to learn|learn|request|requests",
    Role.TEACH: "愿教|可教|愿教什么|愿教的项目|willing to teach|teaches|teach|offer|offers|can teach",
}
_IGNORED = words(
    "序号|备注|说明|合计|总分|总计|平均|平均分|名次|排名|年龄|性别|电话|手机|身份证|身份证号|no|#|nr|remark|remarks|note|notes|"
    "comment|total|sum|average|mean|rank|age|sex|gender|phone|attempt|order|row|performance %|"
    "performance|quadrant|smv"
)
_ROLE_OF = {word: role for role, text in _WORDS.items() for word in text.split("|")}
_PLANNED = {
    Role.INDICATOR: (words("indicator|kpi"), ("指标", "算什么", "what is counted")),
    Role.PLAN: (words("plan|planned|target|targeted"), ("计划", "目标")),
    Role.ACTUAL: (words("actual|done|achieved"), ("实际", "完成")),
}
TOTALS = words("合计|小计|总计|平均|平均分|total|subtotal|sum|average|mean")
_TIMES = words("秒|分|分钟|毫秒|s|sec|secs|second|seconds|min|mins|minute|minutes|ms")
_BRACKETS = re.compile(r"^(.*?)\s*[((]\s*([^()()]*)\s*[))]\s*$")
_RANGE = re.compile(r"(\d+(?:\.\d+)?)\s*(?:-|–|~|至|到|to)\s*(\d+(?:\.\d+)?)")


def _key(header: str) -> str:
    return plain(header).lower().replace("_", " ").strip(" :：*")


def role_of(header: str) -> Role | None:
    """The role that a header names, IGNORE for what is known and not wanted, None for what is not known."""
    key = _key(header)
    for word in (key, _key(split_unit(header)[0])):
        if word in _ROLE_OF:
            return _ROLE_OF[word]
        if word in _own_words():
            return _own_words()[word]
        if word in _IGNORED:
            return Role.IGNORE
    return None


@functools.cache
def _own_words() -> dict[str, Role]:
    """What our own exports write over their columns, in every language of the house."""
    found: dict[str, Role] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {_key(str(name)): role for role, name in ROLE_NAMES.items() if role not in _PLANNED}
    return found


def plan_role_of(header: str) -> Role | None:
    """INDICATOR, PLAN or ACTUAL where a header speaks of it: '指标', '计划', 'targeted_productivity', 'actual'."""
    key = _key(header)
    for role, (some, part) in _PLANNED.items():
        if some & set(key.split()) or any(word in key for word in part):
            return role
    return None


def counted_in(header: str) -> str:
    """What is counted, by the header over what was done: 'actual_productivity' counts 'productivity'; '' for none."""
    key = _key(header)
    for some, part in _PLANNED.values():
        key = " ".join(word for word in key.split() if word not in some)
        for word in part:
            key = key.replace(word, "")
    return key.strip()


def split_unit(header: str) -> tuple[str, str]:
    """'接头/秒' and '接头（秒）' are ('接头', '秒'); no unit is ''."""
    text = plain(header)
    if found := _BRACKETS.match(text):
        return found[1].strip(), found[2].strip()
    head, slash, unit = text.rpartition("/")
    if slash and head and unit and len(unit) <= 12:
        return head.strip(), unit.strip()
    return text, ""


def anchors_in(unit: str) -> tuple[float, float] | None:
    """(0.0, 1000.0) of '0-1000'."""
    found = _RANGE.fullmatch(unit)
    return (float(found[1]), float(found[2])) if found else None


def less_is_better(unit: str) -> bool:
    """Is the unit one of time (秒, min, 秒/个)?"""
    return unit.lower().split("/")[0].strip() in _TIMES
