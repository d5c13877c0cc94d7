"""What no page may do, whoever asks for it: keep a sealed word on a phone, or let a form wait that nobody takes later."""

from __future__ import annotations

import re
from html import unescape

from django.http import HttpResponseBase
from django.urls import resolve

FORM = re.compile(r"<form[^>]*>.*?</form>", re.S)
ACTION = re.compile(r'<form[^>]* action="([^"]+)"')


def kept_right(url: str, answer: HttpResponseBase) -> bool:
    """Q34: a kept page has no sealed field; a form of a queue neither, and posts to a view that is `offline`."""
    if not answer.headers.get("Content-Type", "").startswith("text/html") or answer.streaming:
        return True
    page = answer.content.decode()  # type: ignore[attr-defined]
    forms = [form for form in FORM.findall(page) if "data-queue" in form[: form.index(">")]]
    targets = [unescape(found[1]) if (found := ACTION.match(form)) else url for form in forms]
    known = all(getattr(resolve(target.split("?")[0]).func, "offline", False) for target in targets)
    sealed = any("data-sealed" in form for form in forms) or (
        "X-Huzhu-Keep" in answer.headers and "data-sealed" in page
    )
    return known and not sealed
