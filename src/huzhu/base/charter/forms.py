"""Forms of the charter's pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.base.charter.moves import DRAFT, FORCE, TRIAL
from huzhu.base.charter.queries import Line

STATES = [(FORCE, gettext_lazy("in force")), (TRIAL, gettext_lazy("on trial"))]


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **more)


class DaysForm(forms.Form):
    """In force from a day on, or on trial from a day to a day."""

    state = forms.ChoiceField(label=gettext_lazy("It is to be"), widget=forms.RadioSelect, choices=STATES)
    starts = _day(gettext_lazy("From"), help_text=gettext_lazy("Tomorrow at the earliest."))
    last = _day(
        gettext_lazy("Last day of the trial"),
        required=False,
        help_text=gettext_lazy("Only for a trial; it ends by itself."),
    )

    def __init__(self, data: Any = None, *, day: date, initial: dict[str, Any] | None = None) -> None:
        tomorrow = day + timedelta(days=1)
        super().__init__(data, initial={"state": FORCE, "starts": tomorrow} | (initial or {}))
        self.fields["starts"].required = self.data.get("state") != DRAFT

    def clean(self) -> dict[str, Any]:
        """A trial asks its last day; nothing else keeps one."""
        said = self.cleaned_data
        if said.get("state") != TRIAL:
            said["last"] = None
        elif not said.get("last") and "last" not in self.errors:
            self.add_error("last", _("Say the last day of the trial."))
        return said


class ClauseForm(DaysForm):
    """A clause at a unit: its value, or back to what is inherited; draft, trial or in force; in whose words."""

    value = forms.IntegerField(label=gettext_lazy("Value"))
    cited = forms.CharField(label=gettext_lazy("In these words"), max_length=200, required=False)
    shown = forms.BooleanField(label=gettext_lazy("A draft: whoever reads the charter may read it"), required=False)

    field_order = ("value", "state", "starts", "last", "cited", "shown")

    def __init__(self, data: Any = None, *, row: Line, day: date) -> None:
        held, clause = row.rule, row.clause
        super().__init__(data, day=day, initial={"value": held.value, "cited": held.cited if row.own else ""})
        value, state = self.fields["value"], self.fields["state"]
        state.choices = [*STATES, (DRAFT, _("a draft"))]  # type: ignore[attr-defined]
        value.min_value, value.max_value = clause.low, clause.high  # type: ignore[attr-defined]
        value.widget.attrs |= {"min": clause.low, "max": clause.high}
        value.help_text = _("From %(low)s to %(high)s.") % {"low": clause.low, "high": clause.high}
        if self.data.get("back"):
            value.required = False

    def clean_value(self) -> int | None:
        return None if self.data.get("back") else self.cleaned_data["value"]

    def clean_state(self) -> str:
        """Back to inherited is said once and in force: there is nothing to try."""
        return FORCE if self.data.get("back") else self.cleaned_data["state"]
