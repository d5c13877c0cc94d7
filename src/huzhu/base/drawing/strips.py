"""The days of a rota as a strip: two weeks, each day with its date and the code of its shift."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from huzhu.base.drawing.charts import as_figures, figure, svg
from huzhu.base.drawing.words import day_words

WIDTH, HEIGHT, WEEK = 68, 34, 7


@dataclass(frozen=True, slots=True)
class Turn:
    """One day: its shift's code, its hours in words; `code` '' = off, None = no rota says."""

    day: date
    code: str | None
    hours: str = ""

    @property
    def said(self) -> str:
        if self.code is None:
            return _("rota not known")
        return " ".join(filter(None, (self.code, self.hours))) if self.code else _("off")


def strip(turns: Sequence[Turn], label: str) -> SafeString:
    """Days in rows of seven, the first framed as today; beneath it the same as a table. label: the sentence read aloud."""
    body = format_html_join("", "{}", ((_turn(n, turn),) for n, turn in enumerate(turns)))
    rows = -(-len(turns) // WEEK)
    table = as_figures((_("Day"), _("Shift")), ((day_words(turn.day, weekday=True), turn.said) for turn in turns))
    return format_html("{}{}", figure("course", WEEK * WIDTH + 4, rows * HEIGHT + 4, label, body), table)


def _turn(n: int, turn: Turn) -> SafeString:
    x, y = 2 + n % WEEK * WIDTH, 2 + n // WEEK * HEIGHT
    frame = "today" if n == 0 else "grid"
    word = "?" if turn.code is None else turn.code or "·"
    return svg(
        '<path class="{}" fill="none" d="M{} {}h{}v{}h-{}z"/><text x="{}" y="{}">{}</text>'
        '<text class="{}" x="{}" y="{}" text-anchor="middle">{}</text>',
        frame, x, y, WIDTH, HEIGHT, WIDTH, x + 4, y + 23, turn.day.day,
        "value" if turn.code else "", x + 45, y + 23, word,
    )  # fmt: skip
