"""Small signs for levels, places taken and levels of the tree."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WEDGES = {
    1: "M19 19V4A15 15 0 0 1 34 19z",
    2: "M19 4A15 15 0 0 1 19 34z",
    3: "M19 19V4A15 15 0 1 1 4 19z",
}


def quarter_circle(level: int | None, size: int = 25, word: str = "") -> SafeString:
    """A level as a quarter circle: 0 empty cross, 1 to 3 quarters clockwise from twelve, 4 full with a hole, None a dash.

    size: 20, 25, 34 or 38 px. word: the unit's own name of the level, read aloud; without it the sign is silent, because the word stands beside it.
    Raises ValueError for a level outside 0 to 4.
    """
    body: SafeString | str
    if level is None:
        body = SafeString('<path class="ring" d="M13 19H25"/>')
    elif level == 4:
        body = SafeString('<circle class="fill" cx="19" cy="19" r="16"/><circle class="hole" cx="19" cy="19" r="5"/>')
    elif 0 <= level <= 3:
        cross = SafeString('<path class="cross" d="M19 4V34M4 19H34"/>')
        wedge = format_html('<path class="fill" d="{}"/>', WEDGES[level]) if level else ""
        body = format_html('{}{}<circle class="ring" cx="19" cy="19" r="15"/>', cross, wedge)
    else:
        raise ValueError(f"no level {level}")
    voice = format_html('role="img" aria-label="{}"', word) if word else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="quarter" viewBox="0 0 38 38" width="{0}" height="{0}" {1}>{2}</svg>', size, voice, body
    )


def squares(classes: Sequence[str], css: str) -> SafeString:
    """A row of small squares, one class each; silent, because the sentence stands beside it."""
    body = format_html_join(
        "", '<rect class="{}" x="{}" y="2" width="13" height="13"/>', ((c, 2 + 18 * i) for i, c in enumerate(classes))
    )
    return format_html(
        '<svg class="{}" viewBox="0 0 {} 17" width="{}" height="17" aria-hidden="true">{}</svg>',
        css,
        18 * len(classes) - 1,
        18 * len(classes) - 1,
        body,
    )


def load_squares(taken: int, most: int) -> SafeString:
    """Places as squares, filled = taken; more than 8 places are left to the words beside it."""
    if most > 8:
        return SafeString("")
    return squares(["taken"] * min(taken, most) + ["free"] * max(most - taken, 0), "load")


def level_track(levels: int, set_at: int | None, here: int) -> SafeString:
    """One square per level of the tree from the top: filled where the value was set, green frame where we are."""
    return squares(
        [" ".join(["level"] + ["set"] * (i == set_at) + ["here"] * (i == here)) for i in range(levels)], "track"
    )
