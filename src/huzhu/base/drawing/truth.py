"""Signed contracts as one bar in true proportion: living with working inside it, paper only hatched, new and due plain."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from huzhu.base.drawing.charts import figure, svg

WIDTH, EM, SIGN = 480, 8.8, 19.0
"""Width of a letter and of a Chinese sign on a phone, where the text is largest beside its bar."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Counts whose sum is what is signed; `working` is part of `living`."""

    living: int
    working: int
    paper: int
    new: int
    due: int

    @property
    def signed(self) -> int:
        return self.living + self.paper + self.new + self.due


def truth_bar(parts: Parts) -> SafeString:
    """480 × 64, each part named where its name fits; the same figures stand beneath it."""
    said = [
        ("lives", parts.living, _("Living %(n)s")),
        ("paper", parts.paper, _("Paper only %(n)s")),
        ("plain", parts.new, _("New %(n)s")),
        ("plain", parts.due, _("Due %(n)s")),
    ]
    label = _("Signed %(signed)s: living %(living)s, of them working %(working)s; paper only %(paper)s; new %(new)s; due %(due)s") % {
        "signed": parts.signed, "living": parts.living, "working": parts.working, "paper": parts.paper, "new": parts.new, "due": parts.due,
    }  # fmt: skip
    unit, x, drawn = (WIDTH - 2) / max(parts.signed, 1), 1.0, []
    for css, count, words in said:
        width = count * unit
        inner = parts.working * unit if css == "lives" else 0.0
        drawn.append(_part(css, x, width, inner, 2, 60))
        if inner:
            drawn.append(_named(_("Working %(n)s") % {"n": parts.working}, x, inner, "on"))
        drawn.append(_named(words % {"n": count}, x + inner, width - inner, "value"))
        x += width
    return figure("course truth", WIDTH, 64, label, format_html_join("", "{}", ((part,) for part in drawn)))


def truth_strip(parts: Parts, most: int) -> SafeString:
    """The same, small, on a scale that several share: `most` signed are its width; silent, the figures stand beside it."""
    unit, x, drawn = 238 / max(most, 1), 1.0, []
    for css, count in (("lives", parts.living), ("paper", parts.paper), ("plain", parts.new), ("plain", parts.due)):
        drawn.append(_part(css, x, count * unit, parts.working * unit if css == "lives" else 0.0, 1, 12))
        x += count * unit
    body = format_html_join("", "{}", ((part,) for part in drawn))
    return format_html('<svg class="chart share truth" viewBox="0 0 240 14" aria-hidden="true">{}</svg>', body)


def _part(css: str, x: float, width: float, inner: float, top: int, height: int) -> SafeString:
    if not width:
        return SafeString("")
    parts = [svg('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>', css, x, top, width, height)]
    if css == "paper":
        parts.append(svg('<path class="hatching" d="{}"/>', _hatch(x, width, top, height)))
    if inner:
        edge = max(height // 10, 2)
        parts.append(
            svg('<rect class="works" x="{}" y="{}" width="{}" height="{}"/>', x, top + edge, inner, height - 2 * edge)
        )
    return format_html_join("", "{}", ((part,) for part in parts))


def _hatch(x: float, width: float, top: int, height: int) -> str:
    """Lines at 45 degrees, 8 apart, cut at the part's edges."""
    lines = []
    for step in range(-height, int(width), 8):
        left, right = max(step, 0), min(step + height, width)
        if left < right:
            ends = (x + left, top + height - left + step, x + right, top + height - right + step)
            lines.append("M{:.1f} {:.1f}L{:.1f} {:.1f}".format(*ends))
    return "".join(lines)


def _named(words: str, x: float, width: float, css: str) -> SafeString:
    """A name inside its part where it fits, by the width of Chinese signs."""
    length = sum(SIGN if sign > "⺀" else EM for sign in words) + 12
    if length > width:
        return SafeString("")
    return svg('<text class="{}" x="{}" y="38">{}</text>', css, x + 7, words)
