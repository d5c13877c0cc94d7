"""Forms of the tree's pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import Role
from huzhu.base.access.scope import ROLE_NAMES
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
