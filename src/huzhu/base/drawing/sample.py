"""What the page of parts (components.html) shows; invented, only for those who build."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone

from huzhu.base.drawing.charts import Bar, Point, histogram, line_chart
from huzhu.base.drawing.heat import Cell, Column, Ground, HeatMap, Row, Trend, heat_legend, heat_map

LEVELS = ("没学过", "学着", "有人带", "独立做", "能教")
COLUMNS = (
    ("接头", True),
    ("落纱", False),
    ("换管", False),
    ("巡回", False),
    ("清洁", False),
    ("断头处理", True),
    ("开冷车", False),
    ("品种翻改", False),
    ("保全", False),
)
ROWS = {
    "许春梅": "433334233",
    "沈玉兰": "243342122",
    "何桂英": "423343242",
    "李秀珍": "232322221",
    "周金凤": "32332222-",
    "陈秋云": "334434332",
    "王小妹": "12112221-",
}

GROUNDS: tuple[Ground, ...] = ("needs-two", "needs-two", "needs-one", "plain", "can-help")
TRENDS: tuple[Trend, ...] = ("up", "", "down", "", "still", "", "")


def heat() -> HeatMap:
    """Seven people in nine techniques, each ground and arrow at least once."""

    def cell(place: int, figure: str, column: int) -> Cell:
        level = None if figure == "-" else int(figure)
        ground: Ground = "plain" if level is None or column > 5 else GROUNDS[level]
        word = LEVELS[level] if level is not None else ""
        return Cell(
            level,
            word,
            "独立做" if ground.startswith("needs") else "",
            ground,
            ground == "can-help" and column % 2 == 0,
            TRENDS[(place + column) % 7],
            f"#{place}-{column}",
            chosen=place == column == 0,
        )

    rows = [
        Row(name, [cell(place, figure, column) for column, figure in enumerate(figures)])
        for place, (name, figures) in enumerate(ROWS.items())
    ]
    return HeatMap([Column(name, key) for name, key in COLUMNS], rows, LEVELS, "技能图")


class WishForm(forms.Form):
    """A form with each sort of field."""

    technique = forms.ChoiceField(
        label="项目", choices=[("a", "换管"), ("b", "接头"), ("c", "断头处理")], widget=forms.RadioSelect, initial="a"
    )
    level = forms.ChoiceField(
        label="到什么程度", choices=[("2", "有人带"), ("3", "独立做"), ("4", "能教")], widget=forms.RadioSelect
    )
    teacher = forms.CharField(
        label="想跟谁学", required=False, help_text="想跟她学的人多，名额少。也可以写周金凤、许春梅。", initial="陈秋云"
    )
    minutes = forms.ChoiceField(label="每周", choices=[("30", "30 分钟"), ("60", "60 分钟")])
    days = forms.MultipleChoiceField(
        label="哪几天",
        required=False,
        choices=[("1", "周一"), ("3", "周三"), ("5", "周五")],
        widget=forms.CheckboxSelectMultiple,
        initial=["3"],
    )
    why = forms.CharField(label="为什么", required=False, widget=forms.Textarea)
    agreed = forms.BooleanField(label="我看过以上全文，是我自己愿意的。")


def components() -> dict[str, Any]:
    """The context of components.html."""
    bound = WishForm({"technique": "a", "teacher": "陈秋云", "minutes": "30", "agreed": "on"})
    bound.is_valid()
    chart = [
        Point(date(2026, 10, 1), 86, counts=False),
        Point(date(2026, 10, 30), 82),
        Point(date(2026, 11, 9), 78),
        Point(date(2026, 11, 18), 71),
    ]
    heat_ = heat()
    return {
        "navigation": [
            {"url": "#", "icon": icon, "label": label, "current": icon == "group", "count": 5 if icon == "today" else 0}
            for icon, label in (("today", "今天"), ("person", "我的"), ("aid", "互助"), ("group", "小组"))
        ],
        "viewer": {
            "name": "许春梅",
            "unit_name": "乙班三组",
            "role_name": "组长",
            "on_tablet": False,
            "sign_off_url": "#",
        },
        "unit_path": [{"name": "细纱车间", "url": "#"}, {"name": "乙班", "url": "#"}, {"name": "三组", "url": ""}],
        "levels": list(enumerate(LEVELS)),
        "heat": heat_map(heat_),
        "legend": heat_legend(heat_),
        "form": bound,
        "deadline": datetime(2026, 11, 25, 20, 0, tzinfo=timezone.get_current_timezone()),
        "steps": [
            {"state": "done", "word": "拟稿", "date": "10 月 30 日"},
            {"state": "done", "word": "签字", "date": "11 月 3 日"},
            {"state": "now", "word": "在进行", "date": "还有 12 天"},
            {"state": "ahead", "word": "到期", "date": "12 月 3 日"},
            {"state": "ahead", "word": "结算", "date": ""},
        ],
        "loads": histogram(
            [Bar("0", 6), Bar("1", 9, "#"), Bar("2", 16), Bar("3", 21)], "52 位老师手上几人", heads=("手上几人", "老师")
        ),
        "gains": histogram(
            [Bar("10–19", 22), Bar("20–29", 31), Bar("30–39", 27), Bar("40–49", 16), Bar("50+", 8)],
            "每份可学的余量",
            gains=True,
        ),
        "course": line_chart(
            chart,
            label="接头 10 个，从 86 秒到 71 秒",
            unit="秒",
            target=70,
            target_from=date(2026, 11, 3),
            ends=date(2026, 12, 3),
            today=date(2026, 11, 21),
            less_is_better=True,
        ),
    }
