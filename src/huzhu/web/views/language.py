"""The language at the foot of every page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from huzhu.base.access import Request, acting
from huzhu.base.people.actions.accounts import set_looks
from huzhu.base.people.public import goes_on, public


@goes_on
@public
@require_POST
def choose(request: Request) -> HttpResponse:
    """Kept on this device; of somebody signed in on his own device for his messages and contracts too."""
    language, scope = request.POST.get("language", ""), request.scope
    if scope and scope.person_id and not scope.on_tablet and language in dict(settings.LANGUAGES):
        set_looks(language, request.account.theme, by=acting(request), now=request.now)
    return set_language(request)
