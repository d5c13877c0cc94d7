"""A control chart: values in their order, a middle line and two limits, a signal as a ringed dot with its word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from huzhu.base.drawing.charts import as_figures, figure, linked, svg, ticks
from huzhu.base.drawing.words import day_words, figure_words


@dataclass(frozen=True, slots=True)
class Value:
    """One day's value, and the page or place of its record."""

    on: date
    value: float
    url: str = ""


def control_chart(
    values: Sequence[Value], *, centre: float, limits: tuple[float, float] | None, label: str, unit: str = ""
) -> SafeString:
    """Values of days, 540 × 230, and the same as a table, newest first; '' without any.

    limits: lower and upper, None where there are too few values for them. A value outside them is a signal.
    """
    if not values:
        return SafeString("")
    values = sorted(values, key=lambda one: one.on)
    held = [one.value for one in values] + [centre, *(limits or ())]
    marks = ticks(min(held), max(held))
    step = 396 / max(len(values) - 1, 1)

    def x(n: int) -> float:
        return 64 + step * n

    def y(value: float) -> float:
        return 186 - 146 * (value - marks[0]) / (marks[-1] - marks[0])

    def out(value: float) -> bool:
        return limits is not None and not limits[0] <= value <= limits[1]

    parts = [
        svg(
            '<path class="grid" d="M54 {0}H476"/><text x="48" y="{1}" text-anchor="end">{2}</text>',
            y(m), y(m) + 4, figure_words(m),
        )
        for m in marks
    ]  # fmt: skip
    for limit, word in zip(limits or (), (_("lower limit"), _("upper limit")), strict=False):
        words = f"{word} {figure_words(round(limit, 1), unit)}"
        line = '<path class="target" d="M54 {0}H476"/><text x="56" y="{1}">{2}</text>'
        parts.append(svg(line, y(limit), y(limit) - 5, words))
    line = '<path class="axis" d="M54 {0}H476"/><text class="value" x="480" y="{1}">{2}</text>'
    parts.append(svg(line, y(centre), y(centre) + 4, figure_words(round(centre, 1), unit)))
    course = " ".join(f"{x(n):.1f},{y(one.value):.1f}" for n, one in enumerate(values))
    parts.append(format_html('<polyline class="curve" points="{}"/>', course))
    for n, one in enumerate(values):
        said = figure_words(one.value, unit)
        dot = svg('<circle class="dot" cx="{}" cy="{}" r="4"/>', x(n), y(one.value))
        if out(one.value):
            ring = '<circle class="dot before" cx="{0}" cy="{1}" r="8"/>{2}<text class="value" x="{0}" y="{3}" text-anchor="middle">{4}</text>'
            dot = svg(ring, x(n), y(one.value), dot, y(one.value) - 13, _("signal"))
        parts.append(linked(one.url, f"{day_words(one.on)}: {said}", dot))
    for n, anchor in {0: "start", len(values) - 1: "end"}.items():
        parts.append(svg('<text x="{}" y="218" text-anchor="{}">{}</text>', x(n), anchor, day_words(values[n].on)))
    rows = (
        (day_words(one.on), figure_words(one.value, unit), _("signal") if out(one.value) else "")
        for one in reversed(values)
    )
    body = format_html_join("", "{}", ((part,) for part in parts))
    return format_html(
        "{}{}",
        figure("course", 540, 230, label, body, links=any(one.url for one in values)),
        as_figures((_("Day"), _("Value"), _("Outside the limits")), rows),
    )
