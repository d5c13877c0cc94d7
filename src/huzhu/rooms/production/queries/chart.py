"""The chart of a group's plan % by day."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from huzhu.base.drawing.control import Value, control_chart
from huzhu.base.drawing.words import figure_words
from huzhu.rooms.production.plan import limits
from huzhu.rooms.production.queries.figures import GroupPlan


def plan_chart(found: GroupPlan) -> SafeString:
    """Plan % of each covered day, in their order; the middle line is Σ actual / Σ plan, never the mean of the days (Q29)."""
    days = [(line.day, line.percent) for line in found.lines if not line.whole_month]
    values = [Value(day, float(percent), f"#day-{day:%Y-%m-%d}") for day, percent in days if percent is not None]
    if found.total.percent is None or len(values) < 2:
        return SafeString("")
    centre = float(found.total.percent)
    said = _("Plan by day in percent: %(n)s days, together %(percent)s.") % {
        "n": len(values), "percent": figure_words(found.total.percent, "%")
    }  # fmt: skip
    return control_chart(
        values, centre=centre, limits=limits([value.value for value in values], centre), label=said, unit="%"
    )
