"""What must hold of practice and no single constraint can say: asked by `huzhu check`."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from huzhu.base.db.consistency import check
from huzhu.base.followup.models import LifeSign
from huzhu.base.followup.signs import SESSION
from huzhu.rooms.practice.models import Fault, Session, StallReview
from huzhu.rooms.practice.moves import CLOSED, CONFIRMED, OPEN


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


@check("a fault was closed by a measurement of its person and technique, of the day that it names")
def faults_are_measured() -> Iterator[str]:
    closed = Fault.objects.filter(state=CLOSED).annotate(
        fault_of=Coalesce("technique__same_as_id", "technique_id"),
        taken_of=Coalesce("measurement__technique__same_as_id", "measurement__technique_id"),
    )
    right = Q(about=F("measurement__person"), measured=F("measurement__day"), fault_of=F("taken_of"))
    for pk in closed.exclude(right).order_by("pk").values_list("pk", flat=True):
        yield f"fault {pk} was closed by another's measurement"


@check("an open review stands with whoever promised it")
def reviews_are_promised() -> Iterator[str]:
    same = Q(reviewer=F("commitment__owner")) | Q(reviewer=None, commitment__owner=None)
    for pk in StallReview.objects.filter(state=OPEN).exclude(same).order_by("pk").values_list("pk", flat=True):
        yield f"review {pk} is promised by somebody else"
