"""What waits for me."""

from django.http import HttpResponse
from django.shortcuts import render

from huzhu.base.access import Request
from huzhu.base.notices import waiting_for


def today(request: Request) -> HttpResponse:
    """'Waiting for me': overdue first, then by date; each line with one button."""
    return render(request, "today.html", {"lines": waiting_for(request.scope, request.now)})
