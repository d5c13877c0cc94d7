"""What stands beside a score: whose opinion, which month (Q2)."""

from __future__ import annotations

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from huzhu.base.drawing.words import day_words, month_words
from huzhu.rooms.skills.queries.standing import Standing


def source_words(standing: Standing | None) -> str:
    """'October test, assessor only', 'opening measurement of October', 'not measured': what a figure rests on."""
    if standing is None:
        return _("Not measured; not counted as 0")
    month = {"month": MONTHS[standing.month.month], "number": standing.month.month}
    if standing.agreed:
        words = _("%(month)s test, agreed by all four") % month
    elif standing.opening:
        words = _("opening measurement of %(month)s, assessor only") % month
    else:
        words = _("%(month)s test, assessor only") % month
    if standing.repeats:
        words = _("%(source)s; not re-measured: the figures of %(month)s again") % {
            "source": words, "month": month_words(standing.repeats),
        }  # fmt: skip
    if not standing.corrected_on:
        return words
    return _("%(source)s, corrected on %(day)s") % {"source": words, "day": day_words(standing.corrected_on)}
