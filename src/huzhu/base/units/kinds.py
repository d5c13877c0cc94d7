"""Levels of units. A level is a value: a tree may use any of them at any depth."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Level:
    """`nearness`: 0 within a group, rising; used to say how near two people are."""

    code: str
    name: Promise
    nearness: int


LEVELS = {
    level.code: level
    for level in (
        Level("group", _("group"), 0),
        Level("workshop", _("workshop"), 1),
        Level("factory", _("factory"), 2),
        Level("city", _("city"), 3),
    )
}
