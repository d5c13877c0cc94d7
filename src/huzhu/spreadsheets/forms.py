"""The form that takes in a workbook."""

from django import forms
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import Scope
from huzhu.spreadsheets.access import importing_units


class UploadForm(forms.Form):
    unit = forms.ChoiceField(label=_("Whose workbook"))
    file = forms.FileField(
        label=_("Workbook"), help_text=_("XLSX or CSV, any layout; you see how it is read before anything is saved.")
    )

    def __init__(self, *args: object, scope: Scope, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)  # nosec B101
        field.choices = [(line.uid, way) for line, way in importing_units(scope)]
