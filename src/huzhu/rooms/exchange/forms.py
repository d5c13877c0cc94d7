"""Forms of exchange."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huzhu.base.people.queries import PersonLine
from huzhu.rooms.contracts.queries.linkable import Linkable
from huzhu.rooms.exchange.films import HEAD, MOST_BYTES, TROUBLES, Unfit, container_of
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
        label=_("Did it help?"),
        choices=[("yes", _("It helped")), ("no", _("It did not help"))],
        widget=forms.RadioSelect,
    )


class ClipForm(TechniqueForm):
    """A film, what it shows, and everybody who is seen in it."""

    title = forms.CharField(label=_("What it shows"), max_length=80)
    file = forms.FileField(
        label=_("Film"), help_text=_("MP4 (H.264) or WebM, at most 50 MB; place and time of filming are taken out."),
        widget=forms.ClearableFileInput(attrs={"accept": "video/mp4,video/webm"}),
    )  # fmt: skip
    filmed = forms.MultipleChoiceField(
        label=_("Who is seen in it"), widget=forms.CheckboxSelectMultiple,
        help_text=_("Each says yes on the own phone before anybody else sees it, and may say no at any time."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[PersonLine], **options: Any) -> None:
        super().__init__(*args, **options)
        self.seen = {line.uid: line.id for line in people}
        self.fields["filmed"].choices = [(line.uid, line.name) for line in people]  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile:
        """The kind is told by its first bytes, never by its name."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(str(TROUBLES["large"]))
        try:
            self.container = container_of(file.read(HEAD))
        except Unfit as unfit:
            raise forms.ValidationError(str(TROUBLES[unfit.code])) from None
        file.seek(0)
        return file

    @property
    def filmed_ids(self) -> list[int]:
        return [self.seen[uid] for uid in self.cleaned_data["filmed"]]


class MarksForm(forms.Form):
    marks = forms.CharField(
        label=_("Steps"), required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One step on each line, its time first: 0:03 take the end"),
    )  # fmt: skip

    def clean_marks(self) -> list[tuple[int, str]]:
        """(thousandths of a second, words) of each line."""
        found = []
        for number, line in enumerate(filter(str.strip, self.cleaned_data["marks"].splitlines()), start=1):
            at, _space, words = line.strip().partition(" ")
            minutes, _colon, seconds = at.replace("：", ":").rpartition(":")
            try:
                moment = round((int(minutes or 0) * 60 + float(seconds)) * 1000)
            except (ValueError, OverflowError):
                moment = -1
            if not 0 <= moment < 10**8 or not 0 < len(words.strip()) <= 60:
                raise forms.ValidationError(
                    gettext("Line %(n)s: write a time such as 0:03, then the step.") % {"n": number}
                )
            found.append((moment, words.strip()))
        return found


class SharingForm(forms.Form):
    """A meeting: what about, when, who. With an hour its time is taken for everybody."""

    about = forms.CharField(label=_("What about"), max_length=120)
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    at = forms.TimeField(
        label=_("Hour"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("With an hour to come its 60 minutes stand in everybody's calendar; leave it out for one that was."),
    )  # fmt: skip
    people = forms.MultipleChoiceField(
        label=_("Who was or will be there"), widget=forms.CheckboxSelectMultiple, required=False
    )
    rolls = forms.CharField(
        label=_("Who was or will be there"), required=False, max_length=600,
        help_text=_("Roll numbers, a comma between them."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[PersonLine], **options: Any) -> None:
        super().__init__(*args, **options)
        self.ids = {line.uid: line.id for line in people}
        if people:
            del self.fields["rolls"]
            self.fields["people"].choices = [(line.uid, line.name) for line in people]  # type: ignore[attr-defined]
        else:
            del self.fields["people"]


class LessonForm(forms.Form):
    """What was learned, and from which contracts: chosen by name, or by the number on the print."""

    text = forms.CharField(label=_("What was learned"), max_length=600, widget=forms.Textarea(attrs={"rows": 4}))
    contracts = forms.MultipleChoiceField(
        label=_("From which contracts"), widget=forms.CheckboxSelectMultiple, required=False
    )
    numbers = forms.CharField(
        label=_("Numbers of further contracts"), required=False, max_length=400,
        help_text=_("As they stand on the print, a space between them."),
    )  # fmt: skip

    def __init__(self, *args: Any, contracts: Sequence[Linkable], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["contracts"].choices = [(line.uid, line.title) for line in contracts]  # type: ignore[attr-defined]
        if not contracts:
            self.fields["contracts"].widget = forms.MultipleHiddenInput()

    @property
    def uids(self) -> list[str]:
        typed = self.cleaned_data["numbers"].replace("-", "").lower().split()
        return [*self.cleaned_data["contracts"], *typed]
