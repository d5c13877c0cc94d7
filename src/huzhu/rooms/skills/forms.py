"""Forms of the pages of skills."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huzhu.rooms.skills.kinds import Named
from huzhu.rooms.skills.queries.catalogue import TechniqueLine, in_language
from huzhu.rooms.skills.scores import Level


class NamesForm(forms.Form):
    """Twelve names, pasted."""

    names = forms.CharField(
        label=_("Names, one on each line"), widget=forms.Textarea(attrs={"rows": 12, "autocomplete": "off"}), max_length=4000,
        help_text=_("A number before or after a name is the roll number; where there is none, one is proposed."), required=False,
    )  # fmt: skip


class TradeForm(forms.Form):
    """The techniques that matter most in a trade: those of the catalogue, or written ones."""

    trade = forms.CharField(label=_("Trade"), max_length=80)
    techniques = forms.MultipleChoiceField(label=_("Techniques that matter here"), widget=forms.CheckboxSelectMultiple)
    own = forms.CharField(
        label=_("Others, one on each line"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=2000
    )

    def __init__(self, *args: Any, trade: Named | None, techniques: Sequence[Named], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.given = {f"{number}": named for number, named in enumerate(techniques)}
        self.known = trade
        if trade:
            del self.fields["trade"]
        if techniques:
            field = self.fields["techniques"]
            field.choices = [(key, _in_words(named)) for key, named in self.given.items()]  # type: ignore[attr-defined]
            field.initial = list(self.given)
        else:
            del self.fields["techniques"]
            self.fields["own"].required = True
            self.fields["own"].label = _("Techniques that matter here, one on each line")

    def chosen(self) -> tuple[Named, list[Named]]:
        """The trade and its techniques, as they were chosen and written."""
        data = self.cleaned_data
        written = [Named(line.strip()[:80]) for line in data["own"].splitlines() if line.strip()]
        return self.known or Named(data["trade"]), [self.given[key] for key in data.get("techniques", [])] + written


class KeyForm(forms.Form):
    """One key problem, or why there is none."""

    technique = forms.ChoiceField(label=_("About which technique"), required=False)
    text = forms.CharField(label=_("What production needs first, in a sentence"), max_length=200, required=False)
    none_because = forms.CharField(label=_("There is none, because"), max_length=200, required=False)

    def __init__(self, *args: Any, techniques: Iterable[TechniqueLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_uid = {line.uid: line.id for line in techniques}
        self.fields["technique"].choices = [("", "–"), *((line.uid, line.name) for line in techniques)]  # type: ignore[attr-defined]

    def problems(self) -> list[tuple[str, int | None]]:
        text, uid = self.cleaned_data["text"], self.cleaned_data["technique"]
        return [(text, self.by_uid.get(uid))] if text or uid else []


class LevelForm(forms.Form):
    """One of the unit's named levels, with a reason where a closed month is corrected."""

    level = forms.TypedChoiceField(label=_("Level"), widget=forms.RadioSelect, coerce=int)
    reason = forms.CharField(label=_("What was wrong"), max_length=120)

    def __init__(self, *args: Any, scale: Sequence[Level], with_reason: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [(level.middle, level.name) for level in scale]  # type: ignore[attr-defined]
        if not with_reason:
            del self.fields["reason"]


def _in_words(named: Named) -> str:
    return in_language(named.zh, named.en)
