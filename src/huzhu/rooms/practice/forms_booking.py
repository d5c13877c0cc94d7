"""The form by which a time for practice is booked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.base.access import Scope
from huzhu.base.calendar.actions.slots import TAKEN
from huzhu.base.calendar.kinds import SlotTemplate
from huzhu.base.drawing.words import moment_words
from huzhu.rooms.contracts.queries.couples import Couple
from huzhu.rooms.practice.kinds import CATALOGUE
from huzhu.rooms.practice.queries.book import AT_LEARNER, AT_TEACHER, ELSEWHERE, Post, Wanted, lengths_of, needs_relief
from huzhu.rooms.practice.queries.log import value_of
from huzhu.rooms.practice.queries.reliefs import Relief


class BookForm(forms.Form):
    """What, how long, where, who minds the machines; the likely is chosen already. `wanted` reads it for the deed."""

    form = forms.CharField(widget=forms.HiddenInput)
    what = forms.ChoiceField(label=gettext_lazy("What to practise"), widget=forms.RadioSelect)
    kind = forms.ChoiceField(
        label=gettext_lazy("How"), widget=forms.RadioSelect,
        choices=[(kind.code, kind.name) for kind in CATALOGUE.values()],
    )  # fmt: skip
    minutes = forms.TypedChoiceField(label=gettext_lazy("Minutes"), widget=forms.RadioSelect, coerce=int)
    at = forms.ChoiceField(label=gettext_lazy("Where"), widget=forms.RadioSelect)
    relief_of_teacher = forms.ChoiceField(required=False)
    relief_of_learner = forms.ChoiceField(required=False)
    machine = forms.ChoiceField(label=gettext_lazy("Machine"), required=False)
    place = forms.CharField(label=gettext_lazy("Place in words"), required=False, max_length=60)
    starts = forms.ChoiceField(
        label=gettext_lazy("Times at which all of you can"),
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": TAKEN},
    )

    def __init__(
        self, said: Mapping[str, Any], *, template: SlotTemplate, couples: Sequence[Couple], names: Mapping[int, str],
        what: Sequence[tuple[str, str]], reliefs: Mapping[int, Sequence[Relief]], machines: Sequence[Post], scope: Scope,
    ) -> None:  # fmt: skip
        self.template, self.machines = template, machines
        self.couples = {value_of(couple, scope): couple for couple in couples}
        couple = self.couples.get(said.get("what", ""), couples[0])
        self.reliefs = {"relief_of_teacher": reliefs[couple.teacher], "relief_of_learner": reliefs[couple.learner]}
        likely = {
            "form": template.code, "what": value_of(couple, scope), "kind": template.form, "minutes": template.low,
            "at": ELSEWHERE, **{name: next((r.uid for r in found if r.role), "") for name, found in self.reliefs.items()},
        }  # fmt: skip
        super().__init__({**likely, **{key: said[key] for key in said if key in self.base_fields}})
        self._choose("what", what)
        self._choose("minutes", [(n, str(n)) for n in lengths_of(template)])
        self._choose("machine", [("", _("none, or said in words")), *((post.uid, post.name) for post in machines)])
        own = ((AT_TEACHER, couple.teacher), (AT_LEARNER, couple.learner))
        at = [(code, _("at %(who)s's machine") % {"who": names[person]}) for code, person in own]
        self._choose("at", [(ELSEWHERE, _("elsewhere")), *at])
        for name, person in (("relief_of_teacher", couple.teacher), ("relief_of_learner", couple.learner)):
            self.fields[name].label = _("Minds the machine of %(who)s") % {"who": names[person]}
            told = [(r.uid, f"{r.name} · {r.role}" if r.role else r.name) for r in self.reliefs[name]]
            self._choose(name, [("", _("choose")), *told])
        if not machines:
            del self.fields["machine"]
        if not needs_relief(template):
            del self.fields["relief_of_teacher"], self.fields["relief_of_learner"]
        if len(what) == 1:
            self.fields["what"].widget = forms.HiddenInput()

    def offer(self, times: Sequence[datetime]) -> None:
        """Put the proposed times in."""
        self._choose("starts", [(at.isoformat(), moment_words(at)) for at in times])

    def wanted(self) -> Wanted:
        """What is to be booked, of whatever has been chosen so far."""
        said = {name: self.data.get(name) or "" for name in self.fields}
        minutes = int(said["minutes"]) if str(said["minutes"]).isdecimal() else self.template.low
        named = {
            name: next((relief.id for relief in found if relief.uid == said.get(name)), None)
            for name, found in self.reliefs.items()
        }
        machine = next((post.id for post in self.machines if post.uid == said.get("machine")), None)
        return Wanted(
            self.couples.get(said["what"], next(iter(self.couples.values()))), self.template, minutes, said["kind"],
            said["at"], said["place"], machine, **named,
        )  # fmt: skip

    def chosen(self) -> datetime | None:
        """The time that was chosen, of whatever list stood there."""
        try:
            return datetime.fromisoformat(self.data.get("starts", ""))
        except ValueError:
            return None

    def _choose(self, name: str, choices: Sequence[tuple[Any, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]
