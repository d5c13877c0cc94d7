from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huzhu.base.notices.models import Manner

DIGEST = time(12)
CHOICES = (("now", _("each at once")), ("daily", _("once a day, all together")))


def _clock(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))


class MannerForm(forms.Form):
    how = forms.ChoiceField(label=_("By e-mail and messenger"), choices=CHOICES, widget=forms.RadioSelect)
    daily = _clock(_("Once a day at"))
    quiet_from = _clock(_("Nothing is sent from"))
    quiet_to = _clock(_("Nothing is sent until"))

    def __init__(self, data: Any, manner: Manner) -> None:
        said = {"how": "daily" if manner.daily else "now", "daily": manner.daily or DIGEST}
        super().__init__(data, initial=said | {"quiet_from": manner.quiet_from, "quiet_to": manner.quiet_to})
        self.fields["daily"].required = self.data.get("how") == "daily" if data else False

    def words(self) -> tuple[time | None, time, time]:
        said = self.cleaned_data
        return said["daily"] if said["how"] == "daily" else None, said["quiet_from"], said["quiet_to"]
