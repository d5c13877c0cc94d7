"""What is known about oneself: who looked at it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from huzhu.base.access import Request
from huzhu.base.people.looks import looks_at


def seen(request: Request) -> HttpResponse:
    """Who looked at my data, as what page, on which day (Q35)."""
    return render(request, "people/seen.html", {"lines": looks_at(request.scope.person_id or 0)})
