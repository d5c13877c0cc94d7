"""Shared tablets sign off by themselves, and no page of somebody signed in is kept by a browser."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from huzhu.base.people import sign_in


class SharedTablet:
    """Signs off where a tablet rested too long; rewrites its signed cookie otherwise, so no row is written per page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.get("tablet") and sign_in.rested(request):
            sign_in.logout(request)
            return sign_in.wipe(self.get_response(request))
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store"
            if request.session.get("tablet"):
                sign_in.mark_seen(response)
        return response
