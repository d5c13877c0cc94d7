"""Who is signed in on this request."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone

from huzhu.base.access import Scope
from huzhu.base.people.scopes import scope_of


def scope_of_request(request: HttpRequest) -> Scope | None:
    """The Scope of whoever is signed in, today in the installation's time zone; None for nobody."""
    account = request.user
    if not account.is_authenticated or not account.is_active:
        return None
    return scope_of(account.person_id, timezone.localdate(), account_id=account.id, full=True)  # type: ignore[union-attr]
