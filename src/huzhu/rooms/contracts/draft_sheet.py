"""The draft as a sheet that is filled in: one form of the whole, one of each term, and one for a further term."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from huzhu.base.access import Refused, Scope
from huzhu.base.units.queries import path_of
from huzhu.rooms.contracts.actions.classing import keys_of
from huzhu.rooms.contracts.actions.terms import DraftWords, TermWords
from huzhu.rooms.contracts.forms import OTHER, AddTermForm, DraftForm, TermForm
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.contracts.queries.lists import direction, names_of
from huzhu.rooms.contracts.queries.text import digest_of, written
from huzhu.rooms.contracts.values import value_of_score, words_of
from huzhu.rooms.skills.queries import TechniqueLine, Wanted, current_scores, scale_of, techniques_for, wanted_for

MOST_TERMS = 12


@dataclass
class DraftSheet:
    """All forms of one draft. `data` = what was typed, None for a fresh sheet."""

    contract: Contract
    scope: Scope
    data: Mapping[str, Any] | None
    head: DraftForm = field(init=False)
    terms: list[TermForm] = field(init=False)
    add: AddTermForm = field(init=False)

    def __post_init__(self) -> None:
        row, day = self.contract, self.scope.day
        path = path_of(row.second_unit_id, day)
        self.known = {} if row.of_units else {line.uid: line for line in techniques_for(path)}
        self.scale = scale_of(path)
        names = names_of(row, self.scope)
        self.names = (names[row.first_id], names[row.second_id])
        two = [] if row.of_units else [row.first_id, row.second_id]
        self.scores = current_scores(two, day)
        self.wanted: Wanted = wanted_for(two, day)
        self.head = DraftForm(
            self.data, names=self._parties(), keys=keys_of(row, day),
            of_units=row.of_units, initial=self._head(),
        )  # fmt: skip
        stored = self._stored()
        count = min(_number(self.data.get("terms")), MOST_TERMS) if self.data is not None else len(stored)
        self.terms = [self._term(number, stored[number] if self.data is None else None) for number in range(count)]
        reverse = "0" if all(term.first_teaches for term in self.terms) else "1"
        self.add = AddTermForm(
            names=self.names, known=list(self.known.values()), prefix="add", initial={"taught_by": reverse}
        )

    def with_further_term(self) -> None:
        """One more block, as 'add' asks for; nothing is saved."""
        data = self.data or {}
        first_teaches = data.get("add-taught_by") == "1"
        line = self.known.get(str(data.get("add-technique")))
        if line is None and data.get("add-technique") != OTHER:
            return
        initial: dict[str, Any] = {
            "taught_by_first": "1" if first_teaches else "0",
            "technique": line.uid if line else "",
            "ends": self.contract.ends,
        }
        if line:
            initial["target"] = self._proposed(line, first_teaches)
        self.terms.append(self._form(len(self.terms), line, first_teaches, None, initial))

    def without(self, number: int) -> None:
        """One block less; the others keep what was typed, under their new numbers."""
        data = {key: value for key, value in (self.data or {}).items() if not key.startswith(f"t{number}-")}
        for later in range(number + 1, len(self.terms)):
            moved = {key: data.pop(key) for key in list(data) if key.startswith(f"t{later}-")}
            data |= {f"t{later - 1}-{key.split('-', 1)[1]}": value for key, value in moved.items()}
        self.data = data | {"terms": str(len(self.terms) - 1)}
        self.__post_init__()

    def is_valid(self) -> bool:
        return all([self.head.is_valid(), *(term.is_valid() for term in self.terms)])

    def words(self) -> DraftWords:
        head = self.head.cleaned_data
        terms = tuple(_words(term) for term in self.terms)
        return DraftWords(
            head["kind"], head["duties_first"], head["duties_second"], terms, head["language"], head["content"],
            head.get("key_problem"),
        )  # fmt: skip

    def refuse(self, refused: Refused) -> None:
        """Put a deed's refusal at its field."""
        prefix, _, name = (refused.field or "").partition("-")
        form = next((term for term in self.terms if term.prefix == prefix), self.head)
        where = name if form is not self.head and name in form.fields else refused.field
        form.add_error(where if where in form.fields else None, str(refused.message))

    @property
    def errors(self) -> bool:
        return bool(
            self.head.is_bound and (self.head.errors or any(term.errors for term in self.terms if term.is_bound))
        )

    @property
    def forms(self) -> list[Any]:
        return [self.head, *self.terms]

    def _parties(self) -> tuple[str, str]:
        """Both by name, the reader too."""
        names = names_of(self.contract, Scope.system(self.scope.day))
        return names[self.contract.first_id], names[self.contract.second_id]

    def _head(self) -> dict[str, Any]:
        row = self.contract
        return {
            "kind": row.kind, "duties_first": row.duties_first, "duties_second": row.duties_second,
            "language": row.language, "content": row.content,
            "key_problem": row.key_problem.uid if row.key_problem else "", "seen": digest_of(written(row)),
        }  # fmt: skip

    def _stored(self) -> list[dict[str, Any]]:
        rows = self.contract.terms.select_related("technique__same_as").prefetch_related("steps")
        return [
            {
                "taught_by_first": "1" if row.teacher_id == self.contract.first_id else "0",
                "technique": (row.technique.same_as or row.technique).uid if row.technique else "", "indicator": row.indicator, "measure": row.measure,
                "baseline": row.baseline, "target": row.target, "ends": row.ends,
                "steps": _as_lines({step.week: step.text for step in row.steps.all()}),
            }
            for row in rows
        ]  # fmt: skip

    def _term(self, number: int, stored: dict[str, Any] | None) -> TermForm:
        said = stored or {
            name: (self.data or {}).get(f"t{number}-{name}", "") for name in ("taught_by_first", "technique")
        }
        line = self.known.get(str(said["technique"]))
        return self._form(number, line, said["taught_by_first"] == "1", self.data, stored or {})

    def _form(
        self,
        number: int,
        line: TechniqueLine | None,
        first_teaches: bool,
        data: Mapping[str, Any] | None,
        initial: dict[str, Any],
    ) -> TermForm:
        learner = self.contract.second_id if first_teaches else self.contract.first_id
        held = self.scores.get((learner, line.id)) if line else None
        value = (
            None
            if held is None or line is None
            else held.quantity
            if held.quantity is not None
            else value_of_score(line, held.score)
        )
        now = (
            words_of(value, line, line.measure if line and line.worth_0 is not None else "", self.scale) if line else ""
        )
        return TermForm(
            data, prefix=f"t{number}", technique=line, scale=self.scale, title=line.name if line else "",
            first_teaches=first_teaches, who=self._who(first_teaches), measured=now, initial=initial,
        )  # fmt: skip

    def _who(self, first_teaches: bool) -> str:
        pair = (self.contract.first_id, self.contract.second_id)
        teacher, learner = pair if first_teaches else pair[::-1]
        return direction(self.contract, teacher, learner, self.scope)

    def _proposed(self, line: TechniqueLine, first_teaches: bool) -> float:
        pair = (self.contract.first_id, self.contract.second_id)
        teacher, learner = pair if first_teaches else pair[::-1]
        taught, wanted = self.scores.get((teacher, line.id)), self.wanted[learner, line.id]
        return value_of_score(line, min(wanted, taught.score) if taught else wanted)


def _words(form: TermForm) -> TermWords:
    said = form.cleaned_data
    ends: date | None = said["ends"]
    return TermWords(
        taught_by_first=form.first_teaches, technique_id=form.line.id if form.line else None,
        indicator=said.get("indicator", ""), measure=said.get("measure", ""), target=said["target"],
        baseline=said.get("baseline"), ends=ends, steps=tuple(said["steps"].rstrip().splitlines()),
    )  # fmt: skip


def _as_lines(by_week: dict[int, str]) -> str:
    return "\n".join(by_week.get(week, "") for week in range(1, max(by_week, default=0) + 1))


def _number(text: object) -> int:
    return int(str(text)[:4]) if str(text or "").isdecimal() else 0
