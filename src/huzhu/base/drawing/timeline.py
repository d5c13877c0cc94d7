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


def timeline(signs: Sequence[Sign], span: Span, label: str) -> SafeString:
    """Strands and marks, 480 × 110. label: the sentence read aloud."""
    parts = [_strands(span)]
    for sign in sorted(signs, key=lambda sign: sign.on):
        if shape := SHAPES.get(sign.shape):
            x = span.x(sign.on)
            drawn = svg(shape, x=x, left=x - 5)
            parts.append(linked(sign.url, f"{day_words(sign.on)}: {sign.words}", drawn))
    body = format_html_join("", "{}", ((part,) for part in [*parts, _today(span, 76), *_days(span, 100)]))
    return figure("course", 480, 110, label, body, links=any(sign.url for sign in signs))


def course(
    points: Sequence[Point], span: Span, label: str, *, said: Callable[[float], str], target: float | None = None,
    less_is_better: bool = False,
) -> SafeString:  # fmt: skip
    """The curve on the same days, 480 × 190: filled dot counts, ring = before, target dashed; and the same as a table.

    points: at least one, those before `span.first` stand at its edge. said: a value in the reader's words.
    """
    points = sorted(points, key=lambda point: point.on)
    values = [point.value for point in points] + ([target] if target is not None else [])
    marks = ticks(min(values), max(values), most=3)

    def y(value: float) -> float:
        return 146 - 106 * (value - marks[0]) / (marks[-1] - marks[0])

    parts = [format_html('<text x="0" y="14">{}</text>', _("less is better"))] if less_is_better else []
    if target is not None:
        parts.append(
            svg(
                '<path class="target" d="M{} {}H{}"/><text class="value" x="{}" y="{}" text-anchor="end">{}</text>',
                span.x(span.starts or span.first), y(target), span.x(span.ends or span.last), RIGHT, y(target) - 8,
                _("target %(value)s") % {"value": said(target)},
            )
        )  # fmt: skip
    line = " ".join(f"{span.x(point.on):.1f},{y(point.value):.1f}" for point in points)
    parts.append(format_html('<polyline class="curve" points="{}"/>', line))
    for point in points:
        anchor = "start" if span.x(point.on) < 110 else "end" if span.x(point.on) > 410 else "middle"
        dot = svg(
            '<circle class="dot{}" cx="{}" cy="{}" r="5"/><text class="value" x="{}" y="{}" text-anchor="{}">{}</text>',
            "" if point.counts else " before", span.x(point.on), y(point.value), span.x(point.on), y(point.value) + 22,
            anchor, said(point.value),
        )  # fmt: skip
        parts.append(linked(point.url, f"{day_words(point.on)}: {said(point.value)}", dot))
    body = format_html_join("", "{}", ((part,) for part in [*parts, _today(span, 158), *_days(span, 182)]))
    table = as_figures(
        (_("Day"), _("Value"), _("Counts")),
        ((day_words(p.on), said(p.value), _("yes") if p.counts else _("before")) for p in reversed(points)),
    )
    return format_html("{}{}", figure("course", 480, 190, label, body, links=any(p.url for p in points)), table)


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
        '<path class="today" d="M{} 16V{}"/><text class="value" x="{}" y="12" text-anchor="{}">{}</text>',
        x, bottom, x, anchor, _("today"),
    )  # fmt: skip


def _days(span: Span, y: int) -> list[SafeString]:
    return [
        svg('<text x="{}" y="{}" text-anchor="start">{}</text>', LEFT - 8, y, day_words(span.first)),
        svg('<text x="{}" y="{}" text-anchor="end">{}</text>', RIGHT + 12, y, day_words(span.last)),
    ]
