"""What views know of their request: the Scope that `web` has put on it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from huzhu.base.access.scope import Scope

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails


OLDEST = timedelta(days=366)
"""A clock that says more is wrong; it is far too late for anything all the same (Q23)."""


class Request(HttpRequest):
    """A request of somebody signed in; `web.middleware` sets `scope`, `now` and `htmx`."""

    scope: Scope
    now: datetime
    htmx: HtmxDetails
    account: Any


def acting(request: Request) -> Scope:
    """The scope of a deed: with the form's own id, so that a second press of the button does nothing twice."""
    return request.scope.for_request(request.POST.get("request_id"))


def done_at(request: Request) -> datetime:
    """When the phone says that it was done (Q23); without a word, or in the future, it is now.

    Forms that wait on a phone without network carry the time as `done_at`, in ISO 8601 with its offset.
    """
    return _said(request, "done_at") or request.now


def opened_at(request: Request) -> datetime | None:
    """When the page that is sent was opened, where its form carries that as `opened` (Q27)."""
    return _said(request, "opened")


def _said(request: Request, name: str) -> datetime | None:
    try:
        said = datetime.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        return None
    return min(max(said if said.tzinfo else said.replace(tzinfo=UTC), request.now - OLDEST), request.now)
