"""Laws of plan and actual that constraints alone cannot hold; asked by `huzhu check`."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count
from django.db.models.functions import TruncMonth

from huzhu.base.db.consistency import check
from huzhu.rooms.production.models import Figure


@check("a party's month has days or is whole, never both")
def spans() -> Iterator[str]:
    rows = Figure.objects.annotate(month=TruncMonth("day")).values("person_id", "unit_id", "indicator_id", "month")
    for row in rows.annotate(kinds=Count("span", distinct=True)).filter(kinds__gt=1).order_by("indicator_id", "month"):
        party = f"person {row['person_id']}" if row["person_id"] else f"unit {row['unit_id']}"
        yield f"{party} has days and a whole month of indicator {row['indicator_id']} in {row['month']:%Y-%m}"


@check("a whole month's figure stands on its first day")
def first_days() -> Iterator[str]:
    for row in Figure.objects.filter(span=Figure.Span.MONTH).exclude(day__day=1).order_by("id"):
        yield f"figure {row.id} of a month stands on {row.day}"
