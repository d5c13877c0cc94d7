"""Tags and filters of the pages: signs, and values with their words."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from huzhu.base.drawing import charts, heat, levels, words
from huzhu.base.drawing import strands as drawn

register = template.Library()

for _function, _name in (
    (levels.quarter_circle, "quarter"),
    (levels.load_squares, "load_squares"),
    (levels.level_track, "level_track"),
    (drawn.mark, "mark"),
    (drawn.strands, "strands"),
    (drawn.loose_strands, "loose_strands"),
    (heat.heat_map, "heat_map"),
    (heat.heat_legend, "heat_legend"),
    (charts.line_chart, "line_chart"),
):
    register.simple_tag(_function, name=_name)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A line drawing of the sprite; silent, because a word stands beside it."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("icons.svg"), name)


@register.filter
def day(value: date | datetime | None) -> str:
    """`{{ contract.ends|day }}`: '25 Nov'."""
    return words.day_words(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """`{{ introduction.deadline|moment }}`: 'Wed 25 Nov, 20:00'."""
    return words.moment_words(value) if value else ""


@register.filter
def month(value: date | None) -> str:
    """`{{ month.first|month }}`: 'Oct 2026'."""
    return words.month_words(value) if value else ""


@register.filter
def figure(value: words.Number | None, unit: str = "") -> str:
    """`{{ seconds|figure:unit }}`: '82 s', 'not measured' for None."""
    return words.figure_words(value, unit)
