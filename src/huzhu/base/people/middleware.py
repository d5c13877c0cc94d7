"""Shared tablets sign off by themselves, and no page of somebody signed in is kept by a browser."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from huzhu.base.people import sign_in


class SharedTablet:
    """Signs off where a tablet rested too long and after a deed; else rewrites its signed cookie: no row per page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        shared = bool(request.session.get("tablet"))
        if shared and sign_in.rested(request):
            sign_in.logout(request)
            return sign_in.wipe(self.get_response(request))
        response = self.get_response(request)
        if not request.user.is_authenticated:
            return response
        if shared and _done(request, response):
            return sign_in.leave(request, _away(request))
        response.headers["Cache-Control"] = "no-store"
        if request.session.get("tablet"):
            sign_in.mark_seen(response)
        return response


def _done(request: HttpRequest, response: HttpResponse) -> bool:
    """Something was done and the page leads on: not an error beside a form, not one tap of many, not a step in between,
    not somebody else who signs in."""
    leads_on = response.status_code == 302 or "HX-Redirect" in response.headers
    view = request.resolver_match.func if request.resolver_match else None
    no_deed = any(getattr(view, mark, False) for mark in ("goes_on", "public"))
    return request.method == "POST" and leads_on and not no_deed


def _away(request: HttpRequest) -> HttpResponse:
    address = f"{reverse('sign-in')}?done=1"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)
