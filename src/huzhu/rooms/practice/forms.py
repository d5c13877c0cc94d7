"""Forms of sessions: what was practised, in few taps and without typing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from huzhu.rooms.practice.actions.logging import Said
from huzhu.rooms.practice.kinds import CATALOGUE, HALVES
from huzhu.rooms.practice.queries.log import LogPage

OTHER = "other"
MINUTES = (15, 30, 45, 60)
QUARTERS = [
    ("0", gettext_lazy("none of it")),
    ("1", gettext_lazy("a quarter")),
    ("2", gettext_lazy("half")),
    ("3", gettext_lazy("three quarters")),
    ("4", gettext_lazy("all of it")),
]
STOCK = (
    gettext_lazy("slower, one step at a time"),
    gettext_lazy("show it once more first"),
    gettext_lazy("practise it alone until next time"),
)
"""What two often agree on; their own words of before stand in front of these."""


class LogForm(forms.Form):
    """Chips for all; a number and a sentence of one's own only where the chips don't do."""

    booked = forms.CharField(required=False, widget=forms.HiddenInput)
    what = forms.ChoiceField(label=gettext_lazy("What was practised"), widget=forms.RadioSelect)
    minutes = forms.ChoiceField(label=gettext_lazy("Minutes in all"), widget=forms.RadioSelect)
    other_minutes = forms.IntegerField(
        label=gettext_lazy("Other minutes"), required=False, min_value=1, max_value=600,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    share = forms.ChoiceField(label=gettext_lazy("Run by the learner"), widget=forms.RadioSelect, choices=QUARTERS)
    alone = forms.ChoiceField(
        label=gettext_lazy("Works alone now"), widget=forms.RadioSelect, required=False,
        choices=[("no", gettext_lazy("Not yet")), ("yes", pgettext_lazy("works alone", "Yes"))],
    )  # fmt: skip
    decided = forms.ChoiceField(label=gettext_lazy("What you decided"), widget=forms.RadioSelect, required=False)
    decision = forms.CharField(label=gettext_lazy("In words of your own"), required=False, max_length=200)
    kind = forms.ChoiceField(
        label=gettext_lazy("Form of practice"), widget=forms.RadioSelect,
        choices=[(kind.code, kind.name) for kind in CATALOGUE.values()],
    )  # fmt: skip
    day = forms.DateField(
        label=gettext_lazy("Another day"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    half = forms.ChoiceField(
        label=gettext_lazy("Which half of it"), widget=forms.RadioSelect, required=False, choices=list(HALVES.items())
    )

    def __init__(self, data: Any = None, *, page: LogPage) -> None:
        likely = {
            "booked": page.booked, "what": page.chosen, "minutes": str(page.minutes), "kind": page.kind, "alone": "no",
            "share": str(CATALOGUE[page.kind].quarters),
        }  # fmt: skip
        super().__init__(data, initial=likely)
        lengths = sorted({*MINUTES, page.minutes})
        self._choose("minutes", [*((str(n), str(n)) for n in lengths), (OTHER, _("another number"))])
        self._choose("what", page.what)
        self._choose("decided", [(words, words) for words in dict.fromkeys([*page.words, *map(str, STOCK)])])
        if len(page.what) == 1:
            self.fields["what"].widget = forms.HiddenInput()
        if page.booked:
            del self.fields["day"], self.fields["half"]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("minutes") == OTHER and not said.get("other_minutes"):
            self.add_error("other_minutes", _("How many minutes was it?"))
        if said.get("day") and not said.get("half"):
            self.add_error("half", _("Which half of the day was it?"))
        return said

    def said(self) -> Said:
        """What was said, for the deed."""
        said = self.cleaned_data
        minutes = said["other_minutes"] if said["minutes"] == OTHER else int(said["minutes"])
        term, _dot, other = said["what"].partition(".")
        day: date | None = said.get("day")
        return Said(
            minutes, minutes * int(said["share"]) // 4, said["kind"], said["booked"], term,
            said["decision"] or said["decided"], {"yes": True, "no": False}.get(said["alone"]), day,
            said.get("half") or "", int(other) if other.isdecimal() else None,
        )  # fmt: skip


# --- cycles, faults, stalls, adjacency ------------------------------------------------------------------------------


class CheckForm(forms.Form):
    """What a third person saw: mastered, or not yet."""

    result = forms.TypedChoiceField(
        label=gettext_lazy("Is it mastered?"), widget=forms.RadioSelect, coerce=lambda word: word == "mastered",
        choices=[("not-yet", gettext_lazy("Not yet")), ("mastered", gettext_lazy("Mastered"))],
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("What you saw"), max_length=200, help_text=gettext_lazy("A few words, such as: ten joints, no break.")
    )  # fmt: skip
    alone = forms.BooleanField(label=gettext_lazy("Works alone from today on"), required=False)


class ReviewForm(forms.Form):
    """What the third person found, and what is done otherwise."""

    finding = forms.CharField(
        label=gettext_lazy("What you found"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )
    change = forms.CharField(
        label=gettext_lazy("What is done otherwise from now on"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip
    alone = forms.BooleanField(label=gettext_lazy("Works alone from today on"), required=False)


class FaultForm(forms.Form):
    """Symptom, fault, countermeasure: of the other, in one of the contract's techniques."""

    term = forms.ChoiceField(label=gettext_lazy("At which work"), widget=forms.RadioSelect)
    symptom = forms.CharField(
        label=gettext_lazy("What goes wrong"), max_length=200, help_text=gettext_lazy("What anybody can see, such as many broken ends.")
    )  # fmt: skip
    fault = forms.CharField(
        label=gettext_lazy("Which movement it comes from"), max_length=200, help_text=gettext_lazy("Such as a heavy hand at the tube.")
    )  # fmt: skip
    countermeasure = forms.CharField(label=gettext_lazy("What is done against it"), max_length=200)

    def __init__(self, *args: Any, subjects: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["term"].choices = subjects  # type: ignore[attr-defined]
        if subjects:
            self.fields["term"].initial = subjects[0][0]


class AskNeighboursForm(forms.Form):
    words = forms.CharField(label=gettext_lazy("Which machines, or why"), max_length=200, required=False)


class DeclineForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why it cannot be"), max_length=200)


class MachinesForm(forms.Form):
    """The two machines that stand side by side now."""

    first = forms.ChoiceField(label=gettext_lazy("One machine"))
    second = forms.ChoiceField(label=gettext_lazy("The machine beside it"))

    def __init__(self, *args: Any, machines: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        for place, field in enumerate(("first", "second")):
            self.fields[field].choices = machines  # type: ignore[attr-defined]
            self.fields[field].initial = machines[place][0] if len(machines) > place else None
