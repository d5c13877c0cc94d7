"""How one is told beside the app."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from huzhu.base.access import NotFound, Request, acting
from huzhu.base.notices.actions.manner import choose_manner
from huzhu.base.notices.forms import MannerForm
from huzhu.base.notices.manner import manner_of
from huzhu.base.people.public import goes_on


@goes_on
def manner(request: Request) -> HttpResponse:
    """At once or once a day, and the hours in which nothing is sent."""
    if request.scope.person_id is None:
        raise NotFound
    form = MannerForm(request.POST or None, manner_of(request.scope.person_id))
    if request.method == "POST" and form.is_valid():
        choose_manner(*form.words(), by=acting(request), now=request.now)
        messages.success(request, _("Kept."))
        return redirect("notices:manner")
    return render(request, "notices/manner.html", {"form": form}, status=422 if form.errors else 200)
