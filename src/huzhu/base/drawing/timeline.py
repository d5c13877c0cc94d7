"""A matter's timeline: two strands, one row of marks, the curve of the measurements, all on the same days; today is one
green line through all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from huzhu.base.drawing.charts import Point, as_figures, figure, linked, svg, ticks
from huzhu.base.drawing.strands import plied
from huzhu.base.drawing.words import day_words

LEFT, RIGHT, WAVE = 64.0, 460.0, 14
SHAPES = {
    "session": '<circle class="dot" cx="{x}" cy="62" r="5"/>',
    "check": '<path class="dot before" d="M{left} 57h10v10h-10z"/>',
    "booked": '<circle class="dot before booked" cx="{x}" cy="62" r="5"/>',
    "version": '<path class="axis" d="M{x} 53V71"/>',
}
"""What stands in the row of marks; every other shape stands in the list alone."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One mark: its day, its shape, what is read aloud, the page of its record."""

    on: date
    shape: str
    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are drawn, and where in them the matter runs: from `starts` to `ends`, plied up to `until`."""

    first: date
    last: date
    starts: date | None
    ends: date | None
    until: date | None
    today: date

    def x(self, day: date) -> float:
        length = max((self.last - self.first).days, 1)
        return LEFT + (RIGHT - LEFT) * min(1.0, max(0.0, (day - self.first).days / length))


@dataclass(frozen=True, slots=True)
class Measured:
    """The measurements of one term: filled dot counts, ring = before, target dashed. said: a value in the reader's words."""

    points: Sequence[Point]
    said: Callable[[float], str]
    target: float | None = None
    less_is_better: bool = False


def timeline(signs: Sequence[Sign], span: Span, label: str, curve: Measured | None = None) -> SafeString:
    """Strands and marks, 480 × 110, with a curve on the same days 480 × 280 and its table. label: the sentence read aloud."""
    parts = [_strands(span)]
    for sign in sorted(signs, key=lambda sign: sign.on):
        if shape := SHAPES.get(sign.shape):
            x = span.x(sign.on)
            drawn = svg(shape, x=x, left=x - 5)
            parts.append(linked(sign.url, f"{day_words(sign.on)}: {sign.words}", drawn))
    shift = 80 if curve else 0
    if curve:
        parts += _curve(curve, span, shift)
    parts += [_today(span, 158 + shift if curve else 76), *_days(span, 192 + shift if curve else 100)]
    body = format_html_join("", "{}", ((part,) for part in parts))
    drawn = figure("course", 480, 200 + shift if curve else 110, label, body, links=any(sign.url for sign in signs))
    return format_html("{}{}", drawn, _table(curve)) if curve else drawn


def course(curve: Measured, span: Span, label: str) -> SafeString:
    """A further curve on the same days, 480 × 200, and its table."""
    parts = [*_curve(curve, span, 0), _today(span, 158), *_days(span, 192)]
    body = format_html_join("", "{}", ((part,) for part in parts))
    return format_html("{}{}", figure("course", 480, 200, label, body), _table(curve))


def _curve(curve: Measured, span: Span, shift: int) -> list[SafeString]:
    points = sorted(curve.points, key=lambda point: point.on)
    values = [point.value for point in points] + ([curve.target] if curve.target is not None else [])
    marks = ticks(min(values), max(values), most=3)

    def y(value: float) -> float:
        return shift + 148 - 96 * (value - marks[0]) / (marks[-1] - marks[0])

    parts = []
    if curve.less_is_better:
        parts.append(svg('<text x="0" y="{}">{}</text>', shift + 14, _("less is better")))
    if curve.target is not None:
        parts.append(
            svg(
                '<path class="target" d="M{} {}H{}"/><text class="value" x="{}" y="{}" text-anchor="end">{}</text>',
                span.x(span.starts or span.first), y(curve.target), span.x(span.ends or span.last), RIGHT - 6,
                y(curve.target) - 8, _("target %(value)s") % {"value": curve.said(curve.target)},
            )
        )  # fmt: skip
    line = " ".join(f"{span.x(point.on):.1f},{y(point.value):.1f}" for point in points)
    parts.append(format_html('<polyline class="curve" points="{}"/>', line))
    for point in points:
        anchor = "start" if span.x(point.on) < 110 else "end" if span.x(point.on) > 410 else "middle"
        parts.append(
            svg(
                '<circle class="dot{}" cx="{}" cy="{}" r="5"/><text class="value" x="{}" y="{}" text-anchor="{}">{}</text>',
                "" if point.counts else " before", span.x(point.on), y(point.value), span.x(point.on),
                y(point.value) + 22, anchor, curve.said(point.value),
            )
        )  # fmt: skip
    return parts


def _table(curve: Measured) -> SafeString:
    points = sorted(curve.points, key=lambda point: point.on, reverse=True)
    return as_figures(
        (_("Day"), _("Value"), _("Counts")),
        ((day_words(p.on), curve.said(p.value), _("yes") if p.counts else _("before")) for p in points),
    )


def _strands(span: Span) -> SafeString:
    """Plied up to `until`, dotted to the end; nothing while it has not begun."""
    if span.starts is None:
        return SafeString("")
    start, done = span.x(span.starts), span.x(span.until or span.starts)
    end = max(done, span.x(span.ends or span.last))
    waves = max(1, round((done - start) / WAVE))
    to_come = svg('<path class="to-come" d="M{} 34H{}"/>', done, end) if end - done > 6 else SafeString("")
    return format_html("{}{}", plied(start, max(done - start, 8) / waves, waves, top=25, bottom=43), to_come)  # type: ignore[arg-type]


def _today(span: Span, bottom: int) -> SafeString:
    if not span.first <= span.today <= span.last:
        return SafeString("")
    x = span.x(span.today)
    anchor = "end" if x > 430 else "start" if x < 90 else "middle"
    return svg(
        '<path class="today" d="M{} 22V{}"/><text class="value" x="{}" y="18" text-anchor="{}">{}</text>',
        x, bottom, x, anchor, _("today"),
    )  # fmt: skip


def _days(span: Span, y: int) -> list[SafeString]:
    return [
        svg('<text x="{}" y="{}" text-anchor="start">{}</text>', LEFT - 8, y, day_words(span.first)),
        svg('<text x="{}" y="{}" text-anchor="end">{}</text>', RIGHT + 12, y, day_words(span.last)),
    ]
