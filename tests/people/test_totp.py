"""Authenticator apps: the values of RFC 6238, and no code twice."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from huzhu.base.people import totp
from huzhu.base.people.models import Totp
from tests.cast import PIN, client_for, full_account, make_shop

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
    ],
)
def test_rfc_6238_values_are_met(seconds: int, code: str) -> None:
    assert totp.code_at(SECRET, seconds // 30, digits=8) == code


@pytest.mark.django_db
def test_a_code_is_taken_once_and_not_two_minutes_late() -> None:
    account = full_account(make_shop().person())
    row, now = totp.begin(account), datetime(2026, 3, 2, 1, 0, 5, tzinfo=UTC)
    Totp.objects.update(active=True)
    step = int(now.timestamp()) // totp.STEP
    code = totp.code_at(totp.secret_of(row), step)
    assert not totp.check(account, code, now + timedelta(minutes=2))
    assert totp.check(account, code, now)
    assert not totp.check(account, code, now)
    assert totp.check(account, totp.code_at(totp.secret_of(row), step + 1), now + timedelta(seconds=30))


@pytest.mark.django_db
def test_the_secret_of_an_app_lies_sealed() -> None:
    row = totp.begin(full_account(make_shop().person()))
    assert totp.letters_of(row).encode() not in bytes(Totp.objects.get().secret)


@pytest.mark.django_db
def test_an_app_is_set_up_by_its_code_and_signs_instead_of_the_pin(free_clock: object) -> None:
    person = make_shop().person()
    client = client_for(person)
    shown = client.get("/me/account/app")
    assert re.search("<svg", shown.content.decode())
    row = Totp.objects.get()
    step = int(datetime.now(UTC).timestamp()) // totp.STEP
    right = totp.code_at(totp.secret_of(row), step)
    assert client.post("/me/account/app", {"code": right, "present": "135791"}).status_code == 422
    assert client.post("/me/account/app", {"code": "000000", "present": PIN}).status_code == 422
    assert (
        client.post("/me/account/app", {"code": totp.code_at(totp.secret_of(row), step), "present": PIN}).status_code
        == 302
    )
    assert Totp.objects.get().active
    code = totp.code_at(totp.secret_of(row), step + 1)
    assert client.post("/me/account/secret", {"present": code, "secret": "975310"}).status_code == 302
    assert client.post("/me/account/app", {"present": PIN}).status_code == 422
    assert client.post("/me/account/app", {"present": "975310"}).status_code == 302
    assert not Totp.objects.exists()
