"""Forms of the pages of production."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huzhu.rooms.production.actions.figures import Said
from huzhu.rooms.production.kinds import CAUSES
from huzhu.rooms.production.models import Figure
from huzhu.rooms.production.queries.figures import Entry
from huzhu.rooms.production.queries.indicators import IndicatorLine
from huzhu.rooms.production.sealing import LONGEST
from huzhu.rooms.skills.months import first_of

SPANS = [("day", _("one day")), ("month", _("a whole month"))]


class PeriodForm(forms.Form):
    """Which indicator, which day or month is to be written."""

    indicator = forms.ChoiceField(label=_("What is counted"))
    span = forms.ChoiceField(label=_("For"), choices=SPANS, widget=forms.RadioSelect)
    day = forms.DateField(label=_("Day, or a day of the month"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def __init__(self, data: Any, *, indicators: Sequence[IndicatorLine], today: date) -> None:
        likely = {"indicator": indicators[0].uid if indicators else "", "span": "day", "day": today}
        super().__init__(data if data and "day" in data else None, initial=likely)
        self.fields["indicator"].choices = [(line.uid, line.name) for line in indicators]  # type: ignore[attr-defined]

    def chosen(self) -> tuple[str, date, str]:
        """Public id of the indicator, the day (of a month its first), the span."""
        said = self.cleaned_data if self.is_bound and self.is_valid() else self.initial
        day = said["day"]
        return said["indicator"], first_of(day) if said["span"] == Figure.Span.MONTH else day, said["span"]


class FiguresForm(forms.Form):
    """Plan and actual of the group and of its people; an empty field is missing, not 0."""

    def __init__(self, data: Any = None, *, entries: Sequence[Entry]) -> None:
        super().__init__(data)
        self.entries = entries
        for entry in entries:
            for what, value in (("plan", entry.plan), ("actual", entry.actual)):
                label = _("%(name)s, plan") if what == "plan" else _("%(name)s, actual")
                self.fields[f"{what}-{entry.field}"] = forms.DecimalField(
                    label=label % {"name": entry.name}, required=False, min_value=0, max_digits=18, decimal_places=6,
                    initial=value.normalize().__format__("f") if value is not None else None,
                    widget=forms.TextInput(
                        attrs={"inputmode": "decimal", "autocomplete": "off", "class": "input", "size": 7}
                    ),
                )  # fmt: skip

    @property
    def people_ids(self) -> list[int | None]:
        """Those of whom a figure is shown."""
        return [one.person_id for one in self.entries if one.plan is not None or one.actual is not None]

    def rows(self) -> Iterator[tuple[Entry, Any, Any]]:
        for entry in self.entries:
            yield entry, self[f"plan-{entry.field}"], self[f"actual-{entry.field}"]

    def said(self, group_id: int, indicator_id: int, day: date, span: str) -> list[Said]:
        """The rows with a figure."""
        data, found = self.cleaned_data, []
        for entry in self.entries:
            plan, actual = data[f"plan-{entry.field}"], data[f"actual-{entry.field}"]
            if plan is not None or actual is not None:
                unit = None if entry.person_id else group_id
                found.append(Said(indicator_id, day, plan, actual, entry.person_id, unit, span))
        return found


class IndicatorForm(forms.Form):
    """What is planned and counted."""

    name = forms.CharField(label=_("What is counted"), max_length=80)
    name_en = forms.CharField(label=_("In English"), max_length=80, required=False)
    measure = forms.CharField(label=_("Measured in"), max_length=20, required=False)
    less_is_better = forms.BooleanField(label=_("Less is better, as with waste"), required=False)


class CauseForm(forms.Form):
    """One tap gives cause and remedy together; the person's own words beside it."""

    choice = forms.ChoiceField(
        label=_("Cause and remedy"), widget=forms.RadioSelect,
        choices=[
            (cause.name, [(f"{cause.code} {remedy.code}", remedy.name) for remedy in cause.remedies])
            for cause in CAUSES.values()
        ],
    )  # fmt: skip
    words = forms.CharField(
        label=_("In his or her own words"), max_length=LONGEST, required=False,
        help_text=_("Needed for an attitude. Only the person and the two leaders read it."),
    )  # fmt: skip

    def groups(self) -> list[tuple[str, list[Any]]]:
        """(cause in words, its chips), in their order."""
        chips = iter(self["choice"].subwidgets)
        return [(str(cause.name), [next(chips) for _remedy in cause.remedies]) for cause in CAUSES.values()]


class OwnViewForm(forms.Form):
    words = forms.CharField(
        label=_("My own words"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only you and your two leaders read it."),
    )  # fmt: skip


class WageForm(forms.Form):
    """One's own wage of a month; empty takes it back."""

    month = forms.DateField(label=_("A day of the month"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    yuan = forms.DecimalField(
        label=_("Wage in yuan"), max_digits=9, decimal_places=2, min_value=0, required=False,
        help_text=_("Empty takes it back."),
    )  # fmt: skip
