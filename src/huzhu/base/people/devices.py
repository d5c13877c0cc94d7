"""Devices: a browser is known by a cookie of 32 random bytes, of which the table keeps SHA-256."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from huzhu.base.people.models import Account, Device, Enrolment

COOKIE = "device"
FACTORY = "factory"
YEARS = 5 * 365 * 24 * 3600


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def device_of(request: HttpRequest) -> Device | None:
    """The device that this request comes from; None for one never seen."""
    token = request.COOKIES.get(COOKIE, "")
    return Device.objects.filter(token=token_hash(token)).first() if token else None


def new_device(now: datetime, *, unit_id: int | None = None) -> tuple[Device, str]:
    """A device and its token, which nobody else ever sees."""
    token = secrets.token_urlsafe(32)
    return Device.objects.create(token=token_hash(token), unit_id=unit_id, made=now), token


def enrol_device(account: Account, now: datetime) -> tuple[Device, str]:
    """A fresh device enrolled for the account: a cookie that somebody planted beforehand is never enrolled."""
    device, token = new_device(now)
    Enrolment.objects.create(device=device, account=account, generation=account.generation, since=now)
    return device, token


def keep_device(response: HttpResponse, token: str) -> None:
    keep(response, COOKIE, token)


def keep(response: HttpResponse, name: str, value: str) -> None:
    """A cookie for years that scripts cannot read."""
    response.set_cookie(name, value, max_age=YEARS, httponly=True, secure=settings.HTTPS, samesite="Lax")
