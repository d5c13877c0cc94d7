"""Forms of the tree's pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from huzhu.base.access import Role
from huzhu.base.access.scope import ROLE_NAMES
from huzhu.base.people.queries import Holder, PersonLine
from huzhu.base.people.terms import OBTAINED
from huzhu.base.units.kinds import LABELS, LEVELS
from huzhu.base.units.moves import FORMING
from huzhu.base.units.queries import UnitLine

gettext_noop("This field is required.")
"""Django's own sentence at an empty field: named here so that this catalogue says it in a worker's words."""


class Day(forms.DateField):
    """A day with the device's own picker."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **options)


class UnitForm(forms.Form):
    name = forms.CharField(label=_("Name of the unit"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    level = forms.ChoiceField(label=_("Kind of unit"), choices=[(level.code, level.name) for level in LEVELS.values()])
    starts = Day(label=_("From"), required=False, help_text=_("Today, if left out."))
    state = forms.ChoiceField(label=_("It is"), choices=[("", _("active")), (FORMING, _("forming"))], required=False)

    @property
    def said(self) -> dict[str, Any]:
        """What was typed, without what was left out."""
        return {name: value for name, value in self.cleaned_data.items() if value}


class GroupForm(forms.Form):
    """A group and who leads it: all that an administrator must write; the leader puts in the rest."""

    group = forms.CharField(label=_("Name of the group"), max_length=80)
    leader = forms.CharField(label=_("Name of its leader"), max_length=80)
    roll = forms.CharField(label=_("Roll number of the leader"), max_length=20)


class MandateForm(forms.Form):
    roll = forms.CharField(label=_("Roll number, name, pinyin or initials"), max_length=80)
    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, ROLE_NAMES[role]) for role in Role])
    obtained = forms.ChoiceField(label=_("How it was obtained"), choices=[("", "–"), *OBTAINED.items()], required=False)
    starts = Day(label=_("From"), required=False, help_text=_("Today, if left out."))
    ends = Day(label=_("Until, not including"), required=False)

    @property
    def term(self) -> dict[str, Any]:
        """How and from when to when; without what was left out."""
        return {name: self.cleaned_data[name] for name in ("obtained", "starts", "ends") if self.cleaned_data[name]}


class EndForm(forms.Form):
    ends = Day(label=_("Not any more from"))


class HangForm(forms.Form):
    parent = forms.CharField(label=_("Name of the unit above"), help_text=_("Of equal names: mill / workshop."))
    starts = Day(label=_("From"))


class NameForm(forms.Form):
    name = forms.CharField(label=_("Name of the unit"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    starts = Day(label=_("From"))


class StateForm(forms.Form):
    verb = forms.ChoiceField(label=_("What happens"), choices=[("begin", _("It begins to work")), ("suspend", _("It is suspended")), ("resume", _("It goes on"))])  # fmt: skip
    starts = Day(label=_("From"))
    reason = forms.CharField(label=_("Reason"), max_length=200)


class LabelForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of label"), choices=list(LABELS.items()))
    text = forms.CharField(
        label=_("What it says"), max_length=120, help_text=_("Of a contact: name, telephone, e-mail.")
    )


class DissolveForm(forms.Form):
    """Where everybody goes: one place for all, and another for whoever goes elsewhere."""

    ends = Day(label=_("No more from"))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, data: Any = None, *, people: Sequence[PersonLine], homes: Sequence[UnitLine], day: date) -> None:
        super().__init__(data, initial={"ends": day})
        choices = [("", "–"), *((str(home.id), home.name) for home in homes)]
        if people:
            self.fields["all"] = forms.ChoiceField(label=_("Everybody goes to"), choices=choices, required=False)
        for person in people:
            label = f"{person.roll} {person.name}"
            self.fields[f"person-{person.id}"] = forms.ChoiceField(label=label, choices=choices, required=False)

    @property
    def destinations(self) -> dict[int, int]:
        """{person id: unit id} of everybody who has somewhere to go."""
        said = self.cleaned_data
        chosen = {name: said[name] or said.get("all") for name in said if name.startswith("person-")}
        return {int(name.removeprefix("person-")): int(home) for name, home in chosen.items() if home}


class RebuildForm(forms.Form):
    """The unit that follows a dissolved one, and who comes back into which role."""

    name = forms.CharField(label=_("Name of the unit"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    parent = forms.CharField(label=_("Name of the unit above"), help_text=_("Of equal names: mill / workshop."))
    starts = Day(label=_("From"))
    reason = forms.CharField(label=_("Reason"), max_length=200)
    members = forms.MultipleChoiceField(
        label=_("People who come back"), required=False, widget=forms.CheckboxSelectMultiple
    )
    mandates = forms.MultipleChoiceField(label=_("Roles that are restored"), required=False, widget=forms.CheckboxSelectMultiple)  # fmt: skip
    note = forms.CharField(label=_("Why it is restored"), max_length=200, required=False)

    def __init__(
        self, data: Any = None, *, last: tuple[list[tuple[int, PersonLine]], list[tuple[int, Holder]]], **more: Any
    ) -> None:
        super().__init__(data, **more)
        members, mandates = last
        for name, choices in (
            ("members", [(row, person.name) for row, person in members]),
            ("mandates", [(row, f"{held.role}: {held.name}") for row, held in mandates]),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            if not choices:
                del self.fields[name]

    def rows(self, name: str) -> list[int]:
        return [int(row) for row in self.cleaned_data.get(name, [])]
