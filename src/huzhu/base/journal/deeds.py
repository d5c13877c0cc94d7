"""A deed is a verb-function in `actions/`: one transaction, done once, written down."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from django.apps import apps
from django.db import transaction

from huzhu.base.access.scope import Scope
from huzhu.base.db.sql import insert_once

P = ParamSpec("P")
R = TypeVar("R")

CATALOGUE: dict[str, bool] = {}
"""Every deed by name, and whether it is sealed."""


@dataclass
class _Doing:
    name: str
    by: Scope
    now: datetime
    sealed: bool
    recorded: bool = False


_doing: ContextVar[_Doing | None] = ContextVar("deed", default=None)


def deed(name: str, *, sealed: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function with keyword-only `by: Scope` and `now: datetime` a deed.

    Its one transaction begins with (actor, request id) inserted on conflict do nothing; a second time returns the
    first answer, so answers are ids (or other JSON values). A deed that raises has changed nothing. An unsealed deed
    must `record` what it changed; where its name, state or error would BE a secret it is sealed and leaves no row
    at all, so it must be repeatable by nature. A deed inside a deed belongs to the outer one's transaction.
    """
    CATALOGUE[name] = sealed

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            by, now = kwargs["by"], kwargs["now"]
            assert isinstance(by, Scope) and isinstance(now, datetime)  # nosec B101
            outer = _doing.get()
            doing = _Doing(name, by, now, sealed)
            token = _doing.set(doing)
            try:
                with transaction.atomic():
                    once = outer is None and not sealed and by.request_id is not None
                    if once:
                        first, answer = _begin(doing)
                        if not first:
                            return answer  # type: ignore[no-any-return]
                    result = function(*args, **kwargs)
                    if not sealed and not doing.recorded:
                        raise RuntimeError(f"deed {name} wrote no journal row")
                    if once:
                        _answered(doing).update(answer=result)
                    return result
            finally:
                _doing.reset(token)

        return run

    return wrap


def record(
    subject: str,
    subject_id: int,
    *,
    unit_id: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Write the journal row of the deed being done: what it changed, never a sealed value and never a name."""
    doing = _doing.get()
    if doing is None:
        raise RuntimeError("record() outside a deed")
    if doing.sealed:
        raise RuntimeError(f"sealed deed {doing.name} may write no journal row")
    doing.recorded = True
    apps.get_model("journal", "Entry").objects.create(
        at=doing.now, actor_id=doing.by.person_id, deed=doing.name, subject=subject, subject_id=subject_id,
        unit_id=unit_id, before=before or {}, after=after or {},
    )  # fmt: skip


def _begin(doing: _Doing) -> tuple[bool, Any]:
    model = apps.get_model("journal", "Answered")
    first = insert_once(
        model,
        actor_id=doing.by.person_id or 0,
        request_id=doing.by.request_id,
        deed=doing.name,
        answer=None,
        at=doing.now,
    )
    return first, None if first else _answered(doing).values_list("answer", flat=True).first()


def _answered(doing: _Doing) -> Any:
    return apps.get_model("journal", "Answered").objects.filter(
        actor_id=doing.by.person_id or 0, request_id=doing.by.request_id
    )
