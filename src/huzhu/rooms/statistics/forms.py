"""The period that figures cover."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PeriodForm(forms.Form):
    """First and last day; left out, it is this year up to today."""

    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=DAY)
    until = forms.DateField(label=gettext_lazy("Until"), required=False, widget=DAY)

    def __init__(self, data: Any, *, day: date) -> None:
        self.default = (day.replace(month=1, day=1), day)
        given = {"since": self.default[0].isoformat(), "until": self.default[1].isoformat()}
        super().__init__(given | {name: data[name] for name in given if data.get(name)})

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("since") and said.get("until") and said["until"] < said["since"]:
            self.add_error("until", _("The end lies before the beginning."))
        return said

    @property
    def days(self) -> tuple[date, date]:
        """The period asked for; with an error the usual one."""
        if not self.is_valid():
            return self.default
        return self.cleaned_data["since"] or self.default[0], self.cleaned_data["until"] or self.default[1]
