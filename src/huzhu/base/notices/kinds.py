"""Kinds of notice, declared by the room that sends them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

CATALOGUE: dict[str, NoticeKind] = {}


@dataclass(frozen=True)
class NoticeKind:
    """`text` says where to look and never what is there; `%(due)s` is the deadline where there is one.

    `address` = name of the address, taking the subject's public id unless `plain`.
    """

    code: str
    text: Promise
    address: str
    plain: bool = False

    def __post_init__(self) -> None:
        CATALOGUE[self.code] = self
