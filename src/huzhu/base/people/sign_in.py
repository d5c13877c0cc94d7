"""Who is signed in on this request, and how one gets in and out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from huzhu.base.access import Scope
from huzhu.base.people.models import Account, Device
from huzhu.base.people.rights import FULL, rights
from huzhu.base.people.scopes import scope_of

BACKEND = "huzhu.base.people.backend.WithPerson"
SEEN = "seen"
SALT = "huzhu.people.seen"


def scope_of_request(request: HttpRequest) -> Scope | None:
    """The Scope of whoever is signed in, today in the installation's time zone; None for nobody.

    Five statements besides session and account: three of the scope, at most two of the rights.
    """
    account: Any = request.user
    if not account.is_authenticated or not account.is_active:
        return None
    request.account = account  # type: ignore[attr-defined]
    scope = scope_of(
        account.person_id, timezone.localdate(), account_id=account.id, full=rights(account) == FULL,
        factory_id=account.person.factory_id,
    )  # fmt: skip
    if not scope.full:  # one confirmation is no authority: what a role may do waits for the second
        scope = replace(scope, holdings=())
    return scope.at_device(request.session.get("device"), on_tablet=bool(request.session.get("tablet")))


def enter(request: HttpRequest, account: Account, device: Device | None, response: HttpResponse) -> HttpResponse:
    """Sign somebody in; the answer carries his language and theme. On a group's tablet only until it rests."""
    login(request, account, backend=BACKEND)
    request.session["device"] = device.id if device else None
    if device and device.unit_id:
        request.session["tablet"] = True
        request.session.set_expiry(0)
        mark_seen(response)
    return dress(response, account)


def leave(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Sign off. A tablet's pages, language and storage go too; its cookie stays, it is the group's."""
    tablet = request.session.get("tablet")
    logout(request)
    return wipe(response) if tablet else response


def dress(response: HttpResponse, account: Account) -> HttpResponse:
    """Language and theme of an account, as the cookies that every page reads."""
    for name, value in ((settings.LANGUAGE_COOKIE_NAME, account.language), ("theme", account.theme)):
        if value:
            response.set_cookie(name, value, max_age=365 * 24 * 3600, secure=settings.HTTPS, samesite="Lax")
    return response


def wipe(response: HttpResponse) -> HttpResponse:
    """Nothing of a person stays on the group's tablet."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    for name in (SEEN, "theme", settings.LANGUAGE_COOKIE_NAME):
        response.delete_cookie(name)
    return response


def mark_seen(response: HttpResponse) -> None:
    response.set_signed_cookie(SEEN, "1", salt=SALT, httponly=True, secure=settings.HTTPS, samesite="Lax")


def rested(request: HttpRequest) -> bool:
    """Has the tablet been left alone for longer than it may?"""
    seen = request.get_signed_cookie(SEEN, None, salt=SALT, max_age=settings.ENVIRONMENT.tablet_seconds)
    return seen is None


def owner_scope(account: Account, now: datetime) -> Scope:
    """The scope of an account's owner before he is signed in, for the deeds of a first sign-in."""
    return scope_of(account.person_id, timezone.localdate(now), account_id=account.id)
