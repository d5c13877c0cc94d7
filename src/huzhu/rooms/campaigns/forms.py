"""What is asked when a campaign is opened, measured and closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huzhu.base.drawing.words import month_words


class MonthForm(forms.Form):
    """The month to compare with, or the one that shows the result."""

    month = forms.TypedChoiceField(coerce=date.fromisoformat)

    def __init__(self, *args: Any, months: Sequence[date], label: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["month"]
        assert isinstance(field, forms.ChoiceField)
        field.label, field.choices = label, [(month.isoformat(), month_words(month)) for month in months]


class ClosingForm(MonthForm):
    """The result's month and what was learned."""

    words = forms.CharField(label=_("What was learned"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


class DecliningForm(forms.Form):
    words = forms.CharField(label=_("Why it is not taken up"), max_length=400)
