"""Laws of skills that constraints alone cannot hold; asked by `huzhu check`."""

from __future__ import annotations

from collections.abc import Iterator

from huzhu.base.db.consistency import check
from huzhu.rooms.skills.models import Correction, Month, MonthScore, Prerequisite, ScaleLevel, Technique
from huzhu.rooms.skills.months import Scored, proof_of


@check("closed months are as they were closed")
def proofs() -> Iterator[str]:
    """Recompute the HMAC of every closed month; a changed, added or missing row is found."""
    for month in Month.objects.filter(state=Month.State.CLOSED).order_by("id").iterator():
        rows: list[Scored] = list(
            MonthScore.objects.filter(month=month).values_list(
                "person_id", "technique_id", "score", "quantity", "agreed"
            )
        )
        if month.proof != proof_of(month.unit_id, month.month, rows):
            yield f"month {month.id} of group {month.unit_id} ({month.month:%Y-%m}) differs from its proof"


@check("open months have no scores and no corrections")
def open_months() -> Iterator[str]:
    for model in (MonthScore, Correction):
        for row_id in model.objects.filter(month__state=Month.State.OPEN).values_list("id", flat=True):
            yield f"{model.__name__} {row_id} belongs to an open month"


@check("every band of a scale holds its middle and ends where the next begins")
def scales() -> Iterator[str]:
    held: ScaleLevel | None = None
    for row in ScaleLevel.objects.order_by("unit_id", "low"):
        if held and held.unit_id == row.unit_id and held.middle >= row.low:
            yield f"scale level {held.id} has its middle in the band of {row.id}"
        held = row


@check("an agreed score rests on four parts of its own person, technique and month")
def agreements() -> Iterator[str]:
    """Each word is of the right source and speaks of this score; the central one is of two and is the score."""
    rows = MonthScore.objects.exclude(agreement=None).select_related(
        "month", "agreement__central", "agreement__own", "agreement__group", "agreement__standard"
    )
    for row in rows.order_by("id").iterator():
        parts = row.agreement
        assert parts is not None
        about = (row.person_id, row.technique_id, row.month.month, row.month.unit_id)
        words = ((parts.central, "central"), (parts.own, "self"), (parts.group, "group"))
        right = all(
            (word.person_id, word.technique_id, word.month, word.unit_id) == about and word.source == source
            for word, source in words
        )
        if not right or parts.central.second_id is None or parts.central.score != row.score:
            yield f"score {row.id} is called agreed and lacks a part"


@check("techniques are mapped and merged in one step")
def links() -> Iterator[str]:
    for row in Technique.objects.exclude(common__common=None).order_by("id"):
        yield f"technique {row.id} is mapped to {row.common_id}, which is mapped itself"
    for row in Technique.objects.exclude(same_as__same_as=None).order_by("id"):
        yield f"technique {row.id} was merged into {row.same_as_id}, which was merged itself"


@check("what comes first never comes round to itself")
def prerequisites() -> Iterator[str]:
    needs = set(Prerequisite.objects.values_list("technique_id", "needs_id"))
    while first := {pair for pair in needs if pair[1] not in {technique for technique, _needs in needs}}:
        needs -= first
    for technique, other in sorted(needs):
        yield f"technique {technique} needs {other} first in a circle"


@check("every closed month has its moment")
def closings() -> Iterator[str]:
    for row in Month.objects.filter(state=Month.State.CLOSED, closed_at=None).order_by("id"):
        yield f"month {row.id} is closed without a moment"
