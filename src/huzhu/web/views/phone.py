"""What makes a phone an app: manifest, service worker, the page without network, and what waits to be sent."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache

from huzhu.base.access import Request
from huzhu.base.people.public import public
from huzhu.web.phone import FILES, owner, release

ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-maskable.png", "512x512", "maskable"),
)


@public
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone asks when Huzhu is put on its home screen; its name stands there in both languages."""
    icons = [
        {"src": static(name), "sizes": sizes, "purpose": purpose, "type": "image/png"} for name, sizes, purpose in ICONS
    ]
    said = {
        "id": "/", "name": "互助 Huzhu", "short_name": "互助", "start_url": "/", "scope": "/", "display": "standalone",
        "background_color": "#ECEFEA", "theme_color": "#0F3D31", "icons": icons,
    }  # fmt: skip
    return HttpResponse(json.dumps(said, ensure_ascii=False), content_type="application/manifest+json")


@public
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of this release, from the root, so that it stands before every page."""
    context = {
        "release": release(), "files": json.dumps([static(name) for name in FILES]),
        "hashed": "true" if settings.STATIC_ROOT else "false",
    }  # fmt: skip
    return render(request, "sw.js", context, content_type="text/javascript; charset=utf-8")


@public
def no_network(request: HttpRequest) -> HttpResponse:
    """Shown by the service worker in place of a page that the phone did not keep; says it in both languages."""
    words = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            lost = _("This page is not on this phone. Nothing was sent.")
            words.append((code, _("No network"), lost, _("Not sent yet"), _("Today")))
    return render(request, "no_network.html", {"words": words})


def queue(request: Request) -> HttpResponse:
    """What waits on this phone; the script fills the list, from this phone alone."""
    return render(request, "queue.html")


queue.offline = True  # type: ignore[attr-defined]


@public
@never_cache
def token(request: HttpRequest) -> HttpResponse:
    """Whose sign-in this is, and a fresh token to send with; 401 for nobody and on a shared tablet."""
    person = owner(request)
    return JsonResponse({"person": person, "token": get_token(request)}) if person else HttpResponse(status=401)
