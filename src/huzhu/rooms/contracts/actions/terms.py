"""How the terms of a contract are written: baseline, target, date and weekly steps of each direction (Q20, S34)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import Refused
from huzhu.base.units.queries import path_of
from huzhu.rooms.contracts.dates import week_of
from huzhu.rooms.contracts.models import Contract, Step, Term, TermPerson
from huzhu.rooms.contracts.values import is_quantity, score_of, value_of, value_of_score
from huzhu.rooms.skills.months import first_of
from huzhu.rooms.skills.queries import (
    Standing,
    TechniqueLine,
    baseline,
    current_scores,
    ordered_measurements,
    techniques,
    wanted_for,
)  # fmt: skip

WEEKS = 8
FIRST_MEASUREMENT_DAYS = 14
TOP = 1000


@dataclass(frozen=True)
class TermWords:
    """One direction as the two write it: a technique, or an indicator in words with its own measure and baseline.

    `target` in the technique's measure, or a score where it has named levels. `steps` = one text a week, '' for none.
    """

    taught_by_first: bool
    technique_id: int | None = None
    indicator: str = ""
    measure: str = ""
    target: float | None = None
    baseline: float | None = None
    ends: date | None = None
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class DraftWords:
    """Everything of a draft that its two parties may change. `content` '' and `key_problem` None leave what stands; a key
    problem is named by its public id, '' = none."""

    kind: str
    duties_first: str
    duties_second: str
    terms: tuple[TermWords, ...]
    language: str = ""
    content: str = ""
    key_problem: str | None = None


def add_term(contract: Contract, teacher_id: int, learner_id: int, technique_id: int, day: date) -> None:
    """A term as it is proposed: up to what the learner's post asks for, at most what the teacher can do."""
    technique = techniques([technique_id])[technique_id]
    target = _proposed(technique, teacher_id, learner_id, day)
    position = contract.terms.count() + 1
    _create(contract, position, teacher_id, learner_id, technique, day, target=target, ends=contract.ends)


def _proposed(
    technique: TechniqueLine, teacher_id: int, learner_id: int, day: date, stands: float | None = None
) -> float:
    """In the technique's measure; `stands`: where the learner is known to stand by now."""
    held = current_scores([teacher_id, learner_id], day, technique_ids=[technique.id])
    taught, known = held.get((teacher_id, technique.id)), held.get((learner_id, technique.id))
    score = score_of(technique, stands) if stands is not None else known.score if known else None
    wanted = wanted_for([learner_id], day).get((learner_id, technique.id))
    wanted = TOP if score is not None and score >= wanted else wanted
    return value_of_score(technique, min(wanted, taught.score) if taught else wanted)


def next_terms(before: Contract, draft: Contract, day: date) -> None:
    """Terms still open go on in the next version: from where the learner stands now, to the same target while it lies
    ahead, else to what is proposed, else to one that the two choose; with the weeks that were not done."""
    open_ones = list(before.terms.filter(closed=None))
    known = techniques(term.technique_id for term in open_ones if term.technique_id)
    for place, old in enumerate(open_ones, start=1):
        technique = known.get(old.technique_id) if old.technique_id else None
        term = _create(
            draft, place, old.teacher_id, old.learner_id, technique, day, target=old.target, ends=draft.ends,
            indicator=old.indicator, measure=old.measure, counted=old.baseline,
        )  # fmt: skip
        if technique is not None and not is_step_forward(term, technique):
            term.target = _proposed(technique, old.teacher_id, old.learner_id, day, term.baseline)
            term.target = term.target if is_step_forward(term, technique) else None
            term.save(update_fields=["target"])
        left = before.steps.filter(term=old).exclude(done=True).order_by("week").values_list("text", flat=True)
        _write_steps(draft, term, tuple(left), day, "")


def write_terms(contract: Contract, terms: tuple[TermWords, ...], day: date) -> list[date | None]:
    """Replace all terms and steps; returns the terms' dates. Raises Refused with the field 't0-target' and so on."""
    if not terms:
        raise Refused(_("A contract needs at least one term: who teaches whom what."))
    known = techniques(term.technique_id for term in terms if term.technique_id)
    if contract.of_units and known:
        raise Refused(_("Between units a term is about a figure of production, not about one person's technique."))
    taking_part = _people_of(contract)
    contract.steps.all().delete()
    contract.terms.all().delete()
    for number, words in enumerate(terms):
        technique = known.get(words.technique_id) if words.technique_id else None
        if technique is None and not words.indicator.strip():
            raise Refused(
                _("Say what it is about: a technique, or a figure of production."), field=f"t{number}-indicator"
            )
        if words.ends is not None and words.ends <= day:
            raise Refused(_("This day has passed; choose a later one."), field=f"t{number}-ends")
        pair = (contract.first_id, contract.second_id)
        teacher, learner = pair if words.taught_by_first else pair[::-1]
        term = _create(
            contract, number + 1, teacher, learner, technique, day, target=words.target, ends=words.ends,
            indicator=words.indicator.strip(), measure=words.measure.strip(), counted=words.baseline,
        )  # fmt: skip
        _write_steps(contract, term, words.steps, day, f"t{number}-steps")
        _keep_people(term, taking_part)
    return [words.ends for words in terms]


def _people_of(contract: Contract) -> dict[tuple[object, ...], list[TermPerson]]:
    """Who was asked to carry out which term, by what the term says."""
    rows: dict[tuple[object, ...], list[TermPerson]] = {}
    for row in TermPerson.objects.filter(term__contract=contract).select_related("term"):
        rows.setdefault(_said(row.term), []).append(row)
    return rows


def _keep_people(term: Term, taking_part: dict[tuple[object, ...], list[TermPerson]]) -> None:
    """Whoever said yes to these very words stays, in the first term that says them; other words are asked anew."""
    for row in taking_part.pop(_said(term), []):
        TermPerson.objects.create(
            uid=row.uid,
            term=term,
            person_id=row.person_id,
            asked_by_id=row.asked_by_id,
            asked=row.asked,
            accepted=row.accepted,
        )


def _said(term: Term) -> tuple[object, ...]:
    return term.teacher_id, term.indicator, term.measure, term.target, term.ends


def _create(
    contract: Contract, position: int, teacher: int, learner: int, technique: TechniqueLine | None, day: date, *,
    target: float | None, ends: date | None, indicator: str = "", measure: str = "", counted: float | None = None,
) -> Term:  # fmt: skip
    known: dict[str, Any] = baseline_of(contract, learner, technique.id, day) if technique else {"baseline": counted}
    if technique is not None:
        indicator, measure = "", technique.measure if is_quantity(technique) else ""
    owed = None if known["baseline"] is not None else day + timedelta(days=FIRST_MEASUREMENT_DAYS)
    return Term.objects.create(
        contract=contract, position=position, teacher_id=teacher, learner_id=learner,
        technique_id=technique.id if technique else None, indicator=indicator, measure=measure, target=target, ends=ends,
        first_measurement_due=owed, **known,
    )  # fmt: skip


def baseline_of(contract: Contract, learner: int, technique_id: int, day: date) -> dict[str, Any]:
    """The baseline's columns of a term: the last closed measurement, if it is young enough, or nothing (Q20).

    What was measured for the version before counted there at once (Q1), so that the next one begins with it: else the
    same gain would count twice.
    """
    started = baseline(learner, technique_id, day, path=path_of(contract.second_unit_id, day))
    ordered = ordered_measurements([contract.follows_id]).get(contract.follows_id, []) if contract.follows_id else []
    last = [row for row in ordered if (row.person_id, row.technique_id) == (learner, technique_id)]
    if last and (started is None or first_of(last[-1].day) > started.month):
        started = Standing(last[-1].score, first_of(last[-1].day), quantity=last[-1].quantity)
    return {
        "baseline": value_of(techniques([technique_id])[technique_id], started),
        "baseline_month": started.month if started else None,
        "baseline_agreed": bool(started and started.agreed),
    }


def _write_steps(contract: Contract, term: Term, texts: tuple[str, ...], day: date, field: str) -> None:
    if len(texts) > WEEKS:
        raise Refused(_("Steps run over at most %(weeks)s weeks.") % {"weeks": WEEKS}, field=field)
    for week, text in enumerate((text.strip() for text in texts), start=1):
        if text:
            starts, ends = week_of(day, week)
            Step.objects.create(contract=contract, term=term, week=week, text=text[:200], starts=starts, ends=ends)


def is_step_forward(term: Term, technique: TechniqueLine | None) -> bool:
    """Is the target better than the baseline? Of an indicator: another figure; unknown baselines can't say no."""
    if term.baseline is None or term.target is None:
        return True
    if technique is None:
        return term.target != term.baseline
    return score_of(technique, term.target) > score_of(technique, term.baseline)
