"""People × techniques: a table on the desk, one technique at a time on the phone; rows keep the order they are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from huzhu.base.drawing.levels import quarter_circle

Ground = Literal["plain", "can-help", "needs-one", "needs-two", "both"]
Trend = Literal["", "up", "still", "down"]

GROUND_CLASS = {
    "plain": "",
    "can-help": "can-help",
    "needs-one": "hatch-1",
    "needs-two": "hatch-2",
    "both": "can-help hatch-1",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One person in one technique: level 0 to 4 or None, the unit's words for it and for the wanted one, and where its records lie."""

    level: int | None
    word: str = ""
    wanted: str = ""
    ground: Ground = "plain"
    offers: bool = False
    trend: Trend = ""
    url: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One person, in roll order; as many cells as there are columns, None where a filter hides one."""

    name: str
    cells: Sequence[Cell | None]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One technique, in the catalogue's order; `key` when it is a key problem of the month.

    can, need: how many can help and need help, where the shown cells are not all; counted from them when None.
    """

    name: str
    key: bool = False
    url: str = ""
    can: int | None = None
    need: int | None = None


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The whole picture; `levels` are the unit's words for the levels 0 to 4, `label` says what it is when read aloud."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    levels: Sequence[str] = ()
    label: str = ""


def ground_words(cell: Cell) -> list[str]:
    """What ground, bar and arrow of a cell say, in words."""
    words = []
    if cell.ground in ("can-help", "both"):
        words.append(_("can help"))
    if cell.ground in ("needs-one", "both"):
        words.append(_("needs help"))
    elif cell.ground == "needs-two":
        words.append(_("needs help, two levels short or more"))
    if cell.offers:
        words.append(_("offers to teach"))
    if cell.trend:
        words.append({"up": _("rising"), "still": _("standing still"), "down": _("falling")}[cell.trend])
    return words


def level_words(cell: Cell) -> list[str]:
    """The level and the wanted one, in the unit's own words."""
    words = [(cell.word if cell.level is not None else "") or _("not measured")]
    if cell.wanted:
        words.append(_("wanted: %(level)s") % {"level": cell.wanted})
    return words


def comma(words: Sequence[str]) -> str:
    """Words in a row, with the reader's comma."""
    return pgettext("between words in a row", ", ").join(words)


def arrow(trend: Trend) -> SafeString:
    """The arrow of a trend; silent."""
    if not trend:
        return SafeString("")
    return format_html(
        '<svg class="icon arrow" aria-hidden="true"><use href="{}#{}"></use></svg>', static("icons.svg"), trend
    )


def heat_map(heat: HeatMap) -> SafeString:
    """The map as a table with one tab stop (from 720 px) and as a list by technique (below)."""
    if not heat.rows or not heat.columns:
        return SafeString("")
    return format_html("{}{}", _table(heat), _list(heat))


def _table(heat: HeatMap) -> SafeString:
    head = format_html_join(
        "",
        '<th scope="col"{}>{}{}</th>',
        (
            (
                SafeString(' class="key"') if column.key else "",
                format_html('<span class="tag key">{}</span>', _("key")) if column.key else "",
                format_html('<a href="{}">{}</a>', column.url, column.name) if column.url else column.name,
            )
            for column in heat.columns
        ),
    )
    circles = {level: quarter_circle(level) for level in (None, 0, 1, 2, 3, 4)}
    arrows: dict[Trend, SafeString] = {trend: arrow(trend) for trend in get_args(Trend)}
    rows = format_html_join(
        "",
        '<tr><th scope="row">{}</th>{}</tr>',
        (
            (
                format_html('<a href="{}">{}</a>', row.url, row.name) if row.url else row.name,
                format_html_join(
                    "",
                    '<td class="{}">{}</td>',
                    (
                        (
                            " ".join(
                                filter(None, (GROUND_CLASS[cell.ground] if cell else "", "key" if column.key else ""))
                            ),
                            _inside(
                                cell,
                                comma([row.name, column.name, *level_words(cell), *ground_words(cell)]) if cell else "",
                                circles,
                                arrows,
                            ),
                        )
                        for column, cell in zip(heat.columns, row.cells, strict=True)
                    ),
                ),
            )
            for row in heat.rows
        ),
    )
    grid = SafeString(" data-grid") if any(cell and cell.url for row in heat.rows for cell in row.cells) else ""
    return format_html(
        '<div class="heat-wide"><table class="heat"{}><caption class="unseen">{}</caption>'
        '<thead><tr><th scope="col">{}</th>{}</tr></thead><tbody>{}</tbody><tfoot>{}{}</tfoot></table></div>',
        grid,
        heat.label or _("Skills"),
        _("in roll order"),
        head,
        rows,
        _foot(_("can help"), [_helpers(heat, index) for index in range(len(heat.columns))], scarce=True),
        _foot(_("need help"), [_needing(heat, index) for index in range(len(heat.columns))]),
    )


def _inside(
    cell: Cell | None, sentence: str, circles: dict[int | None, SafeString], arrows: dict[Trend, SafeString]
) -> SafeString:
    if cell is None:
        return SafeString("")
    offers = "offers" if cell.offers else ""
    if cell.url:
        current = SafeString(' aria-current="true"') if cell.chosen else ""
        return format_html(
            '<a class="{}" href="{}" aria-label="{}"{}>{}{}</a>',
            offers,
            cell.url,
            sentence,
            current,
            circles[cell.level],
            arrows[cell.trend],
        )
    return format_html(
        '<span class="{}" role="img" aria-label="{}">{}{}</span>',
        offers,
        sentence,
        circles[cell.level],
        arrows[cell.trend],
    )


def _helpers(heat: HeatMap, index: int) -> int:
    known = heat.columns[index].can
    return known if known is not None else _count(heat, index, ("can-help", "both"))


def _needing(heat: HeatMap, index: int) -> int:
    known = heat.columns[index].need
    return known if known is not None else _count(heat, index, ("needs-one", "needs-two", "both"))


def _count(heat: HeatMap, index: int, grounds: tuple[str, ...]) -> int:
    return sum(cell is not None and cell.ground in grounds for row in heat.rows for cell in [row.cells[index]])


def _foot(word: str, counts: Sequence[int], *, scarce: bool = False) -> SafeString:
    cells = (
        (
            people(count),
            format_html('<br><span class="tag measured">{}</span>', _("only 1") if count else _("nobody"))
            if scarce and count < 2
            else "",
        )
        for count in counts
    )
    return format_html('<tr><th scope="row">{}</th>{}</tr>', word, format_html_join("", "<td><b>{}</b>{}</td>", cells))


def people(count: int) -> str:
    """A count of persons with its unit."""
    return ngettext("%(count)d person", "%(count)d people", count) % {"count": count}


def _list(heat: HeatMap) -> SafeString:
    opened = next((index for index, column in enumerate(heat.columns) if column.key), 0)
    return format_html(
        '<div class="heat-phone">{}</div>',
        format_html_join(
            "",
            '<details name="technique"{}><summary>{}{}<span class="why">{}</span></summary><ul class="list">{}</ul></details>',
            (
                (
                    SafeString(" open") if index == opened else "",
                    column.name,
                    format_html('<span class="tag key">{}</span>', _("key")) if column.key else "",
                    _("%(can)d can help, %(need)d need help")
                    % {"can": _helpers(heat, index), "need": _needing(heat, index)},
                    format_html_join(
                        "", "<li>{}</li>", ((_line(row.name, cell),) for row in heat.rows if (cell := row.cells[index]))
                    ),
                )
                for index, column in enumerate(heat.columns)
            ),
        ),
    )


def _line(name: str, cell: Cell) -> SafeString:
    body = format_html(
        '<span class="ground {} {}">{}{}</span><span class="what"><b>{}</b><span class="why">{}</span></span>',
        GROUND_CLASS[cell.ground],
        "offers" if cell.offers else "",
        quarter_circle(cell.level),
        arrow(cell.trend),
        name,
        comma([*level_words(cell), *ground_words(cell)]),
    )
    return (
        format_html('<a class="row" href="{}">{}</a>', cell.url, body)
        if cell.url
        else format_html('<span class="row">{}</span>', body)
    )


def heat_legend(heat: HeatMap) -> SafeString:
    """What each sign of the map means; stands under the sheet."""
    signs = [(quarter_circle(level, 20), word) for level, word in enumerate(heat.levels) if word]
    signs += [
        (format_html('<span class="swatch {}"></span>', css), word)
        for css, word in (
            ("can-help", _("can help")),
            ("hatch-1", _("one level short")),
            ("hatch-2", _("two levels short or more")),
        )
    ]
    signs += [
        (SafeString('<span class="bar-sign"></span>'), _("offers to teach")),
        (quarter_circle(None, 20), _("not measured")),
    ]
    trends: tuple[tuple[Trend, str], ...] = (
        ("up", _("rising")),
        ("still", _("standing still")),
        ("down", _("falling")),
    )
    signs += [(arrow(trend), word) for trend, word in trends]
    return format_html('<ul class="legend">{}</ul>', format_html_join("", "<li>{}{}</li>", signs))
