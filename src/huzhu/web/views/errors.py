"""What everybody sees where no view answers: Django asks for these pages, and theirs would be bare and in English."""

from __future__ import annotations

import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(render_to_string("errors/400.html"), status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """Also of a form whose token is too old."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """A number to tell somebody, which the log's line has too; needs no database, for that may be what failed."""
    request.error_number = number = secrets.token_hex(4)  # type: ignore[attr-defined]
    return HttpResponse(render_to_string("errors/500.html", {"number": number}), status=500)
