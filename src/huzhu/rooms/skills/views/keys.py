"""Key problems of a group, posted and closed (S20)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huzhu.base.access import Refused, Request, acting
from huzhu.base.people.queries import crumbs
from huzhu.rooms.skills.access import key_problems_seen
from huzhu.rooms.skills.actions.keys import close_key_problem, post_key_problems, posts_here
from huzhu.rooms.skills.forms import KeyForm
from huzhu.rooms.skills.queries.catalogue import techniques_for
from huzhu.rooms.skills.queries.keys import current_key_problems


def key_problems(request: Request, uid: str) -> HttpResponse:
    """What production needs first here: the unit's own and those of units above; whoever may posts one."""
    unit, day = key_problems_seen(uid, request.scope), request.scope.day
    form = KeyForm(request.POST or None, techniques=techniques_for(unit.path, on=day))
    if form.is_valid():
        try:
            post_key_problems(
                unit.id,
                form.problems(),
                none_because=form.cleaned_data["none_because"],
                by=acting(request),
                now=request.now,
            )
            messages.success(request, _("Posted: these are the key problems from today on."))
            return redirect("skills:key-problems", uid)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    context = {
        "place": unit, "lines": current_key_problems(unit.path, day), "form": form, "posts": posts_here(request.scope, unit.path),
        "unit_path": crumbs(unit.path, request.scope),
    }  # fmt: skip
    return render(request, "skills/keys.html", context)


@require_POST
def close(request: Request, uid: str, problem: str) -> HttpResponse:
    """One is a key problem no longer."""
    key_problems_seen(uid, request.scope)
    close_key_problem(problem, by=acting(request), now=request.now)
    return redirect("skills:key-problems", uid)
