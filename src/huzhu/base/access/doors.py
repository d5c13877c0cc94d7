"""A door: the only way to get an object for a deed."""

from collections.abc import Callable
from typing import TypeVar

from django.db.models import Model, QuerySet

from huzhu.base.access.errors import NotAllowed, NotFound

T = TypeVar("T", bound=Model)


def open_door(
    visible: QuerySet[T], permitted: Callable[[T], bool] | None = None, *, lock: bool = False, **key: object
) -> T:
    """The row with `key` = visible (else NotFound) + permitted (else NotAllowed) + locked where the database can."""
    rows = visible.select_for_update(of=("self",)) if lock else visible
    row = rows.filter(**key).first()
    if row is None:
        raise NotFound
    if permitted is not None and not permitted(row):
        raise NotAllowed
    return row
