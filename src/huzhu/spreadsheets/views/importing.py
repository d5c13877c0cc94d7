"""A workbook comes in: chosen, read, mended, saved."""

from __future__ import annotations

import dataclasses

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from huzhu.base.access import NotAllowed, Refused, Request, acting
from huzhu.spreadsheets.access import importing_units, upload_for
from huzhu.spreadsheets.actions.importing import Wanted, cancel_saving, put_away, read_as, start_saving, take_in
from huzhu.spreadsheets.calendars import CALENDAR
from huzhu.spreadsheets.forms import UploadForm
from huzhu.spreadsheets.models import Upload
from huzhu.spreadsheets.page import AGGREGATIONS, KINDS, MEND, judge, page, rows_without_errors
from huzhu.spreadsheets.posting import wanted_from
from huzhu.spreadsheets.reading import read
from huzhu.spreadsheets.views import calendars
from huzhu.spreadsheets.views.files import as_file
from huzhu.spreadsheets.writing import error_rows

LAST = 20


def start(request: Request) -> HttpResponse:
    """Choose a workbook and whose it is; below, what one brought in before, and the way out."""
    units = importing_units(request.scope)
    if not units:
        raise NotAllowed
    form = UploadForm(request.POST or None, request.FILES or None, units=units)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            uid = take_in(form.cleaned_data["unit"], file.name, file.read(), by=acting(request), now=request.now)
            return redirect("spreadsheets:read", uid)
        except Refused as refused:
            form.add_error("file", str(refused.message))
    own = Upload.objects.filter(by_id=request.scope.person_id).defer("content", "mapping").select_related("unit")
    context = {"form": form, "uploads": own.order_by("-id")[:LAST], "units": units}
    return render(request, "spreadsheets/start.html", context, status=422 if form.errors else 200)


def reading(request: Request, uid: str) -> HttpResponse:
    """How the workbook is read: the user's own grid with one row 'read as', and what is wrong, each at its place."""
    upload = upload_for(uid, by=request.scope)
    if upload.state != Upload.State.READ:
        return redirect("spreadsheets:progress", uid)
    if CALENDAR in upload.mapping:
        return calendars.reading(request, upload)
    number = int(sheet) if (sheet := request.GET.get("sheet", "0")).isdecimal() and len(sheet) < 6 else 0
    trouble: Refused | None = None
    if request.method == "POST":
        try:
            return _pressed(request, upload, number)
        except Refused as refused:
            trouble = refused
    context = {
        "page": page(upload, number, request.scope), "kinds": KINDS.items(), "hows": AGGREGATIONS.items(), "trouble": trouble,
    }  # fmt: skip
    return render(request, "spreadsheets/read.html", context, status=422 if trouble else 200)


def _pressed(request: Request, upload: Upload, number: int) -> HttpResponse:
    """Keep the posted form; one button also repairs a word, leaves a row out, or saves."""
    book = read(bytes(upload.content or b""), upload.name)
    wanted = wanted_from(request.POST, Wanted.of(upload), book, number)
    read_as(upload.uid, wanted, by=request.scope, now=request.now)
    save = request.POST.get("save")
    if save is None:
        return redirect(f"{request.path}?sheet={number}")
    upload.refresh_from_db()
    if save == "without":
        wanted = dataclasses.replace(wanted, unticked=rows_without_errors(upload, request.scope))
        read_as(upload.uid, wanted, by=request.scope, now=request.now)
    elif judge(upload, request.scope).errors:
        raise Refused(MEND)
    start_saving(upload.uid, by=acting(request), now=request.now)
    return redirect("spreadsheets:progress", upload.uid)


def errors(request: Request, uid: str) -> HttpResponse:
    """All rows with errors as a workbook with a column of reasons: mend them there and bring it in again."""
    upload = upload_for(uid, by=request.scope)
    if upload.content is None:
        raise Refused(_("This workbook has been saved or put away already."))
    if CALENDAR in upload.mapping:
        return calendars.errors(request, upload)
    judged = judge(upload, request.scope)
    tops = {sheet.name: sheet.header_row for sheet in judged.reading.mapping.sheets}
    return as_file(error_rows(judged.reading.book, judged.errors, tops), f"errors-{uid}.xlsx")


def progress(request: Request, uid: str) -> HttpResponse:
    """How far saving is; the page can be left."""
    upload = upload_for(uid, by=request.scope)
    if upload.state == Upload.State.READ and upload.job is None:
        return redirect("spreadsheets:read", uid)
    template = "spreadsheets/progress_part.html" if request.htmx else "spreadsheets/progress.html"
    return render(request, template, {"upload": upload})


@require_POST
def cancel(request: Request, uid: str) -> HttpResponse:
    """Stop saving; what was begun is undone."""
    cancel_saving(uid, by=acting(request), now=request.now)
    return redirect("spreadsheets:progress", uid)


@require_POST
def away(request: Request, uid: str) -> HttpResponse:
    """Throw the workbook away without saving."""
    put_away(uid, by=acting(request), now=request.now)
    return redirect("spreadsheets:start")
