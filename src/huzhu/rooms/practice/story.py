"""What practice tells of a contract: marks of its days."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.base.access import Scope
from huzhu.base.followup.story import Mark, tells
from huzhu.rooms.contracts.access import visible_to as contracts_visible_to
from huzhu.rooms.practice.access import follows, sees_faults
from huzhu.rooms.practice.kinds import kind_words
from huzhu.rooms.practice.models import Session, StallReview
from huzhu.rooms.practice.moves import BOOKED, CONFIRMED
from huzhu.rooms.practice.queries.cycles import cycles_of
from huzhu.rooms.practice.queries.lines import minutes_words

# --- sessions -------------------------------------------------------------------------------------------------------


@tells("contract")
def sessions(contract_id: int, scope: Scope) -> Iterator[Mark]:
    """Sessions that count, and those booked; one statement."""
    rows = Session.objects.filter(contract_id=contract_id, state__in=(BOOKED, CONFIRMED)).select_related("slot")
    for row in rows.order_by("day", "pk"):
        url = reverse("practice:session", args=[row.uid])
        if row.state == CONFIRMED:
            yield Mark(row.day, "session", f"{kind_words(row.kind)} · {minutes_words(row)}", url)
        elif row.slot is not None and row.slot.cancelled is None:
            yield Mark(timezone.localdate(row.slot.starts), "booked", kind_words(row.kind), url)


# --- cycles, stalls -------------------------------------------------------------------------------------------------


@tells("contract")
def cycles(contract_id: int, scope: Scope) -> Iterator[Mark]:
    """The steps of each cycle and the reviews, for whoever follows the two; faults are told nowhere."""
    contract = contracts_visible_to(scope).filter(pk=contract_id).first()
    if contract is None or contract.of_units or not follows(contract, scope):
        return
    terms = cycles_of(contract_id)
    for lines in terms.values():
        for line in lines:
            for day, word in (
                (line.observed, _("watched")), (line.debriefed, _("talked over: %(what)s") % {"what": line.decision}),
                (line.practising, _("practising")),
            ):  # fmt: skip
                if day:
                    yield Mark(day, "other", _("Cycle %(n)s: %(what)s") % {"n": line.number, "what": word})
            if line.checked:
                result = _("mastered") if line.state == "mastered" else _("not yet")
                words = {"n": line.number, "what": result, "who": line.checked_by}
                yield Mark(line.checked, "check", _("Cycle %(n)s: %(what)s, says %(who)s") % words)
        if alone := lines[-1].alone:
            yield Mark(alone, "other", _("works alone from this day on"))
    if sees_faults(contract, scope):
        for row in StallReview.objects.filter(term__contract_id=contract_id):
            url = reverse("practice:review", args=[row.uid])
            yield Mark(row.opened, "other", _("progress stands still: a third person looks at it"), url)
            if row.reviewed:
                yield Mark(row.reviewed, "other", _("looked at: %(what)s") % {"what": row.change}, url)
