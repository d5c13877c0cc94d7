"""The two strands: the mark, the picture over an introduction or a contract, the loose ends of an empty page."""

from __future__ import annotations

from functools import cache
from typing import Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

State = Literal["introduction", "signed", "settled"]

BEND = 0.3642
"""Where the handles of a cubic lie that comes nearest to half a wave of a cosine."""


def half_wave(x: float, length: float, y_from: float, y_to: float) -> str:
    """The path of half a wave from (x, y_from) to (x + length, y_to)."""
    handle = BEND * length
    return f"M{x:g} {y_from:g}C{x + handle:g} {y_from:g} {x + length - handle:g} {y_to:g} {x + length:g} {y_to:g}"


def first(path: str) -> SafeString:
    """One stretch of the first-named person's strand: a solid line."""
    return format_html('<path class="strand-1" d="{}"/>', path)


def second(path: str) -> SafeString:
    """One stretch of the second-named person's strand: an open, double line."""
    return format_html('<path class="strand-2" d="{}"/><path class="strand-2-in" d="{}"/>', path, path)


def gap(path: str) -> SafeString:
    """The ground that shows on both sides of the strand that passes over."""
    return format_html('<path class="strand-gap" d="{}"/>', path)


def plied(x: float, length: float, waves: int, *, top: float, bottom: float) -> SafeString:
    """Both strands twisted: `waves` half waves of `length`, passing over and under in turn; the first strand begins at the top."""
    parts: list[tuple[SafeString]] = []
    for number in range(waves):
        start = x + number * length
        falling, rising = half_wave(start, length, top, bottom), half_wave(start, length, bottom, top)
        if number % 2 == 0:
            parts += [(second(rising),), (gap(falling),), (first(falling),)]
        else:
            parts += [(first(rising),), (gap(falling),), (second(falling),)]
    return format_html_join("", "{}", parts)


@cache
def mark() -> SafeString:
    """The mark of Huzhu: two plied strands, 44 × 32; silent to screen readers, the name stands beside it."""
    return format_html(
        '<svg class="mark" viewBox="0 0 44 32" width="28" height="20" aria-hidden="true">{}</svg>',
        plied(1, 21, 2, top=6, bottom=26),
    )


def strands(state: State, *, share: float = 0.0, first_name: str = "", second_name: str = "") -> SafeString:
    """What is stored about two people, as two strands, 390 × 84: ends that face each other, plied up to today, plied to the end.

    share: part of the time from signature to end date that has passed, 0 to 1; only read when `state` is 'signed'.
    first_name, second_name: for the sentence read aloud.
    """
    if state == "introduction":
        sentence = _("Two strands whose ends face each other: %(first)s and %(second)s.")
        body = format_html(
            "{}{}",
            first("M0 14C84 14 84 52 134 52C150 52 160 48 170 40"),
            second("M390 14C306 14 306 52 256 52C240 52 226 49 212 40"),
        )
    else:
        done = 1.0 if state == "settled" else min(max(share, 0.0), 1.0)
        sentence = (
            _("Two plied strands: %(first)s and %(second)s.")
            if done == 1
            else _("Two strands, plied up to today and dotted to the end date: %(first)s and %(second)s.")
        )
        waves = max(1, round(done * 13))
        end = 104 + 20 * waves
        to_come = format_html('<path class="to-come" d="M{} 42H368"/>', end + 8) if done < 1 and end < 356 else ""
        body = format_html(
            "{}{}{}{}",
            first("M0 18C60 18 70 29 104 29"),
            second("M0 66C60 66 70 55 104 55"),
            plied(104, 20, waves, top=29, bottom=55),
            to_come,
        )
    return format_html(
        '<svg class="strands bleed{}" viewBox="0 0 390 84" role="img" aria-label="{}">{}</svg>',
        "" if state == "introduction" else " plied",
        sentence % {"first": first_name or _("the first"), "second": second_name or _("the second")},
        body,
    )


def loose_strands() -> SafeString:
    """Two loose ends for a page that is still empty, 390 × 56; silent to screen readers, the sentence under it speaks."""
    return format_html(
        '<svg class="strands" viewBox="0 0 390 56" aria-hidden="true">{}{}</svg>',
        first("M0 16C60 16 90 32 146 32"),
        second("M390 16C330 16 300 32 244 32"),
    )
