"""Kinds of notice, declared by the room that sends them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

CATALOGUE: dict[str, NoticeKind] = {}


@dataclass(frozen=True)
class NoticeKind:
    """`text` says where to look and never what is there; `%(due)s` is the deadline where there is one.

    `address` = name of the address, taking the subject's public id unless `plain`. `hidden(person_id, subjects)`:
    those of them that are not for this person's eyes; their rows stand like any other, and nothing is sent or shown.
    `urgent`: worth a message at night, and no digest waits for it. `asks`: it waits on Today until it is answered and
    is not told there besides, so that no question stands there that has its answer.
    """

    code: str
    text: Promise
    address: str
    plain: bool = False
    hidden: Callable[[int, set[str]], set[str]] | None = None
    urgent: bool = False
    asks: bool = False

    def __post_init__(self) -> None:
        CATALOGUE[self.code] = self
