"""Statements that both databases run alike and that the ORM does not offer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django.db import connection, models
from django.db.models import F, Q


def insert_once(model: type[models.Model], **values: Any) -> bool:
    """INSERT … ON CONFLICT DO NOTHING: True if the row is new, False if an equal key stood there.

    `values` by field name, for every column without a database default. On PostgreSQL the loser waits until the
    winner has committed, so what the winner wrote can be read afterwards.
    """
    fields = _fields(model, values)
    quote = connection.ops.quote_name
    columns, marks = _columns(fields)
    prepared = [field.get_db_prep_save(value, connection) for field, value in zip(fields, values.values(), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING",  # nosec B608
            prepared,
        )
        return cursor.rowcount == 1


def insert_many(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert many rows by one prepared statement, several times faster than `bulk_create`; ids are not given back.

    `columns`: field names, every column without a database default among them. Run inside a transaction.
    """
    fields = _fields(model, columns)
    quote = connection.ops.quote_name
    names, marks = _columns(fields)
    table = [
        column if isinstance(field, _TAKEN_AS_IT_IS) else map(_Prepared(field).__getitem__, column)
        for field, column in zip(fields, zip(*rows, strict=True), strict=False)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})",  # nosec B608
            list(zip(*table, strict=True)),
        )


def _fields(model: type[models.Model], names: Iterable[str]) -> list[models.Field[Any, Any]]:
    return [cast("models.Field[Any, Any]", model._meta.get_field(name)) for name in names]


def _columns(fields: list[models.Field[Any, Any]]) -> tuple[str, str]:
    """Their columns as INSERT names them, and a mark for each."""
    return ", ".join(connection.ops.quote_name(field.column or "") for field in fields), ", ".join(["%s"] * len(fields))


_TAKEN_AS_IT_IS = (models.IntegerField, models.FloatField, models.ForeignKey)
"""What the caller gives as int, float or None needs no preparing."""


class _Prepared(dict[Any, Any]):
    """Values of a column as the database takes them, each prepared once."""

    def __init__(self, field: Any) -> None:
        super().__init__()
        self.field = field

    def __missing__(self, value: Any) -> Any:
        found = self[value] = self.field.get_db_prep_save(value, connection)
        return found


def rise(rows: models.QuerySet[Any], column: str, *, below: int | F) -> bool:
    """Raise a counter by one while it is below a limit, in one statement; False if it was full."""
    return rows.filter(**{f"{column}__lt": below}).update(**{column: F(column) + 1}) == 1


def sink(rows: models.QuerySet[Any], column: str) -> bool:
    """Lower a counter by one while it is above nought; False if there was nothing to lower."""
    return rows.filter(**{f"{column}__gt": 0}).update(**{column: F(column) - 1}) == 1


def under(path: str, column: str = "path") -> Q:
    """Condition 'this unit or anything below it' on a path column: a range, so an index serves it at any depth.

    A path ends with '/', whose successor is '0'.
    """
    return Q(**{f"{column}__gte": path, f"{column}__lt": path[:-1] + "0"})
