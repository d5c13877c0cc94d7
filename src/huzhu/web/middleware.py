"""What happens around every request."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.base.access import HuzhuError
from huzhu.base.people import sign_in


class ContentSecurityPolicy:
    """One constant policy: nothing inline anywhere, so no nonce, and pages stay the same for everybody."""

    POLICY = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "media-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Content-Security-Policy"] = self.POLICY
        return response


class NotTooLarge:
    """Refuses what is larger than any form takes before a byte of it is read: it would be written to disk first."""

    MOST_BYTES = 64 * 1024 * 1024

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = request.headers.get("Content-Length", "")
        if said.isdecimal() and (len(said) > 12 or int(said) > self.MOST_BYTES):
            return render(request, "errors/400.html", {"message": _("At most 64 MB can be sent at once.")}, status=413)
        return self.get_response(request)


class SignedIn:
    """Puts `scope` and `now` on the request; every address needs a sign-in unless its view says `public`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = timezone.now()  # type: ignore[attr-defined]
        request.scope = sign_in.scope_of_request(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if response.status_code == 302 and request.scope and request.POST.get("from_today"):  # type: ignore[attr-defined]
            return redirect("today")  # a deed of one tap: one stays where one was
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        if getattr(view, "public", False) or request.scope is not None:  # type: ignore[attr-defined]
            return None
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401, headers={"HX-Redirect": reverse("sign-in")})
        return redirect_to_login(request.get_full_path(), reverse("sign-in"))

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A named error becomes its page; what a rule refuses beside a form is caught by the form's view."""
        if not isinstance(error, HuzhuError):
            return None
        template = f"errors/{error.status if error.status in (403, 404, 409) else 400}.html"
        return render(request, template, {"message": error.message}, status=error.status)
