"""How alike two names of techniques are, by spelling, by sound and in English; pure, no database."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Literal

Ground = Literal["spelling", "sound", "english", "similar"]

LEAST = 0.5
"""Below this two names have nothing to do with each other."""


@dataclass(frozen=True)
class Name:
    """A name as it was written, in Chinese and perhaps in English; `key` is whatever it belongs to."""

    key: int
    zh: str
    en: str = ""

    @cached_property
    def plain(self) -> str:
        """Letters and figures only, one width, one case."""
        return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", self.zh).casefold())

    @cached_property
    def sound(self) -> tuple[str, ...]:
        """Syllables of the Chinese, so that 接头 sounds like 接頭 and 结头 like neither tone nor sign would tell."""
        from pypinyin import lazy_pinyin  # a third of a second, which only those pay who compare names

        return tuple(lazy_pinyin(self.plain))

    @cached_property
    def english(self) -> tuple[str, ...]:
        """Words of the English, the ends of plurals and of -ing taken off."""
        words = re.findall(r"[a-z]+|\d+", unicodedata.normalize("NFKC", self.en or self.zh).casefold())
        return tuple(re.sub(r"(ing|es|s)$", "", word) if len(word) > 4 else word for word in words)

    @cached_property
    def parts(self) -> frozenset[str]:
        """What two names must share a little of before they are compared at all."""
        return frozenset(self.plain) | frozenset(self.sound) | frozenset(self.english)


@dataclass(frozen=True)
class Proposal:
    """A name that may mean the same: how alike, 0–1, and on what ground."""

    key: int
    likeness: float
    ground: Ground


def likeness(one: Name, other: Name) -> tuple[float, Ground]:
    """How alike, 0–1, and on what ground: the same signs, the same sound, the same English, else whatever is similar."""
    if one.plain and one.plain == other.plain:
        return 1.0, "spelling"
    if one.sound and one.sound == other.sound:
        return 0.95, "sound"
    if one.english and one.english == other.english:
        return 0.95, "english"
    found = max(_ratio(one.plain, other.plain), _ratio(one.sound, other.sound), _ratio(one.english, other.english))
    return min(found, 0.9), "similar"


def proposals(names: Iterable[Name], among: Sequence[Name], most: int = 4) -> dict[int, list[Proposal]]:
    """{key of a name: the most alike of `among`, best first}; a name that is like none has an empty list.

    Only those that share signs, syllables or words are compared, the thirty that share most.
    """
    holders: dict[str, list[int]] = defaultdict(list)
    for place, other in enumerate(among):
        for part in other.parts:
            holders[part].append(place)
    found = {}
    for name in names:
        shared: dict[int, int] = defaultdict(int)
        for part in name.parts:
            for place in holders[part]:
                shared[place] += 1
        near = sorted(shared, key=lambda place: (-shared[place], place))[:30]
        scored = [Proposal(among[place].key, *likeness(name, among[place])) for place in near]
        best = sorted((line for line in scored if line.likeness >= LEAST), key=lambda line: (-line.likeness, line.key))
        found[name.key] = best[:most]
    return found


def _ratio(one: Sequence[str], other: Sequence[str]) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() if one and other else 0.0
