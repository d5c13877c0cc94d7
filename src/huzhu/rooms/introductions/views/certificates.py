"""The certificate of a closed round: my own lines, and the two files of each wave (Q16)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from huzhu.base.access import Request
from huzhu.rooms.introductions.queries.certificates import edges_file, own_certificate, statement
from huzhu.rooms.introductions.queries.introductions import introduction
from huzhu.rooms.introductions.queries.pages_meeting import round_of


@never_cache
def mine(request: Request, uid: str) -> HttpResponse:
    """What the certificate of a closed round proves for me."""
    return _own(request, uid)


@never_cache
def of_introduction(request: Request, uid: str) -> HttpResponse:
    """The same by one of my introductions, once its round has closed."""
    return _own(request, round_of(introduction(request.scope, uid, request.now).id))


def stated(request: Request, uid: str, wave: int) -> HttpResponse:
    """certificate.json: what is stated and proved of a wave; pseudonyms and places."""
    return _file(statement(request.scope, uid, wave).encode(), "application/json", f"certificate-{wave}.json")


def edges(request: Request, uid: str, wave: int) -> HttpResponse:
    """edges.parquet: who could have learned from whom in a wave; pseudonyms and ranks."""
    found = edges_file(request.scope, uid, wave)
    return _file(found, "application/vnd.apache.parquet", f"edges-{wave}.parquet")


def _own(request: Request, round_uid: str) -> HttpResponse:
    context = {"found": own_certificate(request.scope, round_uid), "round_uid": round_uid}
    return render(request, "introductions/certificate.html", context)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
