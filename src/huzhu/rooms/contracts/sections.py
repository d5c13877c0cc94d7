"""What the rooms above show on a contract's page: sessions, checks, questions.

A room registers a function in its `sections.py`; it answers with the section's template and values, or None where
there is nothing for this reader. The page's door was opened by the view.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from huzhu.base.access import Scope
from huzhu.rooms.contracts.models import Contract

__all__ = ["Contract", "Section", "sections_of", "shows"]
"""`Contract` as the rooms above are handed it: by `contract_for`, and to what they show."""


@dataclass(frozen=True)
class Section:
    """`template` is included with `section` = `values`; sections stand in the order of `place`.

    `bar`: template of the page's tap bar, with the same values; for the everyday deed of the two.
    """

    template: str
    values: object
    place: int
    bar: str = ""


Shows = Callable[[Contract, Scope, datetime], Section | None]
_shown: list[Shows] = []


def shows(function: Shows) -> Shows:
    """Register what a room shows of a contract."""
    if function not in _shown:
        _shown.append(function)
    return function


def sections_of(contract: Contract, scope: Scope, now: datetime) -> list[Section]:
    """Every room's section for this reader, in order."""
    found = [section for function in _shown if (section := function(contract, scope, now))]
    return sorted(found, key=lambda section: section.place)
