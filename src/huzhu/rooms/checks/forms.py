"""Forms of checks: one line of a sitting, conditions, findings, reports, and what stands sealed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.rooms.checks.actions.sitting import Said
from huzhu.rooms.checks.kinds import (
    CAUSES,
    DIFFICULTIES,
    GOING,
    LEVELS,
    MISSING,
    OBSERVED,
    OBSTACLES,
    POOR,
    RATINGS,
)


def one_of(words: dict[str, Any], label: Any, **options: Any) -> forms.ChoiceField:
    """Chips: one of the words, or none."""
    return forms.ChoiceField(label=label, choices=list(words.items()), widget=forms.RadioSelect, **options)


class LineForm(forms.Form):
    """What is said of one contract; its prefix is the contract's public id."""

    rating = one_of(RATINGS, gettext_lazy("Rating"), required=False)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(label=gettext_lazy("Why another than proposed"), max_length=200, required=False)
    difficulty = one_of(DIFFICULTIES, gettext_lazy("Where it does not go well"), required=False)
    help = one_of(LEVELS, gettext_lazy("Who is asked to help"), required=False)
    observed = one_of(OBSERVED, gettext_lazy("Seen at the machine"), required=False)
    going = forms.CharField(label=gettext_lazy("What exactly"), max_length=200, required=False)
    cause = one_of(CAUSES, gettext_lazy("Why it goes so"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        rating = said.get("rating")
        if rating and said.get("shown") and rating != said["shown"] and not said.get("reason"):
            self._lacks("reason", _("Say in a word why it is another than proposed."))
        if said.get("observed") and not said.get("going"):
            self._lacks("going", _("Say in a few words what was seen."))
        return said

    def _lacks(self, field: str, message: str) -> None:
        """It is needed with what else is said: its label no longer says that it can be left out."""
        self.fields[field].required = True
        self.add_error(field, message)

    def said(self) -> Said:
        return Said(**{name: self.cleaned_data[name] for name in Said.__dataclass_fields__})

    @property
    def asks(self) -> set[str]:
        """Ratings with which the line asks for more: a poor one, and any other than proposed."""
        return {code for code in RATINGS if code == POOR or code != self.initial.get("shown")}


class ConditionForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("Condition"), max_length=120)
    measure = forms.CharField(label=gettext_lazy("Measured by"), max_length=60, required=False)
    target = forms.CharField(label=gettext_lazy("Target"), max_length=40)


class FindingForm(forms.Form):
    """A point of the group."""

    text = forms.CharField(label=gettext_lazy("What has to be done"), max_length=200)
    level = one_of(LEVELS, gettext_lazy("Who can do it"), initial="workshop")


class AnswerForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("What was done"), max_length=200)


class CheckFindingForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("What you saw"), max_length=200)


class ReportForm(forms.Form):
    """A workshop's words of a month."""

    obstacles = forms.CharField(
        label=gettext_lazy("What stands in the way here, and what was done"), max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    lessons = forms.CharField(
        label=gettext_lazy("What others can learn from"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


class QuestionsForm(forms.Form):
    """The two questions of one of the two."""

    going = one_of(GOING, gettext_lazy("Is it going on?"))
    missing = one_of(MISSING, gettext_lazy("What is missing?"))


class ObstacleForm(forms.Form):
    """What stands in somebody's way; `who` is a leader's role, or a side's public id."""

    code = one_of(OBSTACLES, gettext_lazy("What stands in the way"))
    who = forms.ChoiceField(label=gettext_lazy("With whom"), widget=forms.RadioSelect)
    talk = forms.DateField(
        label=gettext_lazy("A talk on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, who: list[tuple[str, str]], label: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["who"].choices = who  # type: ignore[attr-defined]
        self.fields["who"].label = label
        if len(who) == 1:
            self.fields["who"].initial = who[0][0]
