"""What waits for me, what went well, and what I was told."""

from collections.abc import Iterable
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.base.access import Request
from huzhu.base.notices import Waiting, waiting_for, went_well_for
from huzhu.base.notices.queries import told
from huzhu.web import sign_ins as sign_ins


def today(request: Request) -> HttpResponse:
    """'Waiting for me': overdue, due today, whom somebody waits for, the rest; then what went well, then the latest word."""
    lines = waiting_for(request.scope, request.now)
    notices = {notice.url: notice for notice in reversed(told(request.scope))}
    for line in lines:
        notices.pop(line.url, None)
    latest = sorted(notices.values(), key=lambda notice: notice.at, reverse=True)
    good = went_well_for(request.scope, request.now)
    return render(
        request,
        "today.html",
        {"lines": lines, "groups": _grouped(lines, request.now), "went_well": good, "notices": latest},
    )


today.offline = True  # type: ignore[attr-defined]


def _grouped(lines: Iterable[Waiting], now: datetime) -> list[tuple[str, list[Waiting]]]:
    """(heading, lines) in the order of the page; groups without a line are left out."""
    groups: dict[str, list[Waiting]] = {"": [], _("Today"): [], _("Somebody waits for you"): [], _("After that"): []}
    over, due, somebody, later = groups.values()
    for line in lines:
        if line.overdue:
            over.append(line)
        elif line.somebody:
            somebody.append(line)
        elif line.due and timezone.localdate(line.due) <= timezone.localdate(now):
            due.append(line)
        else:
            later.append(line)
    return [(heading, group) for heading, group in groups.items() if group]
