"""Groups made up from parameters: what they truly do, and what they write down; to try the state and the score on.

Whoever changes the score may not look here for what it should find: the parameters stand in `groups.toml`, or in a file of
one's own, and docs/truth.md says what came of it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from huzhu.engine.evidence.histories import DAY, Check, Elsewhere, History, Measurement, Session

PARAMETERS = Path(__file__).with_name("groups.toml")
HALF_MONTH = 15
MORNING, SPAN, PACE = 6 * 60, 15 * 60, 30
OBSERVED = ("step", "fault", "figure", "tool", "end", "speed", "clean", "order")
FEW_WORDS = 4
"""Words of an observation are drawn anew; two lines of a sitting may happen to say the same."""


@dataclass(frozen=True)
class Ways:
    """How a kind of group signs, practises, writes down, checks and learns; `groups.toml` says what each number means."""

    signing: float
    weekly: float
    keeps: float
    stops: float
    checked: float
    seconds: float
    honest: bool
    invented: float = 0.0
    batch: float = 0.0
    delay: float = 0.0
    confirms: float = 0.0
    answer: float = 1.0
    shift: float = 0.0
    relief: float = 0.0
    observed: float = 0.0
    flatters: bool = False
    gain: float = 0.0
    noise: float = 0.0
    ordered: float = 0.0
    away: float = 0.0
    careful: bool = False
    logged: float = 1.0


@dataclass(frozen=True)
class Simulated:
    """A contract with what is true of it: its kind of group, days of sessions that took place, how many were invented."""

    kind: str
    honest: bool
    history: History
    truly: tuple[int, ...]
    invented: int


def read_ways(path: Path = PARAMETERS) -> dict[str, Ways]:
    """Kinds of group by name. Raises ValueError naming the kind and the word that is wrong."""
    known = {field.name: field.type for field in fields(Ways)}
    found = {}
    for kind, table in tomllib.loads(path.read_text(encoding="utf-8")).items():
        if wrong := [word for word in table if word not in known]:
            raise ValueError(f"{kind}: no such word: {', '.join(wrong)}")
        for word, value in table.items():
            right = isinstance(value, bool) if known[word] == "bool" else isinstance(value, (int, float)) and value >= 0
            if not right:
                raise ValueError(f"{kind}: {word} = {value!r}")
        try:
            found[kind] = Ways(**table)
        except TypeError as missing:
            raise ValueError(f"{kind}: {missing}") from None
    return found


def simulate(
    kinds: Mapping[str, Ways], *, groups: int, contracts: int, days: int, seed: int
) -> tuple[list[Simulated], list[Elsewhere]]:
    """`groups` groups of each kind with `contracts` each, over `days` days from day 0; the same seed makes the same.

    Each kind draws from its own numbers, so that one more kind changes no other.
    """
    found: list[Simulated] = []
    elsewhere: list[Elsewhere] = []
    for at, (kind, ways) in enumerate(sorted(kinds.items())):
        draw = np.random.default_rng([seed, *kind.encode()])
        for group in range(groups):
            unit = at * groups + group + 1
            made, away = _group(kind, ways, unit, contracts, days, draw)
            found += made
            elsewhere += away
    return found, elsewhere


def _group(
    kind: str, ways: Ways, unit: int, contracts: int, days: int, draw: np.random.Generator
) -> tuple[list[Simulated], list[Elsewhere]]:
    begins = int(draw.integers(0, 20))
    people = range(unit * 1000, unit * 1000 + 2 * contracts)
    away = [spell for person in people for spell in _away(person, ways, days, draw)]
    sittings = _sittings(unit, ways, days, draw)
    found = []
    for n in range(contracts):
        two = (people[2 * n], people[2 * n + 1])
        signed = begins + int(draw.uniform(0, ways.signing))
        dropped = signed + int(draw.integers(1, 15)) if draw.random() < ways.stops else days
        spells = [(row.starts, row.ends) for row in away if row.person in two]
        real = _moments(ways.weekly, ways.keeps, signed, min(dropped, days), draw, spells)
        ghosts = _moments(ways.invented, 1.0, signed, days, draw, spells if ways.careful else [])
        logs = [_log(at, two, ways, draw, batch=ways.batch) for at in real if draw.random() < ways.logged]
        logs += [_log(at, two, ways, draw, batch=0 if ways.careful else ways.batch) for at in ghosts]
        history = History(
            unit, two, signed, signed + days, sessions=tuple(sorted(logs, key=lambda log: (log.starts, log.sent))),
            checks=tuple(_checks(sittings, signed, real, ways, draw)),
            measurements=tuple(_measured(signed, days, real, ways, draw)),
        )  # fmt: skip
        found.append(Simulated(kind, ways.honest, history, tuple(at // DAY for at in real), len(ghosts)))
    return found, away


def _away(person: int, ways: Ways, days: int, draw: np.random.Generator) -> list[Elsewhere]:
    spells = []
    for _ in range(int(draw.poisson(ways.away * days / 30))):
        first = int(draw.integers(0, days))
        spells.append(Elsewhere(person, first * DAY, (first + int(draw.integers(1, 5))) * DAY))
    return spells


def _moments(
    weekly: float, keeps: float, first: int, last: int, draw: np.random.Generator, spells: Sequence[tuple[int, int]]
) -> list[int]:
    """Minutes at which something begins, fewer as time goes by, never within `spells`."""
    found = []
    for day in range(first, last):
        if draw.random() < weekly / 7 * keeps ** ((day - first) / 30):
            at = day * DAY + MORNING + int(draw.uniform(0, SPAN))
            if not any(starts <= at < ends for starts, ends in spells):
                found.append(at)
    return found


def _log(at: int, two: tuple[int, int], ways: Ways, draw: np.random.Generator, *, batch: float) -> Session:
    minutes = int(draw.choice([15, 30, 30, 45, 60]))
    sent = at + minutes + int(draw.exponential(max(ways.delay, 0.01)) * DAY)
    if batch:
        period = int(batch * DAY)
        sent = (sent // period + 1) * period + int(draw.uniform(0, PACE))
    confirmed = sent + int(draw.exponential(max(ways.answer, 0.01)) * DAY) if draw.random() < ways.confirms else None
    shift = bool(draw.random() < ways.shift)
    relief = shift and bool(draw.random() < ways.relief)
    return Session(at, minutes, sent, two[int(draw.integers(0, 2))], confirmed, shift, relief)


def _sittings(unit: int, ways: Ways, days: int, draw: np.random.Generator) -> list[tuple[int, int]]:
    """(sitting, minute) of the half months in which the group sits."""
    return [
        (unit * 1000 + half, half * HALF_MONTH * DAY + MORNING + 600 + int(draw.integers(-2, 3)) * DAY)
        for half in range(1, days // HALF_MONTH + 1)
        if draw.random() < ways.checked
    ]


def _checks(
    sittings: Sequence[tuple[int, int]], signed: int, real: Sequence[int], ways: Ways, draw: np.random.Generator
) -> list[Check]:
    found = []
    for sitting, at in sittings:
        if at // DAY < signed + 8:
            continue
        lately = sum(at - HALF_MONTH * DAY <= moment < at for moment in real)
        rating = "good" if ways.flatters or lately >= 2 else "fair" if lately else "poor"
        words = " ".join(draw.choice(OBSERVED, FEW_WORDS)) if draw.random() < ways.observed else ""
        seconds = float(draw.lognormal(np.log(ways.seconds), 0.5))
        found.append(Check(sitting, at, at + int(draw.exponential(0.05) * DAY), rating, seconds, words))
    return found


def _measured(signed: int, days: int, real: Sequence[int], ways: Ways, draw: np.random.Generator) -> list[Measurement]:
    """A routine measurement each month, known ten days after it, and now and then an ordered one."""
    found = []
    for day in range(signed - signed % 30 + 30, days, 30):
        won = ways.gain * sum(moment // DAY < day for moment in real) + draw.normal(0, ways.noise)
        found.append(Measurement(day + 10, round(won), won >= 150))
    for _ in range(int(draw.poisson(ways.ordered * max(0, days - signed) / 30))):
        day = int(draw.integers(signed + 1, days)) if days > signed + 1 else signed
        won = ways.gain * sum(moment // DAY < day for moment in real) + draw.normal(0, ways.noise)
        found.append(Measurement(day, round(won), won >= 150, ordered=True))
    return sorted(found, key=lambda row: row.day)
