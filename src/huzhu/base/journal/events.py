"""Events: a deed says what happened; every registered reaction becomes one background job of the same transaction."""

from collections import defaultdict
from collections.abc import Callable
from typing import TypeVar

from huzhu.base.jobs import enqueue

F = TypeVar("F", bound=Callable[..., None])

REACTIONS: dict[str, list[str]] = defaultdict(list)


def reaction(event: str) -> Callable[[F], F]:
    """Register a function of a room's `reactions.py` (loaded at start); it takes ids and must be idempotent."""

    def register(function: F) -> F:
        name = f"{function.__module__}.{function.__qualname__}"
        if name not in REACTIONS[event]:
            REACTIONS[event].append(name)
        return function

    return register


def happened(event: str, *ids: int | str) -> None:
    """Queue the reactions to an event with the ids it is about."""
    for function in REACTIONS[event]:
        enqueue(function, *ids)
