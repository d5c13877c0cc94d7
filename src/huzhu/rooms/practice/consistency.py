"""What must hold of sessions and no single constraint can say: asked by `huzhu check`."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from huzhu.base.db.consistency import check
from huzhu.base.followup.models import LifeSign
from huzhu.base.followup.signs import SESSION
from huzhu.rooms.practice.models import Session
from huzhu.rooms.practice.moves import CONFIRMED


@check("a session is a sign of life of its day when it is confirmed, and only then")
def sessions_are_signs() -> Iterator[str]:
    sign = LifeSign.objects.filter(
        kind=SESSION, source=OuterRef("pk"), matter=OuterRef("contract"), day=OuterRef("day")
    )
    for pk in Session.objects.filter(~Exists(sign), state=CONFIRMED).order_by("pk").values_list("pk", flat=True):
        yield f"session {pk} is confirmed and no sign of life"
    held = Session.objects.filter(
        pk=OuterRef("source"), contract=OuterRef("matter"), day=OuterRef("day"), state=CONFIRMED
    )
    signs = LifeSign.objects.filter(~Exists(held), kind=SESSION, matter__kind="contract")
    for pk in signs.order_by("pk").values_list("pk", flat=True):
        yield f"sign of life {pk} names no confirmed session"


@check("where a relief is named in a session, he is seated in its slot")
def reliefs_are_seated() -> Iterator[str]:
    for row in (
        Session.objects.filter(slot__cancelled=None, form="in-shift").select_related("slot").order_by("pk").iterator()
    ):
        seated = set(row.slot.people.values_list("person_id", flat=True)) if row.slot else set()
        if not {row.relief_of_teacher_id, row.relief_of_learner_id} - {None} <= seated:
            yield f"session {row.pk} names a relief who is not seated"
