"""Who takes part in a round made from a file alone, and the words and names under which people appear in it."""

from __future__ import annotations

import argparse
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from huzhu.cli import Stop
from huzhu.spreadsheets.mapping import Role
from huzhu.spreadsheets.validating import Understood

STRENGTH = 600  # Q4


def latest(found: Understood) -> Any:
    """int64[P, T]: the score of the last month, then day, then row; -1 where never measured."""
    score = np.full((len(found.people), len(found.techniques)), -1, np.int64)
    m = found.measurements
    for at in np.lexsort((m.row, m.day, m.month)).tolist():
        score[m.person[at], m.technique[at]] = m.score[at]
    return score


def wishes(
    found: Understood, score: Any, options: argparse.Namespace
) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """(person, technique) asked for and offered."""
    gap = {(int(p), int(t)) for p, t in zip(*np.nonzero((score >= 0) & (score < options.wanted)), strict=True)}
    strength = {(int(p), int(t)) for p, t in zip(*np.nonzero(score >= STRENGTH), strict=True)}
    if options.assume_wishes:
        asks, offers = gap, strength
    else:
        asks, offers = set(), set()
        own_gaps, own_strengths = _by_person(gap), _by_person(strength)
        for wish in found.wishes:
            one = {(wish.person, wish.technique)} if wish.technique >= 0 else None
            gaps, strengths = own_gaps.get(wish.person, set()), own_strengths.get(wish.person, set())
            if wish.role == Role.LEARN:
                asks |= one or gaps
            elif wish.role == Role.TEACH:
                offers |= one or strengths
            else:
                asks |= gaps if one is None else gaps & one
                offers |= strengths if one is None else strengths & one
    if options.technique:
        chosen = {i for i, name in enumerate(found.techniques) if name in options.technique}
        unknown = set(options.technique) - set(found.techniques)
        if unknown:
            raise Stop(_("Unknown technique: %(names)s") % {"names": ", ".join(sorted(unknown))})
        asks, offers = ({pair for pair in pairs if pair[1] in chosen} for pairs in (asks, offers))
    return asks, offers


def _by_person(pairs: set[tuple[int, int]]) -> dict[int, set[tuple[int, int]]]:
    result: dict[int, set[tuple[int, int]]] = {}
    for pair in pairs:
        result.setdefault(pair[0], set()).add(pair)
    return result


def codes(values: list[Any]) -> Any:
    """0, 1, 2 … for equal values, int64."""
    known: dict[Any, int] = {}
    return np.array([known.setdefault(value, len(known)) for value in values], np.int64)


def stable_id(*parts: str) -> int:
    """A number below 2**63 that stays with a person, however the file is ordered: roll number, else name and group."""
    key = parts[0] or "\0".join(parts)
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big") >> 1


def shown(found: Understood, person: int) -> str:
    one = found.people[person]
    return f"{one.name} ({one.number})" if one.name and one.number else one.name or one.number


def paths(folder: Path, found: Understood, people: Iterable[int]) -> Iterable[tuple[int, Path]]:
    """A file name per person, harmless and never twice."""
    taken: set[str] = set()
    for person in sorted(people):
        base = re.sub(r"[^\w\-]", "_", found.people[person].number or found.people[person].name)[:60] or "slip"
        name, number = base, 2
        while name.casefold() in taken:
            name, number = f"{base}-{number}", number + 1
        taken.add(name.casefold())
        yield person, folder / f"{name}.txt"
