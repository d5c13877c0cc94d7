"""Forms of measuring: what an assessor picks, and one tap on a card."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huzhu.base.people.queries import PersonLine
from huzhu.rooms.skills.queries.catalogue import TechniqueLine
from huzhu.rooms.skills.queries.sitting import Face
from huzhu.rooms.skills.queries.standards import StandardLine
from huzhu.rooms.skills.scores import Level


class PickForm(forms.Form):
    """Whom and what an assessor measures on a round; everybody is picked, the techniques are those of the last one."""

    people = forms.MultipleChoiceField(label=_("Whom"), widget=forms.CheckboxSelectMultiple)
    techniques = forms.MultipleChoiceField(label=_("In what"), widget=forms.CheckboxSelectMultiple)
    order = forms.ChoiceField(
        label=_("In which order"), widget=forms.RadioSelect, initial="person",
        choices=[("person", _("person by person")), ("technique", _("technique by technique"))],
    )  # fmt: skip

    def __init__(
        self, *args: Any, people: Sequence[PersonLine], techniques: Sequence[TechniqueLine], last: Sequence[int],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.ids = {line.uid: line.id for line in people} | {line.uid: line.id for line in techniques}
        self.fields["people"].choices = [(line.uid, line.name) for line in people]  # type: ignore[attr-defined]
        self.fields["people"].initial = [line.uid for line in people]
        self.fields["techniques"].choices = [(line.uid, line.name) for line in techniques]  # type: ignore[attr-defined]
        self.fields["techniques"].initial = [line.uid for line in techniques if line.id in last]

    def picked(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "person_ids": {self.ids[uid] for uid in data["people"]},
            "technique_ids": {self.ids[uid] for uid in data["techniques"]},
            "by_technique": data["order"] == "technique",
        }


class TapForm(forms.Form):
    """One tap on a card: a level, a measured quantity, or one item of the standard with its value."""

    level = forms.TypedChoiceField(coerce=int, required=False, empty_value=None)
    quantity = forms.FloatField(label=_("Measured value"), required=False)
    item = forms.ChoiceField(required=False)
    value = forms.FloatField(required=False)

    def __init__(self, *args: Any, face: Face, technique: TechniqueLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.face, self.items_by_uid = face, {item.uid: item.id for item, _said in face.items}
        self.fields["level"].choices = [(level.middle, level.name) for level in face.scale]  # type: ignore[attr-defined]
        self.fields["item"].choices = [(uid, uid) for uid in self.items_by_uid]  # type: ignore[attr-defined]
        if technique.worth_0 is None:
            del self.fields["quantity"]

    @property
    def said(self) -> dict[str, Any]:
        """What was tapped, as the deed takes it; {} where nothing was."""
        data = self.cleaned_data
        if data.get("level") is not None:
            return {"score": data["level"]}
        if data.get("quantity") is not None:
            return {"quantity": data["quantity"]}
        if data.get("item") and data.get("value") is not None:
            return {"item": (self.items_by_uid[data["item"]], data["value"])}
        return {}

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.said:
            raise forms.ValidationError(_("Tap a level, or write what was measured."))
        return self.cleaned_data


class WordForm(forms.Form):
    """A word on one row: without a level the same opinion, else another, for the group with words."""

    level = forms.TypedChoiceField(coerce=int, required=False, empty_value=None)
    words = forms.CharField(label=_("Why the group sees it another way"), max_length=200, required=False)

    def __init__(self, *args: Any, scale: Sequence[Level], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [(level.middle, level.name) for level in scale]  # type: ignore[attr-defined]

    @property
    def score(self) -> int | None:
        return self.cleaned_data["level"]


class OwnWordForm(forms.Form):
    """My own word on a technique: a level, or what of the standard's items I do."""

    level = forms.TypedChoiceField(label=_("Level"), coerce=int, required=False, empty_value=None)
    by_items = forms.BooleanField(required=False)
    seen = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, scale: Sequence[Level], standard: StandardLine | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = standard.items if standard else ()
        self.fields["level"].choices = [(level.middle, level.name) for level in scale]  # type: ignore[attr-defined]
        self.fields["seen"].choices = [(line.uid, line.text) for line in self.lines]  # type: ignore[attr-defined]
        for line in self.lines:
            if line.kind == "quantity":
                self.fields[line.uid] = forms.FloatField(label=line.text, required=False)

    @property
    def marks(self) -> dict[int, float] | None:
        """{item id: 1, 0 or the value}, where the items were sent; None where a level was tapped."""
        data = self.cleaned_data
        if not data["by_items"] or not self.lines:
            return None
        values = {line.id: data.get(line.uid) for line in self.lines if line.kind == "quantity"}
        seen = {line.id: float(line.uid in data["seen"]) for line in self.lines if line.kind != "quantity"}
        return seen | {key: value for key, value in values.items() if value is not None}
