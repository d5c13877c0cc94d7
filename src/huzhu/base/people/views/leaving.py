"""What is still open for somebody, on one page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huzhu.base.access import Refused, Request, acting
from huzhu.base.people.access import kept_or_own
from huzhu.base.people.looks import ROLL, looked
from huzhu.base.people.unfinished import finish_one, open_things


def unfinished(request: Request, uid: str) -> HttpResponse:
    """Contracts, sessions, promises, roles: each ended or passed on with one button (S34)."""
    person, own = kept_or_own(uid, request.scope)
    said, trouble = request.POST, ""
    if request.method == "POST":
        words = [said.get(name, "") for name in ("key", "verb", "value")]
        try:
            finish_one(said.get("kind", ""), person.id, *words, by=acting(request), now=request.now)
            return redirect("person-open", uid)
        except Refused as refused:
            trouble = str(refused.message)
    looked(request.scope, ROLL, [person.id])
    sections = open_things(person.id, request.scope, request.now)
    back = "/" if own else reverse("person", args=[uid])
    context = {"person": person, "sections": sections, "trouble": trouble, "back": back}
    return render(request, "people/open.html", context, status=422 if trouble else 200)
