"""Forms of contracts: the draft with its terms, signing, closing, ending, showing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.base.units.queries import UnitLine
from huzhu.rooms.contracts.actions.closing import OUTCOMES, REASONS
from huzhu.rooms.contracts.actions.proposing import ProposalWords
from huzhu.rooms.contracts.actions.signing import OWN_WISH
from huzhu.rooms.contracts.actions.terms import WEEKS
from huzhu.rooms.contracts.kinds import CATALOGUE, CONTENT, DECISIONS
from huzhu.rooms.contracts.values import is_quantity
from huzhu.rooms.skills.queries import Level, TechniqueLine
from huzhu.rooms.skills.queries.keys import KeyLine

WISH_WORDS = dict(zip(OWN_WISH, (gettext_lazy("Yes, my own"), gettext_lazy("Not really")), strict=True))
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
OTHER = "-"


class DraftForm(forms.Form):
    """What is not part of a term."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), widget=forms.RadioSelect)
    duties_first = forms.CharField(max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    duties_second = forms.CharField(max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the text"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
    content = forms.ChoiceField(
        label=gettext_lazy("What it is about"), widget=forms.RadioSelect, choices=list(CONTENT.items()), required=False,
        help_text=gettext_lazy("Only counted; it is no part of the text you sign."),
    )  # fmt: skip
    key_problem = forms.ChoiceField(label=gettext_lazy("Key problem it helps with"), required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, names: tuple[str, str], keys: Sequence[KeyLine], of_units: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind.code, kind.name) for kind in CATALOGUE.values() if kind.of_units == of_units
        ]
        self.fields["key_problem"].choices = [  # type: ignore[attr-defined]
            ("", _("none of those posted")), *((key.uid, f"{key.text} · {key.unit}") for key in keys)
        ]  # fmt: skip
        if not keys:
            del self.fields["key_problem"]
        for field, name in zip(("duties_first", "duties_second"), names, strict=True):
            self.fields[field].label = _("Duties of %(name)s") % {"name": name}


class TermForm(forms.Form):
    """One direction: up to what, until when, the steps week by week; a figure of production says its own measure."""

    taught_by_first = forms.CharField(widget=forms.HiddenInput)
    technique = forms.CharField(required=False, widget=forms.HiddenInput)
    indicator = forms.CharField(label=gettext_lazy("What it is about"), max_length=80)
    measure = forms.CharField(label=gettext_lazy("Counted in"), max_length=20)
    baseline = forms.FloatField(label=gettext_lazy("Where it stands now"), required=False)
    target = forms.FloatField(label=gettext_lazy("Up to what"))
    ends = forms.DateField(label=gettext_lazy("Until"), widget=DAY)
    steps = forms.CharField(
        label=gettext_lazy("Week by week"), required=False, max_length=WEEKS * 210, strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One line for each week from signing on; an empty line is a week without a step."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, technique: TechniqueLine | None, scale: Sequence[Level], title: str, first_teaches: bool, who: str,
        measured: str = "", **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **options)
        self.line, self.title, self.first_teaches = technique, title, first_teaches
        self.who, self.measured = who, measured
        if technique is None:
            return
        for name in ("indicator", "measure", "baseline"):
            del self.fields[name]
        if is_quantity(technique):
            if self.initial.get("target") is not None:
                self.initial["target"] = f"{self.initial['target']:g}"
            self.fields["target"].label = _("Up to what, in %(unit)s") % {"unit": technique.measure}
        else:
            chosen = levels(scale)
            self.fields["target"] = forms.TypedChoiceField(
                label=_("Up to what"), coerce=float, widget=forms.RadioSelect, choices=chosen
            )
            wanted = self.initial.get("target")
            if wanted is not None:
                self.initial["target"] = next(
                    (low for low, _name in reversed(chosen) if float(low) <= wanted), chosen[0][0]
                )

    def clean_steps(self) -> str:
        text: str = self.cleaned_data["steps"]
        lines = text.rstrip().splitlines()
        if len(lines) > WEEKS:
            raise forms.ValidationError(_("Steps run over at most %(weeks)s weeks.") % {"weeks": WEEKS})
        for number, line in enumerate(lines, start=1):
            if len(line.strip()) > 200:
                raise forms.ValidationError(_("Week %(week)s has more than 200 characters.") % {"week": number})
        return text


def levels(scale: Sequence[Level]) -> list[tuple[str, str]]:
    """Levels to be reached: every one but the lowest, by the score it begins with."""
    return [(str(level.low), str(level.name)) for level in scale if level.low > 0]


class AddTermForm(forms.Form):
    """One more direction: who teaches, and what."""

    taught_by = forms.ChoiceField(label=gettext_lazy("Who teaches"), widget=forms.RadioSelect)
    technique = forms.ChoiceField(label=gettext_lazy("What"))

    def __init__(self, *args: Any, names: tuple[str, str], known: Sequence[TechniqueLine], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["taught_by"].choices = [("1", names[0]), ("0", names[1])]  # type: ignore[attr-defined]
        self.fields["technique"].choices = [  # type: ignore[attr-defined]
            *((line.uid, line.name) for line in known), (OTHER, _("a figure of production, in words"))
        ]  # fmt: skip


class SignForm(forms.Form):
    """The own word of one party under the shown text; `digest` says which text it was."""

    digest = forms.CharField(widget=forms.HiddenInput)
    own_wish = forms.ChoiceField(
        label=gettext_lazy("Was this your own wish?"), widget=forms.RadioSelect, choices=list(WISH_WORDS.items()),
        help_text=gettext_lazy("Only counted in totals of five or more; nobody sees your answer."),
    )  # fmt: skip
    read = forms.BooleanField(label=gettext_lazy("I have read all of this and I want it."))
    secret = forms.CharField(
        label=gettext_lazy("Your PIN or password"), max_length=200, strip=False,
        help_text=gettext_lazy("Or the six digits of your authenticator app."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip


class CloseTermForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("Was it reached?"), widget=forms.RadioSelect, choices=list(OUTCOMES.items())
    )
    result = forms.FloatField(label=gettext_lazy("What it came to"), required=False)

    def __init__(self, *args: Any, is_technique: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if is_technique:  # what was measured counts
            del self.fields["result"]


class MeasureForm(forms.Form):
    """The value of a term measured again: in its technique's measure, or a named level."""

    value = forms.FloatField(label=gettext_lazy("Measured value"))

    def __init__(self, *args: Any, levels: Sequence[tuple[int, str]], measure: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["value"].help_text = measure
        self.fields["value"].widget.attrs["inputmode"] = "decimal"
        if levels:
            self.fields["value"] = forms.TypedChoiceField(
                label=gettext_lazy("Level"), widget=forms.RadioSelect, choices=levels, coerce=float
            )


class EndForm(forms.Form):
    because = forms.ChoiceField(label=gettext_lazy("Why"), widget=forms.RadioSelect, choices=list(REASONS.items()))


class WordForm(forms.Form):
    """One side's own word on a missed date."""

    words = forms.CharField(
        label=gettext_lazy("How it went, and what would help"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class HoldForm(forms.Form):
    """What a joint review came to."""

    decision = forms.ChoiceField(label=gettext_lazy("What you three came to"), widget=forms.RadioSelect)
    until = forms.DateField(label=gettext_lazy("Extended until"), required=False, widget=DAY)
    words = forms.CharField(
        label=gettext_lazy("A word with it"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, may_extend: bool, **options: Any) -> None:
        super().__init__(*args, **{"prefix": "held", **options})
        left = [(code, word) for code, word in DECISIONS.items() if code != "extend" or may_extend]
        self.fields["decision"].choices = left  # type: ignore[attr-defined]
        if not may_extend:
            self.fields["until"].widget = forms.HiddenInput()


class ShowForm(forms.Form):
    roll = forms.CharField(label=gettext_lazy("Roll number, name, pinyin or initials"), max_length=80)


class ProposalForm(forms.Form):
    """What one unit proposes to another of its level: one figure, from where to where, by when."""

    second = forms.ChoiceField(label=gettext_lazy("With"))
    first_teaches = forms.TypedChoiceField(
        label=gettext_lazy("Who shows how it is done"), widget=forms.RadioSelect, coerce=lambda word: word == "we",
        choices=[("they", gettext_lazy("they show us")), ("we", gettext_lazy("we show them"))], initial="they",
    )  # fmt: skip
    indicator = forms.CharField(label=gettext_lazy("What it is about"), max_length=80)
    measure = forms.CharField(label=gettext_lazy("Counted in"), max_length=20)
    baseline = forms.FloatField(label=gettext_lazy("Where it stands now"), required=False)
    target = forms.FloatField(label=gettext_lazy("Up to what"))
    ends = forms.DateField(label=gettext_lazy("Until"), widget=DAY)
    words = forms.CharField(
        label=gettext_lazy("A word with it"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, units: Sequence[UnitLine], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["second"].choices = [(unit.uid, unit.name) for unit in units]  # type: ignore[attr-defined]

    def said(self) -> ProposalWords:
        data = {name: value for name, value in self.cleaned_data.items() if name != "second"}
        return ProposalWords(**data)


class AnswerForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why, if you like"), max_length=200, required=False)
