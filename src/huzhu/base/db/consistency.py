"""What `huzhu check` looks for: every room's `consistency.py` registers its questions here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.module_loading import autodiscover_modules

Question = Callable[[], Iterable[str]]

CHECKS: dict[str, Check] = {}
"""All registered checks by code, which is 'module.function' within huzhu."""


@dataclass(frozen=True, slots=True)
class Check:
    """One law of the data: what should hold, and a function that yields one sentence per breach (ids, no names)."""

    code: str
    title: str
    find: Question


def check(title: str) -> Callable[[Question], Question]:
    """Register a function without arguments that yields a sentence per breach, such as 'membership 7 overlaps 9'."""

    def register(find: Question) -> Question:
        module = find.__module__.removeprefix("huzhu.").removesuffix(".consistency")
        code = f"{module}.{find.__name__}"
        CHECKS[code] = Check(code, title, find)
        return find

    return register


def checks() -> list[Check]:
    """Every check of every installed room, ordered by code."""
    autodiscover_modules("consistency")
    return [CHECKS[code] for code in sorted(CHECKS)]
