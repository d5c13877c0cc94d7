"""What `huzhu check` recomputes of exchange."""

from __future__ import annotations

from collections.abc import Iterator

from huzhu.base.db.consistency import check
from huzhu.rooms.exchange import films
from huzhu.rooms.exchange.models import Clip, Filmed


@check("every clip that is kept has its film")
def films_there() -> Iterator[str]:
    there = {path.name for path in films.folder().iterdir()}
    for clip, file in Clip.objects.filter(state__in=("asking", "shown")).values_list("pk", "file"):
        if file not in there:
            yield f"clip {clip} has lost its film"


@check("no clip is shown without the consent of everybody filmed")
def all_agreed() -> Iterator[str]:
    for clip in Filmed.objects.filter(clip__state="shown", yes=None).values_list("clip_id", flat=True).distinct():
        yield f"clip {clip} is shown and somebody has not agreed"
