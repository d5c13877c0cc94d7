"""Forms of exchange."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huzhu.rooms.skills.queries import TechniqueLine

FEW = 6
"""So many techniques are chips; more are a list to choose from."""


class TechniqueForm(forms.Form):
    """Which operation it is about; one alone is chosen already."""

    technique = forms.ChoiceField(label=_("Operation"))

    def __init__(self, *args: Any, techniques: Sequence[TechniqueLine], **options: Any) -> None:
        super().__init__(*args, **options)
        self.ids = {line.uid: line.id for line in techniques}
        field = self.fields["technique"]
        if len(techniques) <= FEW:
            field.widget = forms.RadioSelect()
        field.choices = [(line.uid, line.name) for line in techniques]  # type: ignore[attr-defined]
        if len(techniques) == 1:
            field.initial = techniques[0].uid

    @property
    def technique_id(self) -> int:
        return self.ids[self.cleaned_data["technique"]]


class AskForm(TechniqueForm):
    text = forms.CharField(
        label=_("What do you want to know?"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("Your answer"), max_length=600, widget=forms.Textarea(attrs={"rows": 4}))


class AgainForm(forms.Form):
    text = forms.CharField(
        label=_("What is still not clear?"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class CloseCallForm(forms.Form):
    helped = forms.ChoiceField(
        label=_("Did it help?"), choices=[("yes", _("Yes")), ("no", _("Not really"))], widget=forms.RadioSelect
    )
