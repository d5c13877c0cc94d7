"""What the two do with a contract: edit, sign, steps, close, end, show."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huzhu.base.access import NotAllowed, NotFound, Overtaken, Refused, Request, acting
from huzhu.base.access.requests import done_at
from huzhu.base.people.public import goes_on
from huzhu.rooms.contracts.access import CLOSE, EDIT, contract_for, is_party
from huzhu.rooms.contracts.actions.closing import close_term, end_contract
from huzhu.rooms.contracts.actions.drafting import edit_draft, show_draft
from huzhu.rooms.contracts.actions.orientation import confirm_orientation
from huzhu.rooms.contracts.actions.signing import sign as sign_contract
from huzhu.rooms.contracts.actions.steps import mark_step
from huzhu.rooms.contracts.draft_sheet import DraftSheet
from huzhu.rooms.contracts.forms import CloseTermForm, EndForm, ShowForm, SignForm
from huzhu.rooms.contracts.models import Orientation
from huzhu.rooms.contracts.moves import DRAFT
from huzhu.rooms.contracts.queries.page import contract_page
from huzhu.rooms.contracts.queries.text import digest_of, text_of


@goes_on
def edit(request: Request, uid: str) -> HttpResponse:
    """Either of the two rewrites the draft; nothing typed is lost."""
    contract = contract_for(uid, by=request.scope, to=EDIT)
    if contract.state != DRAFT:
        return redirect("contracts:page", uid)
    sheet = DraftSheet(contract, request.scope, request.POST.dict() if request.method == "POST" else None)
    drop = request.POST.get("drop", "")
    if drop.isdecimal() and len(drop) < 4:
        sheet.without(int(drop))
    elif "add" in request.POST:
        sheet.with_further_term()
    elif request.method == "POST" and sheet.is_valid() and _saved(request, sheet):
        return redirect("contracts:page", uid)
    quiet = bool(drop or "add" in request.POST)
    return render(
        request, "contracts/edit.html", {"sheet": sheet, "page": contract_page(contract, request.scope), "quiet": quiet}
    )


def _saved(request: Request, sheet: DraftSheet) -> bool:
    seen = sheet.head.cleaned_data["seen"] or None
    try:
        edit_draft(sheet.contract.uid, sheet.words(), by=acting(request), now=request.now, seen=seen)
    except Overtaken:
        sheet.head.add_error(
            None, _("The other one changed the draft meanwhile. Look at it, then save yours once more.")
        )
        sheet.head.data = sheet.head.data | {"seen": sheet.head.initial["seen"]}  # type: ignore[operator]
        return False
    except Refused as refused:
        sheet.refuse(refused)
        return False
    return True


def sign(request: Request, uid: str) -> HttpResponse:
    """The exact text, the own-wish question, the secret: one party's name."""
    contract = contract_for(uid, by=request.scope)
    if not is_party(contract, request.scope):
        raise NotFound
    if not Orientation.objects.filter(person_id=request.scope.person_id or 0).exists():
        return redirect("{}?next={}".format(reverse("contracts:orientation"), request.path))
    page = contract_page(contract, request.scope)
    if not page.may_sign:
        return redirect("contracts:page", uid)
    form = SignForm(request.POST or None)
    if form.is_valid() and _signed(request, uid, form):
        return redirect("contracts:page", uid)
    text = text_of(contract)
    fresh = form if form.is_bound else SignForm(initial={"digest": digest_of(text)})
    return render(request, "contracts/sign.html", {"form": fresh, "page": page, "lines": text.splitlines()})


def _signed(request: Request, uid: str, form: SignForm) -> bool:
    said = form.cleaned_data
    try:
        sign_contract(
            uid,
            secret=said["secret"],
            digest=said["digest"],
            own_wish=said["own_wish"],
            by=acting(request),
            now=request.now,
        )
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
        return False
    return True


@require_POST
def step(request: Request, uid: str, step_uid: str) -> HttpResponse:
    """One tap: this week's step was done, or was not."""
    done = request.POST.get("done") == "yes"
    mark_step(uid, step_uid, done, by=acting(request), now=request.now, done_at=done_at(request))
    return redirect("contracts:page", uid)


step.offline = True  # type: ignore[attr-defined]


def close(request: Request, uid: str, term_uid: str) -> HttpResponse:
    """One direction closes by itself, with its own result."""
    contract = contract_for(uid, by=request.scope, to=CLOSE)
    page = contract_page(contract, request.scope)
    term = next((line for line in page.terms if line.uid == term_uid and line.closed is None), None)
    if term is None:
        raise NotFound
    form = CloseTermForm(request.POST or None, is_technique=term.is_technique)
    if form.is_valid():
        try:
            close_term(
                uid,
                term_uid,
                form.cleaned_data["outcome"],
                form.cleaned_data.get("result"),
                by=acting(request),
                now=request.now,
            )
            return redirect("contracts:page", uid)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    return render(request, "contracts/close.html", {"form": form, "page": page, "term": term})


def end(request: Request, uid: str) -> HttpResponse:
    """Either may stop at any time; it is no fault."""
    contract = contract_for(uid, by=request.scope, to=CLOSE)
    form = EndForm(request.POST or None)
    if form.is_valid():
        end_contract(uid, form.cleaned_data["because"], by=acting(request), now=request.now)
        return redirect("contracts:page", uid)
    return render(request, "contracts/end.html", {"form": form, "page": contract_page(contract, request.scope)})


def show(request: Request, uid: str) -> HttpResponse:
    """Show the draft to somebody of the factory, who may then look at it and nothing else."""
    contract = contract_for(uid, by=request.scope, to=EDIT)
    form = ShowForm(request.POST or None)
    if form.is_valid():
        try:
            show_draft(uid, form.cleaned_data["roll"], by=acting(request), now=request.now)
            return redirect("contracts:page", uid)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    return render(request, "contracts/show.html", {"form": form, "page": contract_page(contract, request.scope)})


@goes_on
def orientation(request: Request) -> HttpResponse:
    """What mutual aid is about, on one short page; confirmed once, then back to where one was."""
    if request.scope.person_id is None:
        raise NotAllowed
    back = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None, require_https=request.is_secure()):
        back = "/"
    if request.method == "POST":
        confirm_orientation(by=acting(request), now=request.now)
        messages.success(request, _("Noted: you have read it."))
        return redirect(back)
    read = Orientation.objects.filter(person_id=request.scope.person_id or 0).exists()
    return render(request, "contracts/orientation.html", {"back_url": back, "read": read})
