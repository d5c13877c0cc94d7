"""What must hold of signs of life: asked by `huzhu check`."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce, Greatest

from huzhu.base.db.consistency import check
from huzhu.base.followup.models import Matter


@check("a matter is quiet after the day that its beginning and its signs of life say")
def quiet_as_the_rows_say() -> Iterator[str]:
    """`quiet_after` is the index of these rows and says nothing of its own (Q23)."""
    rows = Matter.objects.annotate(last=Max("signs__until"))
    rows = rows.annotate(said=Greatest(Coalesce("last", "new_until"), Coalesce("new_until", "last")))
    none = Q(said=None, quiet_after__isnull=False) | Q(said__isnull=False, quiet_after=None)
    wrong = rows.filter(none | Q(quiet_after__lt=F("said")) | Q(quiet_after__gt=F("said"))).order_by("pk")
    for pk, said, quiet_after in wrong.values_list("pk", "said", "quiet_after"):
        yield f"matter {pk} is quiet after {quiet_after}, its beginning and its signs say {said}"
