"""Addresses of signing in, of one's own account, and of a group's people. Names have no prefix."""

from django.urls import path

from huzhu.base.people.views import account, first_sign_in, groups, leaving, mine, roll, sign_in

urlpatterns = [
    path("sign-in", sign_in.sign_in, name="sign-in"),
    path("sign-out", sign_in.sign_out, name="sign-out"),
    path("sign-in/passkey/options", sign_in.passkey_options, name="passkey-options"),
    path("sign-in/passkey", sign_in.passkey_sign_in, name="passkey-sign-in"),
    path("join/<str:uid>", sign_in.join, name="join"),
    path("demo/enter/<str:uid>", sign_in.demo_enter, name="demo-enter"),
    path("first-sign-in", first_sign_in.begin, name="begin-sign-in"),
    path("first-sign-in/<str:uid>", first_sign_in.page, name="first-sign-in"),
    path("first-sign-in/<str:uid>/state", first_sign_in.state, name="first-sign-in-state"),
    path("first-sign-in/<str:uid>/message", first_sign_in.message, name="first-sign-in-message"),
    path("confirm", first_sign_in.confirm_page, name="confirm"),
    path("confirm/list", first_sign_in.confirm_list, name="confirm-list"),
    path("me/account", account.account, name="account"),
    path("me/account/confirm", first_sign_in.go_on, name="account-confirm"),
    path("me/account/secret", account.secret, name="account-secret"),
    path("me/account/email", account.email, name="account-email"),
    path("me/account/looks", account.looks, name="account-looks"),
    path("me/account/device", account.device, name="account-device"),
    path("me/account/close", account.close, name="account-close"),
    path("me/account/app", account.app, name="account-app"),
    path("me/account/passkey", account.passkey, name="account-passkey"),
    path("me/account/passkey/store", account.passkey_store, name="account-passkey-store"),
    path("me/account/passkey/<str:uid>/forget", account.passkey_forget, name="account-passkey-forget"),
    path("me/sight", mine.sight, name="sight"),
    path("me/seen", mine.seen, name="seen"),
    path("me/done-in-your-name", account.done, name="done-in-your-name"),
    path("people", roll.search, name="people"),
    path("people/<str:uid>", roll.person, name="person"),
    path("people/<str:uid>/open", leaving.unfinished, name="person-open"),
    path("people/<str:uid>/delete", roll.delete, name="person-delete"),
    path("groups/<str:uid>/people", groups.people, name="group-people"),
    path("groups/<str:uid>/cards", groups.cards, name="group-cards"),
    path("groups/<str:uid>/tablet", groups.tablet, name="group-tablet"),
]
