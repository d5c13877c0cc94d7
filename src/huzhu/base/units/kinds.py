"""Levels of units. A level is a value: a tree may use any of them at any depth."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LINE = ("group", "shift", "workshop", "factory", "county", "city", "system", "province", "nation")
"""The levels on a person's way up, nearest first; nearness is an index into them."""


@dataclass(frozen=True)
class Level:
    """`home`: people belong to units of this level (Q36). A team's people are at home elsewhere."""

    code: str
    name: Promise
    home: bool = False

    @property
    def nearness(self) -> int:
        """0 within a home, rising; used to say how near two people are."""
        return LINE.index(self.code) if self.code in LINE else 0


LEVELS = {
    level.code: level
    for level in (
        Level("group", _("group"), home=True),
        Level("office", _("office"), home=True),
        Level("team", _("specialist team")),
        Level("shift", _("shift or section")),
        Level("workshop", _("workshop")),
        Level("factory", _("factory")),
        Level("county", _("county or district")),
        Level("city", _("city")),
        Level("system", _("system, e.g. a railway bureau")),
        Level("province", _("province")),
        Level("nation", _("nation")),
    )
}

HOMES = tuple(level.code for level in LEVELS.values() if level.home)


def said(name: str, name_en: str) -> str:
    """The name of a unit in the reader's language, where it has one there."""
    return name_en if name_en and (get_language() or "").startswith("en") else name


LABELS = {"trade": _("trade"), "line": _("line"), "product": _("product"), "contact": _("contact")}
"""What a unit can be labelled with; a contact says how to reach it."""


def level_words(level: str, above: str) -> str:
    """The kind of a unit in words; a team is told apart by the unit that it hangs below."""
    if level != "team":
        return str(LEVELS[level].name) if level in LEVELS else level
    if above in ("group", "shift", "workshop"):
        return str(_("specialist team of a workshop"))
    return str(_("specialist team of a factory") if above == "factory" else _("specialist team between factories"))
