"""The form that takes in a workbook."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from huzhu.base.units.queries import UnitLine
from huzhu.spreadsheets.reading import MAX_BYTES, TooLarge


class UploadForm(forms.Form):
    unit = forms.ChoiceField(label=_("Whose workbook"))
    file = forms.FileField(
        label=_("Workbook"), help_text=_("XLSX or CSV, any layout; you see how it is read before anything is saved."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xlsm,.csv,.txt"}),
    )  # fmt: skip

    def __init__(self, *args: object, units: list[tuple[UnitLine, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)  # nosec B101
        field.choices = [(line.uid, way) for line, way in units]

    def clean_file(self) -> UploadedFile:
        """Too large is said before it is read."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(TooLarge.text)
        return file
