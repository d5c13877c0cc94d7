"""One's own sign-in: who confirmed it, and everything that opens it."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huzhu.base.access import NotAllowed, Refused, Request, acting
from huzhu.base.people import passkeys, totp
from huzhu.base.people.actions import accounts, first_sign_in
from huzhu.base.people.confirmations import confirmations_of
from huzhu.base.people.consents import done_in_your_name, not_me
from huzhu.base.people.devices import device_of, keep_device, new_device
from huzhu.base.people.forms import CodeForm, EmailForm, LooksForm, NewSecretForm, OwnForm, PasskeyForm
from huzhu.base.people.models import Account, Totp
from huzhu.base.people.public import goes_on
from huzhu.base.people.qr import qr_of
from huzhu.base.people.secrets import check_secret
from huzhu.base.people.sign_in import dress, enter


def account(request: Request) -> HttpResponse:
    """Who confirmed me, for ever; devices, passkeys, app; language and brightness."""
    mine: Account = request.account
    devices = list(mine.enrolments.filter(generation=mine.generation).order_by("since"))
    here = request.scope.device_id
    context = {
        "mine": mine, "confirmed": confirmations_of(mine.id), "devices": devices, "here": here,
        "is_own": any(row.device_id == here for row in devices), "passkeys": list(mine.passkeys.order_by("since")),
        "missing": passkeys.missing(request), "app": Totp.objects.filter(account=mine, active=True).exists(),
        "looks": LooksForm(initial={"language": mine.language or request.LANGUAGE_CODE, "theme": mine.theme}),
        "consents": done_in_your_name(mine, request.now),
    }  # fmt: skip
    return render(request, "people/account.html", context)


def secret(request: Request) -> HttpResponse:
    """A new PIN or password; other devices stay signed in nowhere."""
    form = NewSecretForm(request.POST or None)
    if form.is_valid() and _present(request, form):
        try:
            accounts.change_secret(form.cleaned_data["secret"], by=acting(request), now=request.now)
            return _still_in(request, redirect("account"))
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    return _form(request, form, _("New PIN or password"), _("A PIN is digits only; everything else is a password."))


def email(request: Request) -> HttpResponse:
    """One's e-mail, which confirms a later reset in place of a second person."""
    form = EmailForm(request.POST or None, initial={"email": request.account.email})
    if form.is_valid() and _present(request, form):
        try:
            accounts.set_email(request.account.id, form.cleaned_data["email"], by=acting(request), now=request.now)
            return redirect("account")
        except (Refused, NotAllowed) as error:
            form.add_error("email", str(error.message))
    return _form(request, form, _("Your e-mail"), _("Use one that no leader of yours can read."))


@goes_on
@require_POST
def looks(request: Request) -> HttpResponse:
    form = LooksForm(request.POST)
    if form.is_valid():
        accounts.set_looks(
            form.cleaned_data["language"], form.cleaned_data["theme"], by=acting(request), now=request.now
        )
        request.account.refresh_from_db()
    response = redirect("account")
    if not request.account.theme:
        response.delete_cookie("theme")
    return dress(response, request.account)


def device(request: Request) -> HttpResponse:
    """Use one's PIN on this device, or no longer on another one."""
    _not_on_tablet(request)
    if "forget" in request.POST and request.POST["forget"].isdigit():
        accounts.forget_device(int(request.POST["forget"]), by=acting(request), now=request.now)
        return redirect("account")
    form = OwnForm(request.POST or None)
    if form.is_valid() and _present(request, form):
        return _known_here(request)
    return _form(request, form, _("Use my PIN on this device"), _("Only on a device that is your own."))


@require_POST
def close(request: Request) -> HttpResponse:
    """My phone is lost: end everything."""
    first_sign_in.close_sign_in(request.account.id, by=acting(request), now=request.now)
    return redirect("sign-in")


def app(request: Request) -> HttpResponse:
    """Set up an authenticator app by its QR code, or remove it."""
    mine: Account = request.account
    row = Totp.objects.filter(account=mine).first()
    if row is not None and row.active:
        form = OwnForm(request.POST or None)
        if form.is_valid() and _present(request, form):
            accounts.use_app(on=False, by=acting(request), now=request.now)
            return redirect("account")
        return _form(request, form, _("Remove the authenticator app"), "")
    row, code = row or totp.begin(mine), CodeForm(request.POST or None)
    if code.is_valid() and _present(request, code):
        if totp.take(row, code.cleaned_data["code"], request.now):
            accounts.use_app(on=True, by=acting(request), now=request.now)
            return redirect("account")
        code.add_error("code", _("This is not the app's code of this moment."))
    shown = {"qr": qr_of(totp.address_of(row, mine.person.roll)), "letters": totp.letters_of(row)}
    return _form(
        request, code, _("Authenticator app"), _("Scan the code with the app, then type what it shows."), **shown
    )


def passkey(request: Request) -> HttpResponse:
    """A passkey of this device: the present secret first, then the browser asks."""
    _not_on_tablet(request)
    form = PasskeyForm(request.POST or None)
    if form.is_valid() and _present(request, form):
        request.session["passkey-name"] = form.cleaned_data["name"]
        options = passkeys.registration_options(request, request.account)
        return render(request, "people/passkey.html", {"options": json.loads(options)})
    return _form(request, form, _("Add a passkey"), _("Your finger, face or the device's code then opens Huzhu here."))


@require_POST
def passkey_store(request: Request) -> HttpResponse:
    name = request.session.pop("passkey-name", None)
    if name is None or not passkeys.registered(
        request, request.account, request.body.decode(errors="replace"), name, request.now
    ):
        return JsonResponse({"message": _("This passkey did not work.")}, status=422)
    return JsonResponse({"url": "/me/account"})


@require_POST
def passkey_forget(request: Request, uid: str) -> HttpResponse:
    accounts.forget_passkey(uid, by=acting(request), now=request.now)
    return redirect("account")


@goes_on
def done(request: Request) -> HttpResponse:
    """'Done in your name' before your reset, each with 'not me'."""
    if request.method == "POST":
        kind, _sep, uid = request.POST.get("what", "").partition("/")
        not_me(request.account, kind, uid, by=acting(request), now=request.now)
        return redirect("done-in-your-name")
    return render(request, "people/done.html", {"lines": done_in_your_name(request.account, request.now)})


def _not_on_tablet(request: Request) -> None:
    """Nothing of a person's own is put on the group's tablet."""
    if request.scope.on_tablet:
        raise NotAllowed


def _present(request: Request, form: Any) -> bool:
    """The present secret was right; counts the try."""
    if check_secret(request.account.id, request.scope.device_id, form.cleaned_data["present"], now=request.now):
        return True
    form.add_error("present", _("This is not your PIN or password, or it rests after several wrong tries."))
    return False


def _still_in(request: Request, response: HttpResponse) -> HttpResponse:
    """A changed secret ends every session; this one goes on."""
    mine = Account.objects.select_related("person").get(id=request.account.id)
    return enter(request, mine, device_of(request), response)


def _known_here(request: Request) -> HttpResponse:
    """A fresh cookie for this device, enrolled: one planted beforehand never is."""
    fresh, token = new_device(request.now)
    accounts.know_device(fresh.id, by=acting(request), now=request.now)
    request.session["device"] = fresh.id
    response = redirect("account")
    keep_device(response, token)
    return response


def _form(request: Request, form: Any, title: str, words: str, **more: Any) -> HttpResponse:
    context = {"form": form, "title": title, "words": words} | more
    return render(request, "people/own_form.html", context, status=422 if form.errors else 200)
