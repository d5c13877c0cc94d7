"""Forms of the pages of introductions. People and techniques travel as public ids; what was not offered is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.base.access import Refused
from huzhu.base.charter import Rule
from huzhu.base.people.queries import PersonLine
from huzhu.base.units.queries import UnitLine
from huzhu.rooms.introductions.queries.pages_wishes import Choice, reach_words
from huzhu.rooms.skills.queries import TechniqueLine
from huzhu.rooms.skills.queries.keys import KeyLine

NOBODY = ("", "–")


def refuse(form: forms.Form, refused: Refused) -> None:
    """Put what a rule refused at its field; else at the top."""
    form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))


def chosen(field: forms.Field) -> Any:
    """The field's choices, which the type stubs do not know."""
    return field


class PeopleField(forms.ChoiceField):
    """One of the people offered, by public id; gives the person's id or None."""

    def offer(self, people: Iterable[PersonLine], empty: tuple[str, str] | None = NOBODY) -> None:
        self.ids = {line.uid: line.id for line in people}
        named = [(line.uid, f"{line.name} · {line.roll}") for line in people]
        self.choices = [empty, *named] if empty else named

    def clean(self, value: Any) -> int | None:
        return self.ids.get(super().clean(value))


class WishForm(forms.Form):
    """What to learn or to teach: two taps from one's own card."""

    technique = forms.ChoiceField(label=gettext_lazy("Technique"), widget=forms.RadioSelect)
    reach = forms.ChoiceField(
        label=gettext_lazy("How far the wish reaches"), widget=forms.RadioSelect,
        help_text=gettext_lazy("Within it you may be introduced; that is all you agree to."),
    )  # fmt: skip
    other_trade_reason = forms.CharField(
        label=gettext_lazy("Why you want to learn something of another trade"), max_length=200
    )
    named = PeopleField(
        label=gettext_lazy("Whom you would like"), required=False,
        help_text=gettext_lazy("Sealed: only the matching reads it, and nobody sees it."),
    )  # fmt: skip
    key_problem = forms.ChoiceField(label=gettext_lazy("Key problem it helps with"), required=False)
    show_name = forms.BooleanField(
        label=gettext_lazy("Show my name to the leader who looks for somebody when it waits"), required=False
    )

    def __init__(
        self, *args: Any, kind: str, techniques: Sequence[Choice], reaches: Sequence[UnitLine],
        people: Sequence[PersonLine], other_trade: bool, keys: Sequence[KeyLine] = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.keys = {key.uid: key.id for key in keys}
        chosen(self.fields["key_problem"]).choices = [
            ("", gettext_lazy("none of those posted")), *((key.uid, f"{key.text} · {key.unit}") for key in keys)
        ]  # fmt: skip
        self.ids = {line.uid: line.id for line in techniques}
        chosen(self.fields["technique"]).choices = [(line.uid, technique_words(line)) for line in techniques]
        chosen(self.fields["reach"]).choices = [(unit.level, reach_words(unit)) for unit in reaches]
        chosen(self.fields["named"]).offer(people)
        levels = [unit.level for unit in reaches]
        self.fields["reach"].initial = "workshop" if "workshop" in levels else next(reversed(levels), None)
        if kind == "offer" or not other_trade:
            del self.fields["other_trade_reason"]
        if kind == "offer":
            del self.fields["show_name"]
        if kind == "offer" or not keys:
            del self.fields["key_problem"]

    def wish(self) -> dict[str, Any]:
        """The keywords of the deed."""
        data = {
            key: value for key, value in self.cleaned_data.items() if key not in ("technique", "named", "key_problem")
        }
        if "key_problem" in self.fields:
            data["key_problem_id"] = self.keys.get(self.cleaned_data["key_problem"])
        return {
            **data,
            "technique_id": self.ids[self.cleaned_data["technique"]],
            "named_id": self.cleaned_data["named"],
        }


class NameForm(forms.Form):
    """Whom one would like; sealed."""

    named = PeopleField(
        label=gettext_lazy("Whom you would like"), required=False,
        help_text=gettext_lazy("Sealed: only the matching reads it, and nobody sees it."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[PersonLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["named"]).offer(people)


class LimitsForm(forms.Form):
    """One's own most learners and teachers: the charter's, or fewer."""

    teaching = forms.TypedChoiceField(
        label=gettext_lazy("Most learners at a time"),
        widget=forms.RadioSelect,
        required=False,
        coerce=int,
        empty_value=None,
    )
    learning = forms.TypedChoiceField(
        label=gettext_lazy("Most teachers at a time"),
        widget=forms.RadioSelect,
        required=False,
        coerce=int,
        empty_value=None,
    )

    def __init__(self, *args: Any, teaching: Rule, learning: Rule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rule in (("teaching", teaching), ("learning", learning)):
            field = chosen(self.fields[name])
            as_charter = format_lazy(gettext_lazy("as the charter: {}"), rule.value)
            field.choices = [
                ("0", gettext_lazy("none")),
                *((str(n), str(n)) for n in range(1, rule.value)),
                ("", as_charter),
            ]


class PauseForm(forms.Form):
    until = forms.DateField(
        label=gettext_lazy("No new introduction before"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Left empty, there is no pause. What is open goes on."),
    )  # fmt: skip


class ReadinessForm(forms.Form):
    """Whether one wants to be introduced just now; sealed."""

    readiness = forms.ChoiceField(
        label=gettext_lazy("Introduce me"), widget=forms.RadioSelect,
        choices=[
            ("yes", gettext_lazy("Yes")), ("not-now", gettext_lazy("Not now")),
            ("talk", gettext_lazy("First a talk with a leader")),
        ],
    )  # fmt: skip
    talk_with = PeopleField(
        label=gettext_lazy("With whom you would like to talk first"), required=False, widget=forms.RadioSelect,
        help_text=gettext_lazy("Only this leader is told that you would like a talk."),
    )  # fmt: skip

    def __init__(self, *args: Any, leaders: Sequence[PersonLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["talk_with"]).offer(leaders, None)
        if not leaders:
            del self.fields["talk_with"]
            chosen(self.fields["readiness"]).choices = chosen(self.fields["readiness"]).choices[:2]


class NotWithForm(forms.Form):
    """With whom one would rather not be introduced; sealed."""

    people = forms.MultipleChoiceField(
        label=gettext_lazy("Not with"), required=False, widget=forms.CheckboxSelectMultiple
    )
    roll = forms.CharField(
        label=gettext_lazy("Somebody else: roll number, name, pinyin or initials"), required=False, max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[PersonLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ids = {line.uid: line.id for line in people}
        chosen(self.fields["people"]).choices = [(line.uid, line.name) for line in people]

    def person_ids(self) -> list[int]:
        return [self.ids[uid] for uid in self.cleaned_data["people"]]


class ByHandForm(forms.Form):
    """Two people and a technique; both still answer for themselves."""

    technique = forms.ChoiceField(label=gettext_lazy("Technique"))
    learner = PeopleField(label=gettext_lazy("Who would learn"))
    teacher = PeopleField(label=gettext_lazy("Who would teach"))

    def __init__(
        self, *args: Any, techniques: Sequence[TechniqueLine], learners: Sequence[PersonLine],
        teachers: Sequence[PersonLine], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.ids = {line.uid: line.id for line in techniques}
        chosen(self.fields["technique"]).choices = [NOBODY, *((line.uid, line.name) for line in techniques)]
        chosen(self.fields["learner"]).offer(learners)
        chosen(self.fields["teacher"]).offer(teachers)

    def pair(self) -> tuple[int, int, int]:
        """Teacher, learner, technique."""
        return self.cleaned_data["teacher"], self.cleaned_data["learner"], self.ids[self.cleaned_data["technique"]]


class RoundForm(forms.Form):
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, units: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["unit"]).choices = list(units.items())
        self.fields["unit"].initial = next(iter(units), None)


class OneForm(forms.Form):
    """One of my own open requests."""

    wish = forms.ChoiceField(label=gettext_lazy("For which wish"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, wishes: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self.fields["wish"]).choices = list(wishes.items())
        self.fields["wish"].initial = next(iter(wishes), None)


class BecauseForm(forms.Form):
    because = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


class FreezeForm(forms.Form):
    """The rule, and limits that may be lower than the charter's. Its fields are drawn by the comparison."""

    rule = forms.ChoiceField(
        label=gettext_lazy("Rule"),
        choices=[("stable", gettext_lazy("Stable")), ("greatest-gain", gettext_lazy("Greatest gain")), ("mutual", gettext_lazy("Mutual first"))]
    )  # fmt: skip
    teaching = forms.IntegerField(
        label=gettext_lazy("Most learners per teacher"), required=False, min_value=1, max_value=20
    )
    learning = forms.IntegerField(
        label=gettext_lazy("Most teachers per learner"), required=False, min_value=1, max_value=20
    )


def technique_words(line: Choice) -> str | SafeString:
    """The name, marked where it is a key problem or others ask for it, with what should come first."""
    if line.key:
        said = format_html('{}&nbsp;<i class="tag key">{}</i>', line.name, _("key"))
        return format_html("{} <small>{}</small>", said, line.before) if line.before else said
    small = line.before or (_("others ask") if line.asked else "")
    return format_html("{} <small>· {}</small>", line.name, small) if small else line.name
