"""Measuring again for a contract."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from huzhu.base.access import NotAllowed, NotFound, Refused, Request, acting
from huzhu.base.units.queries import path_of
from huzhu.rooms.contracts.access import contract_for, measurable
from huzhu.rooms.contracts.actions.measuring import measure_term
from huzhu.rooms.contracts.forms import MeasureForm
from huzhu.rooms.contracts.queries.page import contract_page
from huzhu.rooms.contracts.values import is_quantity
from huzhu.rooms.contracts.views.pages import look_at
from huzhu.rooms.skills.queries import scale_of, techniques


def measure(request: Request, uid: str, term_uid: str) -> HttpResponse:
    """The assessor or a leader of the learner's group enters one value; it counts for the term at once."""
    contract = contract_for(uid, by=request.scope)
    term = contract.terms.filter(uid=term_uid, technique__isnull=False).first()
    if term is None:
        raise NotFound
    if term_uid not in measurable(contract, request.scope):
        raise NotAllowed
    technique = techniques([term.technique_id or 0])[term.technique_id or 0]
    scale = scale_of(path_of(contract.second_unit_id, request.scope.day))
    levels = [] if is_quantity(technique) else [(level.middle, str(level.name)) for level in scale]
    form = MeasureForm(request.POST or None, levels=levels, measure=technique.measure)
    if form.is_valid():
        try:
            measure_term(uid, term_uid, form.cleaned_data["value"], by=acting(request), now=request.now)
            messages.success(request, _("Noted: it counts for this term from now on."))
            return redirect("contracts:page", uid)
        except Refused as refused:
            form.add_error("value", str(refused.message))
    look_at(contract, request.scope)
    page = contract_page(contract, request.scope)
    line = next(line for line in page.terms if line.uid == term_uid)
    return render(request, "contracts/measure.html", {"form": form, "page": page, "term": line})
