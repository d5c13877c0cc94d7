"""What a sign-in may do: computed from its confirmations every time, never stored (Q33)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q, QuerySet

from huzhu.base.db import compiled
from huzhu.base.people.models import Account, Confirmation

NONE, LOOK, FULL = "none", "look", "full"
FOUNDING, MESSAGE = "founding", "message"


def rights(account: Account) -> str:
    """'none' before anybody confirmed, 'look' (look and wish), 'full' (answer and sign)."""
    return rights_of([account])[account.id]


def rights_of(accounts: Iterable[Account]) -> dict[int, str]:
    """The rights of several sign-ins by account id, in at most two statements."""
    return {
        account_id: FULL if enough else LOOK if begun else NONE
        for account_id, (begun, enough) in _judge({a.id: a.generation for a in accounts}).items()
    }


def confirmed_enough(account_id: int, generation: int) -> bool:
    """Would this generation of a sign-in be full?"""
    return _judge({account_id: generation})[account_id][1]


def _judge(generations: dict[int, int]) -> dict[int, tuple[bool, bool]]:
    """(confirmed by anybody, confirmed by enough) of each account's generation."""
    rows: dict[int, list[Confirmation]] = defaultdict(list)
    for row in _confirmations([key for key, value in generations.items() if value]):
        if row.generation == generations[row.account_id]:
            rows[row.account_id].append(row)
    edges = set(_edges({row.confirmer_id for found in rows.values() if len(found) > 1 for row in found} - {None}))
    return {
        key: (bool(rows[key]), any(row.role == FOUNDING for row in rows[key]) or _pair(rows[key], edges))
        for key in generations
    }


def _pair(rows: list[Confirmation], edges: set[tuple[int, int, int | None]]) -> bool:
    """A leader, and somebody else; neither confirmed the sign-in with which the other one confirmed.

    A founder may have confirmed the leader's: in a new house there is nobody else who could be the second.
    """
    return any(
        leader.leads
        and leader.id != other.id
        and not _confirmed(leader, other, edges)
        and (not _confirmed(other, leader, edges) or _founder(other, edges))
        for leader in rows
        for other in rows
    )


def _confirmed(one: Confirmation, other: Confirmation, edges: set[tuple[int, int, int | None]]) -> bool:
    """Did `one`'s confirmer confirm the sign-in that `other`'s confirmer then used?"""
    return (other.confirmer_id, other.confirmer_generation, one.confirmer_id) in edges  # type: ignore[comparison-overlap]


def _founder(row: Confirmation, edges: set[tuple[int, int, int | None]]) -> bool:
    """Was the sign-in, with which this was confirmed, made by the founding?"""
    return (row.confirmer_id, row.confirmer_generation, None) in edges  # type: ignore[comparison-overlap]


@compiled
def _confirmations(account_ids: Collection[int]) -> QuerySet[Confirmation]:
    return Confirmation.objects.filter(account_id__in=account_ids)


@compiled
def _edges(account_ids: Collection[int | None]) -> QuerySet[Any, tuple[int, int, int | None]]:
    """(account, generation, confirmer) among these accounts; confirmer None where the founding stands for one."""
    among = Q(account_id__in=account_ids) & (Q(confirmer_id__in=account_ids) | Q(role=FOUNDING))
    return Confirmation.objects.filter(among).values_list("account_id", "generation", "confirmer_id")
