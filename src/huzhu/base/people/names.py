"""What somebody is found by: number, name, full pinyin, initials; traditional writing counts as simplified."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import islice, product
from typing import Any

LENGTH = 600
READINGS, SPELLINGS = 3, 8
"""Most readings taken of one character (单 is dan, chan and shan), and most spellings of one name."""


def found_by(roll: str, name: str) -> str:
    """' 101 周金凤 zhoujinfeng jinfeng zjf': each key begins after a space, so that ' zhouj' finds its beginning.

    Every character is turned by itself, so that a name and a part of it give the same letters.
    """
    keys = asked(roll) + (words := asked(name))
    for word in filter(is_han, words):
        spellings = list(islice(product(*map(_readings, word)), SPELLINGS))
        keys += ["".join(spelling) for spelling in spellings] + ["".join(spelling[1:]) for spelling in spellings]
        keys += ["".join(syllable[0] for syllable in spelling) for spelling in spellings]
    return "".join(f" {key}" for key in dict.fromkeys(keys) if key)[:LENGTH]


def asked(text: str) -> list[str]:
    """The words of a question or a name as keys are written: small letters, simplified characters, v for ü."""
    small = text.casefold().replace("ü", "v").replace("'", "")
    return "".join(_simplified(character) for character in small).split()


def is_han(word: str) -> bool:
    """Has it a character that pinyin can spell?"""
    return any("\u3400" <= character <= "\u9fff" or character > "\uffff" for character in word)


@lru_cache(8192)
def _readings(character: str) -> tuple[str, ...]:
    if not is_han(character):
        return (character,)
    from pypinyin import Style, pinyin  # a third of a second, which only those pay who write a name

    found = pinyin(character, style=Style.NORMAL, heteronym=True)
    return tuple(found[0][:READINGS]) if found else (character,)


@lru_cache(8192)
def _simplified(character: str) -> str:
    return str(_converter().convert(character)) if is_han(character) else character


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")
