"""Periods: half-open rows [starts, ends) with the open end 9999-12-31, written by `succeed()` alone."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self, TypeVar, cast

from django.db import models

OPEN_END = date(9999, 12, 31)

T = TypeVar("T", bound="Period")


class PeriodQuerySet(models.QuerySet[Any]):
    def on(self, day: date) -> Self:
        """Rows in force on `day`."""
        return self.filter(starts__lte=day, ends__gt=day)


class Period(models.Model):
    """Base of a dated row; a model adds its own UNIQUE (owner, starts), UNIQUE (owner, ends), CHECK (starts < ends)."""

    owner_fields: ClassVar[tuple[str, ...]] = ()

    starts = models.DateField()
    ends = models.DateField(default=OPEN_END)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        abstract = True


def succeed(model: type[T], *, starts: date, ends: date = OPEN_END, owner: dict[str, Any], **values: Any) -> T:
    """From `starts` on the owner's period has `values`, up to the next row already written; what was in force ends that day.

    Must run inside a deed. The owner's open row is locked (PostgreSQL) before it is cut; on SQLite the deed holds
    the one write lock. A row that starts on the same day is rewritten: within a day only the last word counts.
    """
    rows = cast("models.Manager[T]", model._default_manager)
    now_open = rows.select_for_update().filter(**owner, ends__gt=starts).order_by("starts").first()
    if now_open is not None and now_open.starts == starts:
        for name, value in (values | {"ends": min(ends, now_open.ends)}).items():
            setattr(now_open, name, value)
        now_open.save()
        return now_open
    if now_open is not None and now_open.starts < starts:
        ends = min(ends, now_open.ends)
        now_open.ends = starts
        now_open.save(update_fields=["ends"])
    elif now_open is not None:  # a later row exists: the new one ends where it begins
        ends = min(ends, now_open.starts)
    return rows.create(**owner, starts=starts, ends=ends, **values)


def finish(model: type[T], *, ends: date, owner: dict[str, Any]) -> int:
    """End the owner's row in force on `ends`; a row that began that day is removed. Returns rows touched."""
    rows = model._default_manager.filter(**owner, starts__lte=ends, ends__gt=ends)
    same_day, _ = rows.filter(starts=ends).delete()
    return same_day + rows.update(ends=ends)


def overlaps(model: type[Period]) -> list[tuple[int, int]]:
    """Pairs of row ids of one owner whose days overlap (for `huzhu check`): constraints alone do not stop them."""
    found = []
    last: dict[tuple[Any, ...], tuple[date, int]] = {}
    columns = [model._meta.get_field(field).attname for field in model.owner_fields]  # type: ignore[union-attr]
    for row in model._default_manager.order_by(*columns, "starts").values_list(*columns, "starts", "ends", "id"):
        owner, (starts, ends, row_id) = tuple(row[: len(columns)]), row[len(columns) :]
        if owner in last and starts < last[owner][0]:
            found.append((last[owner][1], row_id))
        last[owner] = (ends, row_id)
    return found
