"""What is printed: a contract, a group's invitation."""

from __future__ import annotations

from django.http import HttpResponse

from huzhu.base.access import NotFound, Request
from huzhu.base.access.scope import LEADERS
from huzhu.base.units.queries import unit_by_uid
from huzhu.rooms.contracts.access import contract_for
from huzhu.rooms.contracts.print import print_contract, print_invitation
from huzhu.rooms.contracts.queries.sheet import contract_sheet, invitation_sheet
from huzhu.rooms.contracts.views.pages import look_at


def contract(request: Request, uid: str) -> HttpResponse:
    """The contract on one A4 page, in the reader's language."""
    row = contract_for(uid, by=request.scope)
    look_at(row, request.scope)
    return _pdf(print_contract(contract_sheet(row, request.scope)), f"huzhu-{row.uid}")


def invitation(request: Request, uid: str) -> HttpResponse:
    """A group's invitation, for its two leaders."""
    unit = unit_by_uid(uid, request.scope.day)
    if unit is None or not request.scope.holds_exactly(*LEADERS, unit_id=unit.id):
        raise NotFound
    return _pdf(print_invitation(invitation_sheet(unit, request.scope)), f"huzhu-{unit.uid}")


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
