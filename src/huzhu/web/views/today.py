"""What waits for me, and what I was told."""

from django.http import HttpResponse
from django.shortcuts import render

from huzhu.base.access import Request
from huzhu.base.notices import waiting_for
from huzhu.base.notices.queries import told
from huzhu.web import sign_ins as sign_ins


def today(request: Request) -> HttpResponse:
    """'Waiting for me': overdue first, then by date; each line with one button. Then the latest word about all else."""
    lines = waiting_for(request.scope, request.now)
    notices = {notice.url: notice for notice in reversed(told(request.scope))}
    for line in lines:
        notices.pop(line.url, None)
    latest = sorted(notices.values(), key=lambda notice: notice.at, reverse=True)
    return render(request, "today.html", {"lines": lines, "notices": latest})
