"""Figures of one's own: nobody else writes or reads them, in no role (S57)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, Refused, Scope
from huzhu.base.db import insert_once, new_uid
from huzhu.base.journal import deed
from huzhu.base.people.seal import seal
from huzhu.rooms.production.models import OwnFigure
from huzhu.rooms.skills.months import first_of

MOST = Decimal(10_000_000)


@deed("production.keep-wage", sealed=True)
def keep_wage(month: date, yuan: Decimal | None, *, by: Scope, now: datetime) -> None:
    """Write down one's own wage of a month; written again the last counts, None takes it back. Sealed: no journal row.

    Raises NotAllowed for whoever is no person, Refused at the field that is wrong.
    """
    if by.person_id is None:
        raise NotAllowed
    if first_of(month) > by.day:
        raise Refused(_("This month has not begun."), field="month")
    if yuan is not None and not 0 <= yuan < MOST:
        raise Refused(_("Write an amount in yuan."), field="yuan")
    place = {"person_id": by.person_id, "kind": "wage", "month": first_of(month)}
    if yuan is None:
        OwnFigure.objects.filter(**place).delete()
        return
    insert_once(OwnFigure, **place, uid=new_uid(), value=b"")
    row = OwnFigure.objects.get(**place)
    row.value = seal(by.person_id, str(yuan), table="own_figure", row=row.uid, column="value")
    row.save(update_fields=["value"])
