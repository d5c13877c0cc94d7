"""What is known about oneself: who may see it, who looked at it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from huzhu.base.access import Request
from huzhu.base.people.looks import looks_at
from huzhu.base.people.sight import sight_of


def seen(request: Request) -> HttpResponse:
    """Who looked at my data, as what page, on which day (Q35)."""
    return render(request, "people/seen.html", {"lines": looks_at(request.scope.person_id or 0)})


def sight(request: Request) -> HttpResponse:
    """Who sees what about me, by role and by the name of today's holder."""
    return render(request, "people/sight.html", {"lines": sight_of(request.scope)})
