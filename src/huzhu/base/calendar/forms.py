"""Forms of shifts, rotas, days that differ and holidays."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from huzhu.base.calendar.actions.shifts import PauseSaid
from huzhu.base.calendar.kinds import FORMS
from huzhu.base.calendar.models import Shift
from huzhu.base.calendar.queries.machines import MachineLine
from huzhu.base.calendar.queries.pages import PatternLine
from huzhu.base.calendar.queries.plans import OFF
from huzhu.base.calendar.words import WEEKDAYS, minutes_in, weekly
from huzhu.base.people.queries import PersonLine

MOST_DAYS = 92
BACK = "back"
_BETWEEN = re.compile(r"\s*(?:-|–|—|~|至|到)\s*")
_AND = re.compile(r"\s*[,，、;；\n]\s*")


def _date() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, "%Y-%m-%d")


class PausesField(forms.CharField):
    """'12:00–12:30, 18:00–18:30' as (start, end) in minutes after midnight."""

    def __init__(self, *, meal: bool, **kwargs: Any) -> None:
        self.meal = meal
        super().__init__(required=False, max_length=200, **kwargs)

    def clean(self, value: Any) -> list[PauseSaid]:
        found = []
        for part in filter(None, _AND.split(super().clean(value))):
            ends = [minutes_in(text) for text in _BETWEEN.split(part)]
            if len(ends) != 2 or ends[0] is None or ends[1] is None:
                raise forms.ValidationError(
                    _("“%(text)s” is not a time from–to. Write it as 12:00–12:30.") % {"text": part}
                )
            found.append(PauseSaid(ends[0], ends[1], self.meal))
        return found


class ShiftForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=8, help_text=_("As it stands in the rota."))
    name = forms.CharField(label=_("Name"), max_length=40, required=False)
    starts = forms.TimeField(label=_("Begins"), widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    ends = forms.TimeField(
        label=_("Ends"), widget=forms.TimeInput({"type": "time"}, "%H:%M"),
        help_text=_("An end before the beginning is on the next day."),
    )  # fmt: skip
    meals = PausesField(meal=True, label=_("Meals"), help_text=_("From–to, several with a comma: 12:00–12:30"))
    pauses = PausesField(
        meal=False, label=_("Rests"), help_text=_("From–to, several with a comma: 9:30–9:45, 15:00–15:15")
    )

    def said(self) -> dict[str, Any]:
        """As the deed takes it."""
        data = self.cleaned_data
        minutes = {name: data[name].hour * 60 + data[name].minute for name in ("starts", "ends")}
        return {"code": data["code"], "name": data["name"], "pauses": data["meals"] + data["pauses"]} | minutes


class PatternForm(forms.Form):
    name = forms.CharField(label=_("Name of the pattern"), max_length=40)
    cycle = forms.CharField(
        label=_("Shifts of its days, in order"), max_length=2000,
        help_text=_("Codes with a space between, “off” for a day off. Seven days begin on Monday."),
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    holidays = forms.BooleanField(
        label=_("Rests on holidays and works on make-up days"), required=False,
    )  # fmt: skip

    def codes(self) -> list[str]:
        return re.split(r"[\s,，、]+", self.cleaned_data["cycle"].strip())


class RotaForm(forms.Form):
    """By which pattern a group works from a day on, or that nobody knows."""

    NONE = "none"
    pattern = forms.ChoiceField(label=_("Pattern"))
    starts = forms.DateField(label=_("From"), widget=_date())
    day_of_cycle = forms.IntegerField(
        label=_("Day of the cycle on that date"), required=False, min_value=1, max_value=366,
        help_text=_("Left out: the first day; a week begins on Monday."),
    )  # fmt: skip

    def __init__(self, *args: Any, patterns: list[PatternLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days = {line.uid: line.days for line in patterns}
        known = [(p.uid, f"{p.name}: {p.cycle[:60]}") for p in patterns]
        self.fields["pattern"].choices = [*known, (self.NONE, _("none: from that day on no rota is known"))]  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any] | None:
        """None where no rota is known any more."""
        data = self.cleaned_data
        if data["pattern"] == self.NONE:
            return None
        at = data["day_of_cycle"] or weekly(self.days[data["pattern"]], data["starts"])
        return {"pattern_uid": data["pattern"], "starts": data["starts"], "day_of_cycle": at}


class DaysForm(forms.Form):
    """Who works otherwise, from when to when, by which shift."""

    who = forms.ChoiceField(label=_("Who"), required=False)
    first = forms.DateField(label=_("From"), widget=_date())
    last = forms.DateField(label=_("Until and including"), widget=_date(), required=False)
    shift = forms.ChoiceField(label=_("Works"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, people: list[PersonLine], shifts: list[Shift], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = [("", _("The whole group")), *((f"{line.id}", line.name) for line in people)]
        self.fields["who"].choices = everybody  # type: ignore[attr-defined]
        codes = [(f"{OFF}", _("off")), *((f"{row.id}", row.code) for row in shifts), (BACK, _("as the rota says"))]
        self.fields["shift"].choices = codes  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and not timedelta(0) <= last - first <= timedelta(days=MOST_DAYS):
            self.add_error("last", _("Between the first day and three months later."))
        return data

    def said(self, group_id: int) -> tuple[dict[tuple[int, date], int | None], dict[tuple[int, date], int | None]]:
        """(days of the group, days of a person), as the deed takes them."""
        data = self.cleaned_data
        count = ((data["last"] or data["first"]) - data["first"]).days + 1
        shift = None if data["shift"] == BACK else int(data["shift"])
        whose = int(data["who"] or group_id)
        said = {(whose, data["first"] + timedelta(days=n)): shift for n in range(count)}
        return ({}, said) if data["who"] else (said, {})


class ClockForm(forms.Form):
    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=lambda: [(z, z) for z in sorted(available_timezones()) if "/" in z and not z.startswith("Etc/")],
    )


class DayForm(forms.Form):
    day = forms.DateField(label=_("Day"), widget=_date())


class HolidayForm(DayForm):
    working = forms.TypedChoiceField(
        label=_("This day is"), widget=forms.RadioSelect, coerce=lambda value: value == "1",
        choices=[("0", _("free")), ("1", _("worked"))], initial="0", empty_value=None,
    )  # fmt: skip
    name = forms.CharField(label=_("Name"), max_length=40, required=False)


class UnsuitedTimeForm(forms.Form):
    """From when to when on which weekdays nothing suits."""

    days = forms.TypedMultipleChoiceField(
        label=_("Days"), widget=forms.CheckboxSelectMultiple, coerce=int, choices=list(enumerate(WEEKDAYS)),
    )  # fmt: skip
    starts = forms.TimeField(label=_("From what time"), widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    ends = forms.TimeField(
        label=_("Until what time"), widget=forms.TimeInput({"type": "time"}, "%H:%M"),
        help_text=_("An earlier time is on the next day."),
    )  # fmt: skip

    def said(self) -> list[tuple[int, int, int]]:
        data = self.cleaned_data
        low, high = (data[name].hour * 60 + data[name].minute for name in ("starts", "ends"))
        return [(day, low, high) for day in data["days"]]


class UnsuitedForm(forms.Form):
    """Places and forms of learning that don't suit."""

    places = forms.CharField(
        label=_("Places"), required=False, max_length=60, help_text=_("Several with a comma between."),
    )  # fmt: skip
    ways = forms.MultipleChoiceField(
        label=_("Forms of learning"), required=False, widget=forms.CheckboxSelectMultiple, choices=list(FORMS.items()),
    )  # fmt: skip

    def words(self) -> tuple[str, ...]:
        return tuple(filter(None, _AND.split(self.cleaned_data["places"].strip())))


class MachineForm(forms.Form):
    """A machine or post: where it stands, and what stands beside it."""

    name = forms.CharField(label=_("Name or number"), max_length=60)
    room = forms.CharField(label=_("Where it stands"), max_length=60, required=False)
    position = forms.IntegerField(
        label=_("Place in the row"), min_value=0, max_value=9999, required=False, help_text=_("Lists go by this number."),
    )  # fmt: skip
    neighbours = forms.MultipleChoiceField(label=_("Beside it"), required=False, widget=forms.CheckboxSelectMultiple)
    in_use = forms.BooleanField(label=_("It stands there and is worked at"), required=False, initial=True)

    def __init__(self, *args: Any, others: list[MachineLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["neighbours"].choices = [(line.uid, line.name) for line in others]  # type: ignore[attr-defined]
        if not others:
            del self.fields["neighbours"]

    def said(self) -> dict[str, Any]:
        """As the deed takes it."""
        data = self.cleaned_data
        return {
            "name": data["name"], "room": data["room"], "position": data["position"] or 0, "in_use": data["in_use"],
            "neighbours": data.get("neighbours", []),
        }  # fmt: skip
