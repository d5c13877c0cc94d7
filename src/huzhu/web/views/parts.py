"""The page of parts: everything that pages are made of, once. Its address exists under HUZHU_DEBUG alone."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from huzhu.base.access import Request
from huzhu.base.drawing import sample
from huzhu.base.people.public import public


@public
def parts(request: Request) -> HttpResponse:
    """Invented facts in every part, for those who build."""
    return render(request, "components.html", sample.components())
