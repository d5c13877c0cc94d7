"""Forms of the tree's pages."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import Role
from huzhu.base.access.scope import ROLE_NAMES
from huzhu.base.charter.queries import Line
from huzhu.base.units.kinds import LEVELS


class UnitForm(forms.Form):
    name = forms.CharField(label=_("Name of the unit"), max_length=80)
    level = forms.ChoiceField(label=_("Kind of unit"), choices=[(level.code, level.name) for level in LEVELS.values()])


class GroupForm(forms.Form):
    """A group and who leads it: all that an administrator must write; the leader puts in the rest."""

    group = forms.CharField(label=_("Name of the group"), max_length=80)
    leader = forms.CharField(label=_("Name of its leader"), max_length=80)
    roll = forms.CharField(label=_("Roll number of the leader"), max_length=20)


class MandateForm(forms.Form):
    roll = forms.CharField(label=_("Roll number"), max_length=20)
    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, ROLE_NAMES[role]) for role in Role])


class ClauseForm(forms.Form):
    """A clause at a unit: its value, or back to what is inherited; from which day; in whose words."""

    value = forms.IntegerField(label=_("Value"))
    starts = forms.DateField(label=_("In force from"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    cited = forms.CharField(label=_("In these words"), max_length=200, required=False)

    def __init__(self, data: Any = None, *, row: Line, day: date) -> None:
        super().__init__(data, initial={"value": row.value, "starts": day, "cited": row.cited if row.own else ""})
        value = self.fields["value"]
        value.min_value, value.max_value = row.clause.low, row.clause.high  # type: ignore[attr-defined]
        value.widget.attrs |= {"min": row.clause.low, "max": row.clause.high}
        value.help_text = _("From %(low)s to %(high)s.") % {"low": row.clause.low, "high": row.clause.high}
        if self.data.get("back"):
            value.required = False

    def clean_value(self) -> int | None:
        return None if self.data.get("back") else self.cleaned_data["value"]
