"""Passkeys in Chromium with a virtual authenticator: made, used to sign in, and to sign a text."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from playwright.sync_api import Page, expect

from huzhu.base.people import passkeys
from huzhu.base.people.models import Passkey
from tests.cast import PIN, client_for, full_account, make_shop

AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def with_authenticator(page: Page) -> tuple[Any, str]:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"]


@pytest.mark.django_db(transaction=True)
def test_a_passkey_is_made_and_opens_the_sign_in_and_only_with_user_verification(page: Page, live_server: Any) -> None:
    person = make_shop().person()
    client = client_for(person)
    for name in ("device", settings.SESSION_COOKIE_NAME):
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    session, authenticator = with_authenticator(page)
    page.goto(f"{live_server.url}/me/account/passkey")
    page.locator("[name=present]").fill(PIN)
    page.locator("form button.primary").click()
    page.locator("[data-passkey] button").click()
    page.wait_for_url("**/me/account")
    assert Passkey.objects.get().account_id == full_account(person).id
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/sign-in")
    session.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    page.locator("[data-passkey] button").click()
    expect(page.locator("[data-passkey] [role=status]")).not_to_be_empty()
    session.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": True})
    page.locator("[data-passkey] button").click()
    page.wait_for_url(f"{live_server.url}/")
    assert Passkey.objects.get().sign_count > 0


@pytest.mark.parametrize(
    ("host", "secure", "lacks"),
    [
        ("localhost:8000", False, ""), ("mill.example", True, ""), ("mill.example", False, "https"),
        ("192.168.1.5:8000", False, "https"), ("192.168.1.5", True, "name"), ("127.0.0.1:8000", False, "name"),
        ("[::1]:8000", False, "name"),
    ],
)  # fmt: skip
def test_a_passkey_needs_https_and_a_name_or_localhost(host: str, secure: bool, lacks: str, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    assert passkeys.missing(RequestFactory().get("/", headers={"host": host}, secure=secure)) == lacks


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/sign-in", "/me/account"])
def test_on_plain_http_the_page_says_what_is_missing_and_on_https_or_localhost_nothing(
    path: str, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["mill.example", "localhost"]
    client = client_for(make_shop().person()) if path == "/me/account" else Client()

    def said(host: str, *, secure: bool) -> str:
        return client.get(path, headers={"host": host, "accept-language": "en"}, secure=secure).content.decode()

    plain = said("mill.example", secure=False)
    assert "This address has no https." in plain and "can be read on its way" in plain and "no passkeys" in plain
    assert "data-passkey" not in plain and "/me/account/passkey" not in plain
    for page in (said("mill.example", secure=True), said("localhost:8000", secure=False)):
        assert "no https" not in page and ("data-passkey" in page or "/me/account/passkey" in page)
