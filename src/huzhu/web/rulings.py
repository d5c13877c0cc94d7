"""Who is told that a rule will change: the charter lies below people and notices, so its reaction is registered here."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import LEADERS
from huzhu.base.charter.models import Ruling
from huzhu.base.db import under
from huzhu.base.journal import reaction
from huzhu.base.notices import NoticeKind, tell
from huzhu.base.people.models import Mandate
from huzhu.base.units.models import Place
from huzhu.base.units.queries import path_of

RULE_CHANGES = NoticeKind(
    "charter.changes", _("A rule of your unit changes; the charter says which, and when."), "charter"
)


@reaction("charter.set")
def tell_leaders(unit_id: int, code: str, version: int) -> None:
    """The leaders of the groups for which a rule was set, once for all rules of one unit that begin on one day."""
    row, now = Ruling.objects.select_related("unit").get(unit_id=unit_id, clause=code, version=version), timezone.now()
    if row.starts is None:
        return
    day = timezone.localdate(now)
    units = Place.objects.on(day).filter(under(path_of(unit_id, day))).values("unit_id")
    led = Mandate.objects.on(day).filter(role__in=LEADERS, unit_id__in=units).order_by("person_id")
    for person_id in led.values_list("person_id", flat=True).distinct():
        tell(person_id, RULE_CHANGES, now=now, subject=row.unit.uid, state=row.starts.isoformat())
