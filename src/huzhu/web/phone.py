"""What a phone keeps: the files of this release, the pages it may keep, and what waits on it (decision 0013)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from huzhu.base.access import Scope

KEEP, QUEUED, LEADS_TO = "X-Huzhu-Keep", "X-Huzhu-Queue", "X-Huzhu-To"
FILES = (
    "huzhu.css", "huzhu.js", "queue.js", "htmx.min.js", "icons.svg", "favicon.svg", "fonts/barlow-500.woff2",
    "fonts/barlow-700.woff2",
)  # fmt: skip
FOLDER = Path(__file__).parent / "static"


@cache
def release() -> str:
    """Twelve digits over every file that a phone keeps: another release is another cache."""
    found = hashlib.sha256()
    for name in (*FILES, "../templates/sw.js"):
        found.update(static(name).encode() if not name.startswith("..") else b"")
        found.update((FOLDER / name).read_bytes())
    return found.hexdigest()[:12]


def owner(request: HttpRequest) -> str:
    """The public id of whoever is signed in on a device of his own; '' for nobody and on a shared tablet."""
    scope: Scope | None = getattr(request, "scope", None)
    if scope is None or scope.person_id is None or scope.on_tablet:
        return ""
    return str(request.account.person.uid)  # type: ignore[attr-defined]


class OnThePhone:
    """Says which pages their owner's phone may keep, and answers its queue in words a script understands.

    A page is kept if its view is `offline`, for one person on his own device, and never with a sealed field in it.
    What comes from a queue says whose it is: done for nobody else, only by `offline` views; 204 = done, 401 = sign in
    first, 422 = the form has something against it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person, sender = owner(request), request.headers.get(QUEUED)
        if sender is not None and (not person or sender != person):
            return HttpResponse(status=401)
        response = self.get_response(request)
        if sender is not None:
            return _answered(response)
        if person and _kept(request, response):
            response.headers[KEEP] = person
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """No deed of a view that knows nothing of queues is done from one: so none that holds sealed words."""
        if QUEUED in request.headers and not getattr(view, "offline", False):
            return render(request, "errors/400.html", {"message": _("This cannot wait on a phone.")}, status=400)
        return None


def _kept(request: HttpRequest, response: HttpResponse) -> bool:
    view = request.resolver_match.func if request.resolver_match else None
    whole = request.method == "GET" and response.status_code == 200 and "HX-Request" not in request.headers
    return whole and getattr(view, "offline", False) and b"data-sealed" not in response.content


def _answered(response: HttpResponse) -> HttpResponse:
    if response.status_code == 302:
        address = response.headers["Location"]
        if address.startswith(reverse("sign-in")):
            return HttpResponse(status=401)
        return HttpResponse(status=204, headers={LEADS_TO: address})
    if response.status_code == 200 and "HX-Redirect" not in response.headers:
        response.status_code = 422
    return response
