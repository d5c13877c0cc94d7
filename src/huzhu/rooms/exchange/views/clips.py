"""Pages of clips, and the film itself: only through the door, by range."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from huzhu.base.access import NotFound, Refused, Request, acting
from huzhu.rooms.contracts.queries.running import Pair
from huzhu.rooms.exchange import films
from huzhu.rooms.exchange.access import MARK, clip_for, group_seen, own_group, pair_of
from huzhu.rooms.exchange.actions import clips as deeds
from huzhu.rooms.exchange.forms import ClipForm, MarksForm
from huzhu.rooms.exchange.moves import ASKING, SHOWN
from huzhu.rooms.exchange.queries.clips import clip_page, clips_of_group, nameable
from huzhu.rooms.exchange.queries.techniques import of_pair, of_trade
from huzhu.rooms.skills.queries import TechniqueLine

PIECE = 64 * 1024


def group(request: Request, uid: str) -> HttpResponse:
    """A group's clips, newest first."""
    unit = group_seen(uid, request.scope)
    context = {
        "unit": unit,
        "lines": clips_of_group(unit.id, request.scope),
        "member": request.scope.group_id == unit.id,
    }
    return render(request, "exchange/clips.html", context)


def bring_to_group(request: Request, uid: str) -> HttpResponse:
    unit = own_group(uid, request.scope)
    return _bring(request, of_trade(request.scope), None, {"unit": unit})


def bring_to_contract(request: Request, uid: str) -> HttpResponse:
    pair = pair_of(uid, request.scope)
    return _bring(request, of_pair(pair, request.scope) or of_trade(request.scope), pair, {"pair": pair})


def _bring(
    request: Request, techniques: Sequence[TechniqueLine], pair: Pair | None, context: dict[str, Any]
) -> HttpResponse:
    people = nameable(request.scope, pair)
    form = ClipForm(request.POST or None, request.FILES or None, techniques=techniques, people=people)
    if form.is_valid():
        name = films.keep(form.cleaned_data["file"].chunks(), form.container)
        try:
            uid = deeds.bring(form.cleaned_data["title"], form.technique_id, form.filmed_ids, name, by=acting(request),
                              now=request.now, contract_uid=pair.uid if pair else "")  # fmt: skip
            return redirect("exchange:clip", uid)
        except Refused as refused:
            films.remove(name)
            form.add_error(refused.field, str(refused.message))
    context |= {"form": form, "none": not techniques}
    return render(request, "exchange/clip_new.html", context, status=422 if form.errors else 200)


def page(request: Request, uid: str) -> HttpResponse:
    """A clip at a quarter to full speed, with its steps; and what this reader has to say on it."""
    found = clip_page(clip_for(uid, by=request.scope), request.scope)
    return render(request, "exchange/clip.html", {"page": found})


@require_safe
def film(request: Request, uid: str) -> HttpResponseBase:
    """The film, or the piece of it that was asked for; kept by no cache, since it may be taken back."""
    row = clip_for(uid, by=request.scope)
    path = films.folder() / row.file
    if row.state not in (ASKING, SHOWN) or not path.is_file():
        raise NotFound
    size = path.stat().st_size
    piece = _piece(request.headers.get("Range", ""), size)
    if piece is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = piece
    headers = {"Content-Length": str(last - first + 1), "Accept-Ranges": "bytes", "Cache-Control": "private, no-store"}
    if "Range" in request.headers:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    kind, status = f"video/{path.suffix[1:]}", 206 if "Range" in request.headers else 200
    return StreamingHttpResponse(_read(path, first, last), content_type=kind, status=status, headers=headers)


def _piece(asked: str, size: int) -> tuple[int, int] | None:
    """(first, last byte) of a Range header with one range, the whole without one; None where there is nothing of it."""
    if not asked:
        return 0, size - 1
    found = re.fullmatch(r"bytes=(\d{0,12})-(\d{0,12})", asked.strip())
    if found is None or not any(found.groups()):
        return None
    start, end = found.groups()
    first = int(start) if start else max(0, size - int(end))
    last = min(int(end), size - 1) if start and end else size - 1
    return (first, last) if first <= last else None


def _read(path: Path, first: int, last: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (chunk := file.read(min(PIECE, left))):
            left -= len(chunk)
            yield chunk


@require_POST
def consent(request: Request, uid: str) -> HttpResponse:
    """Yes, yes also as a lesson, or no, which deletes it."""
    word = request.POST.get("word", "")
    deeds.consent(uid, word, by=acting(request), now=request.now)
    return redirect("/") if word == deeds.NO else redirect("exchange:clip", uid)


def steps(request: Request, uid: str) -> HttpResponse:
    """The steps of a clip, one on each line."""
    found = clip_page(clip_for(uid, by=request.scope, to=MARK), request.scope)
    stands = "\n".join(f"{clock} {words}" for _at, clock, words in found.marks)
    form = MarksForm(request.POST if request.method == "POST" else None, initial={"marks": stands})
    if form.is_valid():
        try:
            deeds.set_marks(uid, form.cleaned_data["marks"], by=acting(request), now=request.now)
            return redirect("exchange:clip", uid)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    context = {"page": found, "form": form}
    return render(request, "exchange/clip_steps.html", context, status=422 if form.errors else 200)


@require_POST
def lesson(request: Request, uid: str) -> HttpResponse:
    """A leader keeps it."""
    deeds.make_lesson(uid, by=acting(request), now=request.now)
    return redirect("exchange:clip", uid)


@require_POST
def delete(request: Request, uid: str) -> HttpResponse:
    row = clip_for(uid, by=request.scope)
    deeds.delete(uid, by=acting(request), now=request.now)
    return redirect("exchange:clips", row.unit.uid)
