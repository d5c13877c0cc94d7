"""Pages of a session: logged in few taps, confirmed in one, looked at."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huzhu.base.access import NotFound, Refused, Request, acting
from huzhu.base.access.requests import done_at
from huzhu.rooms.practice.actions import logging
from huzhu.rooms.practice.forms import LogForm
from huzhu.rooms.practice.queries.lines import session_page
from huzhu.rooms.practice.queries.log import log_page


def new(request: Request, uid: str) -> HttpResponse:
    """Log a session: minutes, how much the learner ran, what was decided; the likely is chosen already."""
    booked = request.POST.get("booked", "") or request.GET.get("booked", "")
    page = log_page(uid, booked, request.scope, request.now)
    form = LogForm(request.POST or None, page=page)
    if form.is_valid() and _logged(request, uid, form):
        messages.success(request, _("Noted. It counts when the other one says that it happened."))
        return redirect("contracts:page", uid)
    return render(request, "practice/log.html", {"form": form, "page": page}, status=422 if form.errors else 200)


new.offline = True  # type: ignore[attr-defined]


def _logged(request: Request, uid: str, form: LogForm) -> bool:
    try:
        logging.log_session(uid, form.said(), done_at=done_at(request), by=acting(request), now=request.now)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
        return False
    return True


def session(request: Request, uid: str) -> HttpResponse:
    """One session: what was said of it, and a tap for whoever still has a word."""
    return render(request, "practice/session.html", {"page": session_page(uid, request.scope, request.now)})


session.offline = True  # type: ignore[attr-defined]


@require_POST
def word(request: Request, uid: str) -> HttpResponse:
    """The other one or the relief: it happened, or it did not."""
    deed = {"yes": logging.confirm, "no": logging.deny}.get(request.POST.get("said", ""))
    if deed is None:
        raise NotFound
    deed(uid, done_at=done_at(request), by=acting(request), now=request.now)
    return redirect("practice:session", uid)


word.offline = True  # type: ignore[attr-defined]


@require_POST
def decide(request: Request, uid: str) -> HttpResponse:
    """A leader where the two disagree."""
    if (said := request.POST.get("said")) not in ("yes", "no"):
        raise NotFound
    logging.decide(uid, said == "yes", by=acting(request), now=request.now)
    return redirect("practice:session", uid)
