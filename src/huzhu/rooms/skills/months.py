"""Months as dates, and the proof over a closed one."""

from __future__ import annotations

import functools
import hmac
import json
from collections.abc import Iterable
from datetime import date, timedelta
from hashlib import sha256

from django.conf import settings

from huzhu.base.access import NotFound

Scored = tuple[int, int, int, float | None, bool]
"""Person id, technique id, score, quantity, agreed."""


@functools.lru_cache(4096)
def first_of(day: date) -> date:
    return day.replace(day=1)


def later(month: date, months: int) -> date:
    """The first day of the month that lies `months` after `month` (before, when negative)."""
    count = month.year * 12 + month.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def month_asked(text: str) -> date | None:
    """'2026-02' as its first day; None where nothing was asked. NotFound for nonsense."""
    try:
        month = date.fromisoformat(f"{text}-01") if text else None
    except ValueError:
        raise NotFound from None
    if month and not 1900 <= month.year < 2200:
        raise NotFound
    return month


def last_day(month: date) -> date:
    return later(month, 1) - timedelta(days=1)


def proof_of(unit_id: int, month: date, rows: Iterable[Scored]) -> str:
    """HMAC-SHA256 in hex over a group's month, whatever the order of its rows; its key lies outside the database."""
    body = [unit_id, month.isoformat(), sorted([list(row) for row in rows], key=lambda row: (row[0], row[1]))]
    return hmac.new(settings.KEYS.proof, json.dumps(body, separators=(",", ":")).encode(), sha256).hexdigest()
