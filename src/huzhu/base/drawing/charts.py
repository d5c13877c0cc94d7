"""Charts as SVG in the page's own colours: each says its sentence, and stands above the same as figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import floor, log10

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from huzhu.base.drawing.words import day_words, figure_words


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label on the axis, its count, the page of its records."""

    label: str
    value: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One measured value; `counts` = it belongs to the contract, else it was there before."""

    on: date
    value: float
    counts: bool = True
    url: str = ""


def svg(pattern: str, *values: object, **named: object) -> SafeString:
    """`format_html` that writes lengths with one decimal."""
    short = [f"{value:.1f}" if isinstance(value, float) else value for value in values]
    return format_html(
        pattern,
        *short,
        **{name: f"{value:.1f}" if isinstance(value, float) else value for name, value in named.items()},
    )


def as_figures(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> SafeString:
    """The table under a chart, opened by 'See as figures'."""
    return format_html(
        '<details class="as-figures"><summary>{}</summary><table class="table keep"><thead><tr>{}</tr></thead><tbody>{}</tbody></table></details>',
        _("See as figures"),
        format_html_join("", '<th scope="col">{}</th>', ((head,) for head in heads)),
        format_html_join(
            "", "<tr>{}</tr>", ((format_html_join("", "<td>{}</td>", ((cell,) for cell in row)),) for row in rows)
        ),
    )


def linked(url: str, title: str, body: SafeString) -> SafeString:
    """A part of a chart as a link to its records, named by `title`."""
    if not url:
        return body
    return format_html('<a href="{}" aria-label="{}"><title>{}</title>{}</a>', url, title, title, body)


def figure(css: str, width: int, height: int, label: str, body: SafeString, *, links: bool = False) -> SafeString:
    """The frame of a chart; one picture with one sentence, or a group when its parts can be opened."""
    return format_html(
        '<svg class="chart {}" viewBox="0 0 {} {}" role="{}" aria-label="{}">{}</svg>',
        css,
        width,
        height,
        "group" if links else "img",
        label,
        body,
    )


def histogram(
    bars: Sequence[Bar],
    label: str,
    *,
    heads: tuple[str, str] = ("", ""),
    highest: int | None = None,
    gains: bool = False,
) -> SafeString:
    """Counts as bars with the count on each, 210 × 130, and the same as a table.

    label: the sentence read aloud. heads: what stands on the axis, what is counted. highest: the common scale of charts that are compared; their own highest when None.
    """
    top = max([highest or 0, *(bar.value for bar in bars), 1])
    step = 210 / max(len(bars), 1)
    labelled = 1 if step >= 26 else 2

    def one(index: int, bar: Bar) -> SafeString:
        height = 86 * bar.value / top
        x, gap = index * step, min(3.0, step / 10)
        body = svg(
            '<rect class="bar" x="{}" y="{}" width="{}" height="{}"/><text class="value" x="{}" y="{}" text-anchor="middle">{}</text>'
            '<text x="{}" y="126" text-anchor="middle">{}</text>',
            x + gap, 108 - height, step - 2 * gap, height, x + step / 2, 103 - height, bar.value or "",
            x + step / 2, "" if index % labelled else bar.label,
        )  # fmt: skip
        return linked(bar.url, f"{bar.label}: {bar.value}", body)

    body = format_html(
        "{}{}",
        format_html_join("", "{}", ((one(i, bar),) for i, bar in enumerate(bars))),
        SafeString('<path class="axis" d="M0 108.5H210"/>'),
    )
    table = as_figures((heads[0] or _("Value"), heads[1] or _("Count")), ((bar.label, str(bar.value)) for bar in bars))
    return format_html(
        "{}{}", figure("gains" if gains else "loads", 210, 130, label, body, links=any(bar.url for bar in bars)), table
    )


def plan_bar(percent: Decimal | None) -> SafeString:
    """Plan % as a bar up to 150 with the plan as a line at 100; silent, because the figure stands beside it."""
    if percent is None:
        return SafeString("")
    return svg(
        '<svg class="chart" viewBox="0 0 120 12" aria-hidden="true"><rect class="bar" x="0" y="3" width="{}" height="6"/>'
        '<path class="axis" d="M80 0V12"/></svg>',
        min(float(percent), 150.0) * 0.8,
    )


def share_bar(percent: int) -> SafeString:
    """Parts of 100 as a bar from 0 to all; silent, because the figure stands beside it."""
    return svg(
        '<svg class="chart share" viewBox="0 0 240 8" aria-hidden="true"><rect class="bar" x="0" y="0" width="{}" height="6"/>'
        '<path class="grid" d="M0 7H240"/></svg>',
        percent * 2.4,
    )


def ticks(low: float, high: float, most: int = 4) -> list[float]:
    """Round values from at or below `low` to at or above `high`, at most about `most` steps of 1, 2 or 5."""
    span = max(high - low, abs(high) * 0.02, 1e-9)
    raw = span / most
    power = 10.0 ** floor(log10(raw))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= raw * 0.999)
    first, last = floor(low / step), -floor(-high / step)
    return [round(step * n, 10) for n in range(first, max(last, first + 1) + 1)]


def line_chart(
    points: Sequence[Point],
    *,
    label: str,
    unit: str = "",
    target: float | None = None,
    target_from: date | None = None,
    ends: date | None = None,
    today: date | None = None,
    less_is_better: bool = False,
) -> SafeString:
    """A person's or pair's course, 480 × 230: filled dot counts, ring = before, target dashed, the value at each dot; and the same as a table, newest first.

    points: in any order, at least one. unit: in the reader's language. target_from, ends: the days between which the target holds.
    """
    if not points:
        return SafeString("")
    points = sorted(points, key=lambda point: point.on)
    marks = ticks(
        min([p.value for p in points] + ([target] if target is not None else [])),
        max([p.value for p in points] + ([target] if target is not None else [])),
    )
    days = [p.on for p in points] + [day for day in (target_from, ends, today) if day]
    start, length = min(days), max((max(days) - min(days)).days, 1)

    def x(day: date) -> float:
        return 64 + 396 * (day - start).days / length

    def y(value: float) -> float:
        return 186 - 146 * (value - marks[0]) / (marks[-1] - marks[0])

    parts = [
        svg(
            '<path class="grid" d="M54 {0}H476"/><text x="48" y="{1}" text-anchor="end">{2}</text>',
            y(m),
            y(m) + 4,
            figure_words(m),
        )
        for m in marks
    ]
    if less_is_better:
        parts.append(format_html('<text x="0" y="14">{}</text>', _("less is better")))
    if today:
        parts.append(
            svg(
                '<path class="today" d="M{0} 24V196"/><text class="value" x="{0}" y="16" text-anchor="middle">{1}</text>',
                x(today),
                _("today"),
            )
        )
    if target is not None:
        left = x(target_from) if target_from else 64
        right = x(ends) if ends else 460.0
        words = _("target %(value)s") % {"value": figure_words(target, unit)}
        parts.append(
            svg(
                '<path class="target" d="M{} {}H{}"/><text class="value" x="{}" y="{}" text-anchor="end">{}</text>',
                left,
                y(target),
                right,
                right,
                y(target) - 8,
                words,
            )
        )
    parts.append(
        format_html(
            '<polyline class="curve" points="{}"/>', " ".join(f"{x(p.on):.1f},{y(p.value):.1f}" for p in points)
        )
    )
    for point in points:
        dot = svg(
            '<circle class="dot{}" cx="{}" cy="{}" r="5"/><text class="value" x="{}" y="{}" text-anchor="middle">{}</text>',
            "" if point.counts else " before", x(point.on), y(point.value), x(point.on), y(point.value) - 11, figure_words(point.value),
        )  # fmt: skip
        parts.append(linked(point.url, f"{day_words(point.on)}: {figure_words(point.value, unit)}", dot))
    for day, anchor in {start: "start", max(days): "end"}.items():
        parts.append(
            svg(
                '<text x="{}" y="218" text-anchor="{}">{}</text>',
                x(day) - 8 if anchor == "start" else x(day) + 12,
                anchor,
                day_words(day),
            )
        )
    body = format_html_join("", "{}", ((part,) for part in parts))
    table = as_figures(
        (_("Day"), _("Value"), _("Counts")),
        (
            (day_words(p.on), figure_words(p.value, unit), _("yes") if p.counts else _("before"))
            for p in reversed(points)
        ),
    )
    return format_html("{}{}", figure("course", 480, 230, label, body, links=any(p.url for p in points)), table)
