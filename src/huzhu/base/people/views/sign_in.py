"""Signing in and out: factory and number, PIN or password; or a passkey."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from huzhu.base.access import NotFound, Request
from huzhu.base.journal.demo import is_demo
from huzhu.base.people import attempts, passkeys, totp
from huzhu.base.people.accounts import account_for, demo_accounts, factory_of_request
from huzhu.base.people.consents import done_in_your_name
from huzhu.base.people.devices import FACTORY, device_of, enrol_device, keep, keep_device
from huzhu.base.people.forms import RollForm, SignInForm
from huzhu.base.people.models import Account, Device, Enrolment
from huzhu.base.people.public import public
from huzhu.base.people.secrets import check_pin_or_password
from huzhu.base.people.sign_in import enter, leave
from huzhu.base.units.models import Unit

WRONG = _(
    "This did not work. Check number and PIN. A PIN works only on your own device or the group's tablet, and after "
    "several wrong tries it rests for a while."
)


@public
def sign_in(request: Request) -> HttpResponse:
    """One wording for everything that can be wrong: nobody learns which numbers exist or which sign-in is locked."""
    form, device = SignInForm(request.POST or None), device_of(request)
    factory = factory_of_request(request)
    if form.is_valid():
        account = account_for(form.cleaned_data["number"], factory.id if factory else None)
        if _right(account, device, form.cleaned_data, request):
            assert account is not None
            return enter(request, account, device, redirect(_next(request, account)))
        form.add_error("secret", str(WRONG))
    context = {
        "form": form, "factory": factory, "tablet": device.unit if device else None,
        "missing": passkeys.missing(request), "demo": demo_accounts() if is_demo() else [],
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }  # fmt: skip
    response = render(request, "people/sign_in.html", context, status=422 if form.errors else 200)
    if factory:
        keep(response, FACTORY, factory.uid)
    return response


def _right(account: Account | None, device: Device | None, typed: dict[str, str], request: Request) -> bool:
    """The secret, and the app's code where one is set up and the device is strange."""
    if not check_pin_or_password(account, device, typed["secret"], request.now):
        return False
    app = getattr(account, "totp", None)
    if account is None or app is None or not app.active or _is_own(device, account):
        return account is not None
    return attempts.may_try(account.id, "code", request.now) and totp.check(account, typed["code"], request.now)


def _is_own(device: Device | None, account: Account) -> bool:
    if device is None:
        return False
    return (
        bool(device.unit_id)
        or Enrolment.objects.filter(device=device, account=account, generation=account.generation).exists()
    )


def _next(request: HttpRequest, account: Account) -> str:
    if done_in_your_name(account, request.now):  # type: ignore[attr-defined]
        return reverse("done-in-your-name")
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else "/"


@public
@require_POST
def sign_out(request: Request) -> HttpResponse:
    return leave(request, redirect("sign-in"))


@public
def join(request: Request, uid: str) -> HttpResponse:
    """Where a group's QR code or somebody's card leads: the factory is remembered, the number asked for or brought
    along. Shows nobody's name, whether there is such a number or not."""
    unit = Unit.objects.filter(uid=uid).first()
    factory = factory_of_request(request, unit)
    if unit is None or factory is None:
        raise NotFound
    response = render(
        request,
        "people/join.html",
        {"group": unit, "factory": factory, "form": RollForm(initial={"roll": request.GET.get("roll", "")})},
    )
    keep(response, FACTORY, factory.uid)
    return response


@public
def passkey_options(request: Request) -> HttpResponse:
    return JsonResponse(json.loads(passkeys.sign_in_options(request)))


@public
@require_POST
def passkey_sign_in(request: Request) -> HttpResponse:
    """A passkey works while PIN or password are locked. Not on a group's tablet."""
    device = device_of(request)
    account = None if device and device.unit_id else passkeys.signed_in(request, request.body.decode(errors="replace"))
    if account is None:
        return JsonResponse({"message": str(_("This passkey did not work."))}, status=422)
    own = device if device and _is_own(device, account) else None
    return enter(request, account, own, JsonResponse({"url": _next(request, account)}))


@public
@require_POST
def demo_enter(request: Request, uid: str) -> HttpResponse:
    """Step into a role of the demo; exists in no other database."""
    account = Account.objects.filter(uid=uid, is_active=True).first() if is_demo() else None
    if account is None:
        raise NotFound
    device, token = enrol_device(account, request.now)
    response = enter(request, account, device, redirect("/"))
    keep_device(response, token)
    return response
