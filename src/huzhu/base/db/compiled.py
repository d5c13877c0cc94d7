"""Queries that most pages ask: built and compiled once in a process, asked ever after with other values."""

from __future__ import annotations

from collections.abc import Callable, Collection
from copy import copy
from datetime import date, datetime
from functools import update_wrapper
from inspect import signature
from typing import Any, Generic, ParamSpec, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, QuerySet
from django.db.models.sql.compiler import SQLCompiler

P = ParamSpec("P")
Row = TypeVar("Row")


Ready = tuple[QuerySet[Any, Row], SQLCompiler, str, tuple[Any, ...], dict[int, Any]]
"""Queryset, its compiler, SQL text, parameters with slots, and what turns the columns into Python."""


class Slot(Expression):
    """Where a value will stand: one, or after `__in` the members of a collection."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        return "%s", [self]


class compiled(Generic[P, Row]):  # noqa: N801
    """Decorator of a function that returns one queryset of one shape, whatever its arguments' values.

    The function is called once, with slots in place of its arguments, so it may only hand them on to filters; and once
    more where collections are empty, of which Django leaves out what can find nothing. Values are ids, texts, days and
    moments, never None.
    """

    def __init__(self, build: Callable[P, QuerySet[Any, Row]]) -> None:
        self.build, self.names = build, tuple(signature(build).parameters)
        self.ready: dict[tuple[str, ...], Ready[Row] | None] = {}
        update_wrapper(self, build)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[Row]:
        values: dict[str, Any] = dict(zip(self.names, args, strict=False)) | kwargs
        empty = tuple(name for name, value in values.items() if _many(value) and not value)
        if empty not in self.ready:
            self.ready[empty] = self._compile(empty)
        if (ready := self.ready[empty]) is None:
            return []
        connection = connections[DEFAULT_DB_ALIAS]
        rows, compiler, sql, params, converters = ready
        rows, compiler, filled = rows.all(), copy(compiler), _filled(sql, params, values, connection)
        compiler.connection = connection
        compiler.get_converters = lambda _columns: converters  # type: ignore[assignment,method-assign]
        compiler.as_sql = lambda *_args, **_kwargs: filled  # type: ignore[method-assign]
        rows.query.get_compiler = lambda *_args, **_kwargs: compiler  # type: ignore[method-assign]
        return list(rows)

    def _compile(self, empty: Collection[str]) -> Ready[Row] | None:
        """None where nothing can be found."""
        rows = self.build(*(() if name in empty else Slot(name) for name in self.names))  # type: ignore[arg-type,call-arg]
        compiler = rows.query.get_compiler(using=DEFAULT_DB_ALIAS)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        return rows, compiler, sql, tuple(params), compiler.get_converters([column[0] for column in compiler.select])


def _filled(
    sql: str, params: tuple[Any, ...], values: dict[str, Any], connection: BaseDatabaseWrapper
) -> tuple[str, tuple[Any, ...]]:
    """The statement with as many places as there are values, and the values as the database takes them."""
    places: list[str] = []
    taken: list[Any] = []
    for param in params:
        value = values[param.name] if isinstance(param, Slot) else param
        members = tuple(value) if isinstance(param, Slot) and _many(value) else (value,)
        places.append(", ".join(["%s"] * len(members)))
        taken += [_adapted(one, connection) for one in members] if isinstance(param, Slot) else members
    return sql.replace("%%", "%%%%") % tuple(places), tuple(taken)


def _many(value: object) -> bool:
    return isinstance(value, Collection) and not isinstance(value, str)


def _adapted(value: Any, connection: BaseDatabaseWrapper) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
