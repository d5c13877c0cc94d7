"""First sign-in and reset: six digits on the device, two confirmers, then a PIN or password."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huzhu.base.access import NotFound, Refused, Request, acting
from huzhu.base.jobs import enqueue
from huzhu.base.people.accounts import account_for, factory_of_request
from huzhu.base.people.actions.accounts import set_looks
from huzhu.base.people.actions.first_sign_in import (
    begin_claim,
    confirm,
    confirm_by_message,
    digits_of,
    finish_claim,
    may_finish,
    try_claim,
)
from huzhu.base.people.confirmations import confirmations_of, name_of, waiting_for_confirmation
from huzhu.base.people.consents import done_in_your_name
from huzhu.base.people.devices import COOKIE, device_of, keep_device, new_device, token_hash
from huzhu.base.people.forms import ConfirmForm, MessageForm, RollForm, SecretForm
from huzhu.base.people.models import Account, Device, FirstSignIn
from huzhu.base.people.public import goes_on, public
from huzhu.base.people.qr import qr_of
from huzhu.base.people.queries import group_of
from huzhu.base.people.rights import confirmed_enough
from huzhu.base.people.sign_in import enter, leave, owner_scope


@public
@require_POST
def begin(request: Request) -> HttpResponse:
    """Begin on this device; whoever is signed in on a tablet is signed off. A number that nobody has looks the same,
    and waits in vain."""
    form, factory = RollForm(request.POST), factory_of_request(request)
    if not form.is_valid() or factory is None:
        return redirect("sign-in")
    device, token = device_of(request), request.COOKIES.get(COOKIE, "")
    fresh = device is None
    if device is None:
        device, token = new_device(request.now)
    account = account_for(form.cleaned_data["roll"], factory.id)
    if account and device.unit_id and device.unit_id != group_of(account.person_id, timezone.localdate(request.now)):
        account = None
    claim = begin_claim(account, device, token, request.now)
    response = redirect("first-sign-in", claim.uid)
    if request.session.get("tablet"):
        leave(request, response)
    request.session["roll"] = form.cleaned_data["roll"]
    if fresh:
        keep_device(response, token)
    return response


@goes_on
@require_POST
def go_on(request: Request) -> HttpResponse:
    """Signed in and not yet confirmed by two: show digits for the second."""
    device, token = device_of(request), request.COOKIES.get(COOKIE, "")
    if device is None:
        device, token = new_device(request.now)
    claim = begin_claim(request.account, device, token, request.now, goes_on=True)
    request.session["roll"] = request.account.person.roll
    response = redirect("first-sign-in", claim.uid)
    keep_device(response, token)
    return response


@public
def page(request: Request, uid: str) -> HttpResponse:
    """The device's own page: its digits, who has confirmed, and the new secret as soon as it may be set."""
    claim = _claim(request, uid)
    form = SecretForm(request.POST or None) if may_finish(claim) else None
    if form is not None and form.is_valid() and claim.account:
        try:
            owner = owner_scope(claim.account, request.now).for_request(request.POST.get("request_id"))
            token = finish_claim(claim.id, form.cleaned_data["secret"], by=owner, now=request.now)
            if not claim.account.language:
                set_looks(request.LANGUAGE_CODE, claim.account.theme, by=owner.for_request(None), now=request.now)
            return _entered(request, claim, token)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    return render(
        request,
        "people/first_sign_in.html",
        _context(request, claim) | {"form": form},
        status=422 if form and form.errors else 200,
    )


@public
def state(request: Request, uid: str) -> HttpResponse:
    """The part that asks again: how many have confirmed. Goes to the whole page when there is something to do."""
    claim = _claim(request, uid)
    context = _context(request, claim)
    if context["changed"]:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "people/first_sign_in_state.html", context)


@public
@require_POST
def message(request: Request, uid: str) -> HttpResponse:
    """Send digits to the owner's e-mail, or take the digits that were sent. Looks the same where there is no address."""
    claim, form = _claim(request, uid), MessageForm(request.POST)
    if "message" not in request.POST:
        enqueue("huzhu.base.people.mail.send_message_code", claim.id)
        return render(request, "people/first_sign_in.html", _context(request, claim) | {"message_form": MessageForm()})
    if form.is_valid():
        try:
            _take_message(request, claim, form.cleaned_data["message"])
            return redirect("first-sign-in", uid)
        except Refused as refused:
            form.add_error("message", str(refused.message))
    return render(request, "people/first_sign_in.html", _context(request, claim) | {"message_form": form}, status=422)


@goes_on
def confirm_page(request: Request) -> HttpResponse:
    """A confirmer types what the device shows; the address in its QR code brings both along."""
    given = {name: request.GET[name] for name in ("roll", "code") if name in request.GET}
    form = ConfirmForm(request.POST or None, initial=given)
    if form.is_valid():
        try:
            account_id = confirm(
                form.cleaned_data["roll"], form.cleaned_data["code"], by=acting(request), now=request.now
            )
            messages.success(request, _("You have confirmed the sign-in of %(name)s.") % {"name": name_of(account_id)})
            return redirect(_list_of(request))
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    context = showing(request) | {"form": form, "given": given, "list": _list_of(request)}
    return render(request, "people/confirm.html", context, status=422 if form.errors else 200)


def confirm_list(request: Request) -> HttpResponse:
    """The part that asks again: who shows digits now."""
    context = showing(request)
    if request.GET.get("known") == context["known"]:
        return HttpResponse(status=204)
    return render(request, "people/showing.html", context | {"list": _list_of(request)})


def showing(request: Request) -> dict[str, Any]:
    """Whose device shows digits now, for `people/showing.html`; `known` tells one list from another."""
    lines = waiting_for_confirmation(request.scope, request.now)
    return {"lines": lines, "known": ".".join(line.uid for line in lines)}


def _list_of(request: Request) -> str:
    """The page with the list that one confirms from, and comes back to."""
    wanted = request.POST.get("list") or request.GET.get("list", "")
    safe = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if safe else reverse("confirm")


def _claim(request: Request, uid: str) -> FirstSignIn:
    """The claim, on the very device that began it; anywhere else it does not exist."""
    device = device_of(request)
    claim = FirstSignIn.objects.select_related("account__person", "device").filter(uid=uid, device=device).first()
    if device is None or claim is None or claim.finished:
        raise NotFound
    return claim


def _context(request: Request, claim: FirstSignIn) -> dict[str, Any]:
    confirmed = confirmations_of(claim.account_id, claim.generation)
    known = request.GET.get("known")
    digits = digits_of(claim, request.COOKIES[COOKIE])
    enough = claim.account_id is not None and confirmed_enough(claim.account_id, claim.generation)
    return {
        "claim": claim, "digits": digits, "qr": qr_of(_confirming(request, digits)), "confirmed": confirmed, "enough": enough,
        "expired": claim.expires <= request.now, "message_form": None,
        "goes_on": claim.account is not None and claim.account.generation == claim.generation,
        "changed": known is not None and known != str(len(confirmed)),
    }  # fmt: skip


def _confirming(request: Request, digits: str) -> str:
    """The address that brings number and digits to a confirmer's own device."""
    return (
        f"{settings.ADDRESS}{reverse('confirm')}?{urlencode({'roll': request.session.get('roll', ''), 'code': digits})}"
    )


def _take_message(request: Request, claim: FirstSignIn, code: str) -> None:
    if not try_claim(claim, request.now) or claim.account is None:
        raise Refused(_("These are not the digits that were sent."), field="message")
    confirm_by_message(claim.id, code, by=owner_scope(claim.account, request.now), now=request.now)


def _entered(request: Request, claim: FirstSignIn, token: str) -> HttpResponse:
    """Straight in, on the device as it is now known; who holds no post comes to his own card."""
    account = Account.objects.select_related("person").get(id=claim.account_id or 0)
    device = Device.objects.get(token=token_hash(token)) if token else claim.device
    holds = owner_scope(account, request.now).holdings
    done = (
        reverse("done-in-your-name")
        if done_in_your_name(account, request.now)
        else resolve_url("/" if holds else settings.LOGIN_REDIRECT_URL)
    )
    response = enter(request, account, device, redirect(done))
    if token:
        keep_device(response, token)
    return response
