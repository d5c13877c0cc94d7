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
        label=gettext_lazy("Form of practice"), widget=forms.RadioSelect,
        choices=[(kind.code, kind.name) for kind in CATALOGUE.values()],
    )  # fmt: skip
    minutes = forms.TypedChoiceField(label=gettext_lazy("Minutes"), widget=forms.RadioSelect, coerce=int)
    at = forms.ChoiceField(label=gettext_lazy("Where"), widget=forms.RadioSelect)
    relief_of_teacher = forms.ChoiceField()
    relief_of_learner = forms.ChoiceField()
    machine = forms.ChoiceField(label=gettext_lazy("Machine"), required=False)
    place = forms.CharField(label=gettext_lazy("Place in words"), required=False, max_length=60)
    starts = forms.ChoiceField(
        label=gettext_lazy("Times at which all of you can"),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": TAKEN, "required": gettext_lazy("Choose one of the times.")},
    )

    def __init__(
        self, said: Mapping[str, Any], *, template: SlotTemplate, couples: Sequence[Couple], names: Mapping[int, str],
        what: Sequence[tuple[str, str]], reliefs: Mapping[int, Sequence[Relief]], machines: Sequence[Post], scope: Scope,
        do: str = "",
    ) -> None:  # fmt: skip
        self.template, self.machines = template, machines
        self.couples = {value_of(couple, scope): couple for couple in couples}
        couple = self.couples.get(said.get("what", ""), couples[0])
        self.reliefs = {"relief_of_teacher": reliefs[couple.teacher], "relief_of_learner": reliefs[couple.learner]}
        likely = {
            "form": template.code, "what": value_of(couple, scope), "kind": template.form, "minutes": template.low,
            "at": AT_TEACHER, **_likely(self.reliefs),
        }  # fmt: skip
        self.said = {**likely, **{key: said[key] for key in said if key in self.base_fields}}
        super().__init__(self.said if do else None, initial=self.said)
        self.fields["starts"].required = do != "weekly"
        self._choose("what", what)
        self._choose("minutes", [(n, str(n)) for n in lengths_of(template)])
        self._choose("machine", [("", _("none, or said in words")), *((post.uid, post.name) for post in machines)])
        own = ((AT_TEACHER, couple.teacher), (AT_LEARNER, couple.learner))
        at = [(code, _("at %(who)s's machine") % {"who": names[person]}) for code, person in own]
        self._choose("at", [(ELSEWHERE, _("elsewhere")), *at])
        for name, person in (("relief_of_teacher", couple.teacher), ("relief_of_learner", couple.learner)):
            self.fields[name].required = person in self.wanted().absent
            self.fields[name].label = _("Minds the machine of %(who)s") % {"who": names[person]}
            told = [(r.uid, f"{r.name} · {r.role}" if r.role else r.name) for r in self.reliefs[name]]
            self._choose(name, [("", _("choose")), *told])
        if not machines:
            del self.fields["machine"]
        if not needs_relief(template):
            del self.fields["relief_of_teacher"], self.fields["relief_of_learner"]
        if len(what) == 1:
            self.fields["what"].widget = forms.HiddenInput()

    @property
    def ready(self) -> bool:
        """Is somebody named for each post that would stand empty?"""
        return len(self.wanted().reliefs) == len(self.wanted().absent)

    def offer(self, times: Sequence[datetime]) -> None:
        """Put the proposed times in."""
        self.times = times
        self._choose("starts", [(at.isoformat(), moment_words(at)) for at in times])

    def wanted(self) -> Wanted:
        """What is to be booked, of whatever has been chosen so far."""
        said = {name: self.said.get(name) or "" for name in self.fields}
        minutes = int(str(said["minutes"])[:4]) if str(said["minutes"]).isdecimal() else self.template.low
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
            return datetime.fromisoformat(str(self.said.get("starts", "")))
        except ValueError:
            return None

    def _choose(self, name: str, choices: Sequence[tuple[Any, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


def _likely(reliefs: Mapping[str, Sequence[Relief]]) -> dict[str, str]:
    """Those who hold the role of a relief, or lead the group: a different one for each post."""
    found: dict[str, str] = {}
    for name, people in sorted(reliefs.items()):  # the learner's first: it is held at the teacher's machine
        found[name] = next((one.uid for one in people if one.role and one.uid not in found.values()), "")
    return found
