"""Trades to start with; a unit's own vocabulary is in rows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Named:
    """A name as it is stored: in Chinese, and in English."""

    zh: str
    en: str = ""


@dataclass(frozen=True)
class StartingTrade:
    """A trade of the house's own catalogue with its techniques, in their order."""

    code: str
    name: Named
    techniques: tuple[Named, ...]


@cache
def starting_trades() -> dict[str, StartingTrade]:
    """By code, in the order of the file."""
    rows = json.loads(Path(__file__).with_name("trades.json").read_text("utf-8"))
    return {
        row["code"]: StartingTrade(
            row["code"], Named(row["zh"], row["en"]), tuple(Named(*pair) for pair in row["techniques"])
        )
        for row in rows
    }
