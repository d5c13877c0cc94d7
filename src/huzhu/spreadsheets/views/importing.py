"""A workbook comes in: chosen, read, mended, saved."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import Refused, Request, acting
from huzhu.spreadsheets.access import importing_units, upload_for
from huzhu.spreadsheets.actions.importing import cancel_saving, put_away, read_as, start_saving, take_in
from huzhu.spreadsheets.forms import UploadForm
from huzhu.spreadsheets.mapping import Kind, Mapping
from huzhu.spreadsheets.models import Upload
from huzhu.spreadsheets.page import AGGREGATIONS, mapping_from, page, repair_from, row_from
from huzhu.spreadsheets.reading import read
from huzhu.spreadsheets.saving import understood
from huzhu.spreadsheets.writing import CONTENT_TYPES, error_rows

KINDS = [kind.value for kind in Kind]


def start(request: Request) -> HttpResponse:
    """Choose a workbook and whose it is; below, what one brought in before, and the way out."""
    form = UploadForm(request.POST or None, request.FILES or None, scope=request.scope)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            return redirect(
                "spreadsheets:read",
                take_in(form.cleaned_data["unit"], file.name, file.read(), by=acting(request), now=request.now),
            )
        except Refused as refused:
            form.add_error("file", str(refused.message))
    uploads = (
        Upload.objects.filter(by_id=request.scope.person_id)
        .defer("content")
        .select_related("unit")
        .order_by("-id")[:20]
    )
    context = {"form": form, "uploads": uploads, "units": importing_units(request.scope)}
    return render(request, "spreadsheets/start.html", context, status=422 if form.errors else 200)


def reading(request: Request, uid: str) -> HttpResponse:
    """How the workbook is read: the user's own grid with one row 'read as', and what is wrong, each at its place."""
    upload = upload_for(uid, by=request.scope)
    if upload.state != Upload.State.READ:
        return redirect("spreadsheets:progress", uid)
    number = int(request.GET.get("sheet", "0")) if request.GET.get("sheet", "0").isdigit() else 0
    trouble: Refused | None = None
    if request.method == "POST":
        try:
            _keep(request, upload, number)
            if "save" in request.POST:
                start_saving(uid, by=acting(request), now=request.now)
                return redirect("spreadsheets:progress", uid)
            return redirect(f"{request.path}?sheet={number}")
        except Refused as refused:
            trouble = refused
    context = {
        "page": page(upload, number, request.scope),
        "kinds": KINDS,
        "hows": [(how.value, name) for how, name in AGGREGATIONS.items()],
        "trouble": trouble,
        "number": number,
    }
    return render(request, "spreadsheets/read.html", context, status=422 if trouble else 200)


def _keep(request: Request, upload: Upload, number: int) -> None:
    """Keep the posted form; one button may also repair a word or leave a row out."""
    mapping = mapping_from(request.POST, Mapping.from_json(upload.mapping), number)
    unticked = [tuple(row) for row in upload.unticked]
    repairs = [tuple(row) for row in upload.repairs]
    if row := row_from(request.POST.get("untick", "")):
        unticked.append(row)
    if repair := repair_from(request.POST.get("repair", "")):
        repairs.append(repair)
    if "tick_all" in request.POST:
        unticked = []
    if request.POST.get("save") == "all" and page(upload, number, request.scope).error_count:
        raise Refused(_("There are places to look at; mend them, or leave those rows out."))
    if request.POST.get("save") == "without":
        unticked += [place for place in page(upload, number, request.scope).bad_places if place not in unticked]
    read_as(
        upload.uid, mapping, trade=request.POST.get("trade", upload.trade), unticked=unticked, repairs=repairs,
        by=request.scope, now=request.now,
    )  # fmt: skip


def errors(request: Request, uid: str) -> HttpResponse:
    """All rows with errors as a workbook with a column of reasons: mend them there and bring it in again."""
    upload = upload_for(uid, by=request.scope)
    found, mapping = understood(upload)
    book = read(bytes(upload.content or b""), upload.name)
    data = error_rows(
        book,
        [*found.errors, *page(upload, 0, request.scope).plan.errors],
        {s.name: s.header_row for s in mapping.sheets},
    )
    response = HttpResponse(data, content_type=CONTENT_TYPES["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="errors-{uid}.xlsx"'
    return response


def progress(request: Request, uid: str) -> HttpResponse:
    """How far saving is; the page can be left."""
    upload = upload_for(uid, by=request.scope)
    if upload.state == Upload.State.READ and (upload.job is None or upload.job.note.get("seen")):
        return redirect("spreadsheets:read", uid)
    template = "spreadsheets/progress_part.html" if request.htmx else "spreadsheets/progress.html"
    return render(request, template, {"upload": upload, "finished": upload.state != Upload.State.SAVING})


def cancel(request: Request, uid: str) -> HttpResponse:
    """Stop saving; what was begun is undone."""
    if request.method == "POST":
        cancel_saving(uid, by=acting(request), now=request.now)
    return redirect("spreadsheets:progress", uid)


def away(request: Request, uid: str) -> HttpResponse:
    """Throw the workbook away without saving."""
    if request.method == "POST":
        put_away(uid, by=acting(request), now=request.now)
    return redirect("spreadsheets:start")
