"""What should come first: a hint on cards and wishes, never a bar."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huzhu.rooms.skills.models import Prerequisite
from huzhu.rooms.skills.queries.catalogue import scale_of, technique_line
from huzhu.rooms.skills.scores import level_of


def first_words(wanted: Collection[int], held: Mapping[int, int], path: str) -> dict[int, str]:
    """{technique: 'first: twisting (alone)'} where something should come first and `held` (scores) is short of it.

    Two statements; a hint, never a bar.
    """
    rows = Prerequisite.objects.filter(technique_id__in=wanted).select_related("needs__trade").order_by("id")
    short = [row for row in rows if held.get(row.needs_id, -1) < row.score]
    scale = scale_of(path) if short else ()
    found: dict[int, list[str]] = defaultdict(list)
    for row in short:
        level = level_of(row.score, scale).name
        found[row.technique_id].append(f"{technique_line(row.needs).name} ({level})")
    between = pgettext("between words in a row", ", ")
    return {technique: _("first: %(needs)s") % {"needs": between.join(words)} for technique, words in found.items()}
