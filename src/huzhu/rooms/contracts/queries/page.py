"""One contract's page: its terms, weeks, text and signatures, in words for the reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.base.access import Scope
from huzhu.base.charter import rules
from huzhu.base.drawing.words import day_words, month_words
from huzhu.base.units.queries import path_of
from huzhu.rooms.contracts.access import is_party, review_led_by
from huzhu.rooms.contracts.actions.closing import OUTCOME_WORDS, REASONS
from huzhu.rooms.contracts.clauses import WARN_AIMS, WARN_MONTHS
from huzhu.rooms.contracts.dates import months_after
from huzhu.rooms.contracts.kinds import CATALOGUE, CONTENT, MODES, OVERTAKEN
from huzhu.rooms.contracts.models import Contract, Orientation, Review, Step, Term, TermPerson
from huzhu.rooms.contracts.moves import DRAFT, RECORDED, SETTLED, SIGNED
from huzhu.rooms.contracts.queries.flags import Flag, behind, flags, missed, state_word
from huzhu.rooms.contracts.queries.lists import (
    direction,
    names_of,
    signer_names,
    subject_of,
    title_of,
    who_teaches,
)
from huzhu.rooms.contracts.queries.measured import measured_since
from huzhu.rooms.contracts.queries.ribbon import RibbonStep, ribbon, share_of
from huzhu.rooms.contracts.queries.signatures import Version, versions
from huzhu.rooms.contracts.values import words_of
from huzhu.rooms.skills.access import sees_scores
from huzhu.rooms.skills.queries import Standing, scale_of, source_words, techniques


@dataclass(frozen=True)
class TermLine:
    """One direction, in words. `first_teaches`: it stands under 甲's strand. `owed`: first measurement due by. `tells`:
    what was measured since is for this reader."""

    uid: str
    n: int
    first_teaches: bool
    who: str
    subject: str
    is_technique: bool
    baseline: str
    rests_on: str
    tells: bool
    now: str
    now_of: str
    target: str
    ends: date | None
    owed: date | None
    outcome: str
    result: str
    closed: date | None
    people: list[TakingPart]


@dataclass(frozen=True)
class TakingPart:
    """Somebody asked to carry out a term of two units; shown to the four until he has accepted (Q19)."""

    name: str
    accepted: bool
    own: bool


@dataclass(frozen=True)
class StepLine:
    """One step; `done` None = not said yet, `behind` = its week is over and it is not done."""

    uid: str
    text: str
    term: int
    began: bool
    done: bool | None
    done_on: date | None
    done_by: str
    behind: bool


@dataclass(frozen=True)
class WeekLine:
    n: int
    dates: str
    now: bool
    steps: list[StepLine]

    @property
    def mark(self) -> str:
        """The week's square: done, now, ahead."""
        if all(step.done for step in self.steps):
            return "done"
        return "now" if self.now else "ahead"


@dataclass(frozen=True)
class Side:
    """A party as it is named: a person with his roll number, or a unit."""

    id: int
    name: str
    roll: str = ""


@dataclass(frozen=True)
class ContractPage:
    uid: str
    code: str
    title: str
    sentence: str
    state: str
    state_word: str
    kind: str
    mode: str
    content: str
    key: str
    practice: list[str]
    of_units: bool
    first: Side
    second: Side
    signers: list[tuple[int, str]]
    mine: bool
    signed_by_me: bool
    flags: list[Flag]
    ribbon: list[RibbonStep]
    strands: str
    share: float
    starts: date | None
    ends: date | None
    closed_because: str
    missed: bool
    review: date | None
    warnings: list[str]
    terms: list[TermLine]
    weeks: list[WeekLine]
    duties: list[tuple[str, str]]
    oriented: list[tuple[str, bool]]
    versions: list[Version]
    shown_to: list[str]
    path: str
    stamped: date
    revise_since: date | None
    revise_because: str
    extended_from: date | None
    chained: bool
    next_draft: str
    review_open: bool

    @property
    def is_draft(self) -> bool:
        return self.state == DRAFT

    @property
    def may_sign(self) -> bool:
        return self.mine and not self.signed_by_me and self.state in (DRAFT, RECORDED)

    @property
    def may_end(self) -> bool:
        return self.mine and self.state in (DRAFT, RECORDED, SIGNED)

    @property
    def runs(self) -> bool:
        return self.state == SIGNED


def contract_page(contract: Contract, scope: Scope) -> ContractPage:
    """Everything the page shows, in a constant number of statements. The door is the caller's."""
    day, stamped = scope.day, timezone.localdate(contract.signed or contract.drafted)
    terms = list(contract.terms.select_related("technique__same_as"))
    steps = list(contract.steps.select_related("term"))
    names = names_of(contract, scope)
    signing = signer_names(contract) if contract.of_units else names
    written = versions(contract, signing)
    signers = written[0].signers if written and written[0].current else set()
    due = list(Review.objects.filter(contract=contract).order_by("missed").values_list("due", "decision"))
    after = Contract.objects.filter(follows_id=contract.pk).first()
    oriented = set(Orientation.objects.filter(person_id__in=contract.signers).values_list("person_id", flat=True))
    return ContractPage(
        uid=contract.uid, code=code_of(contract.uid), title=title_of(contract, scope), sentence=who_teaches(contract, terms, scope),
        state=contract.state, state_word=state_word(contract), kind=str(CATALOGUE[contract.kind].name),
        mode=str(MODES[contract.mode]), content=str(CONTENT[contract.content]),
        key=contract.key_problem.text if contract.key_problem else "", practice=[str(line) for line in CATALOGUE[contract.kind].week],
        of_units=contract.of_units, first=_side(contract, True), second=_side(contract, False),
        signers=[(person, signing[person]) for person in (contract.signers if contract.of_units else ())],
        mine=is_party(contract, scope), signed_by_me=scope.person_id in signers, flags=flags(contract, steps, day),
        ribbon=ribbon(contract, day), strands=_strands(contract), share=share_of(contract, day), starts=contract.starts,
        ends=contract.ends, closed_because=str(REASONS.get(contract.closed_because, "")), missed=missed(contract, day),
        review=due[-1][0] if due and not due[-1][1] and contract.state == SIGNED else None, warnings=_warnings(contract, len(terms), stamped if contract.signed else day), terms=term_lines(contract, terms, scope),
        weeks=_weeks(steps, signing, contract, day),
        duties=[(names[contract.first_id], contract.duties_first), (names[contract.second_id], contract.duties_second)],
        oriented=[(signing[person], person in oriented) for person in contract.signers],
        versions=written,
        shown_to=list(contract.shown_to.values_list("person__name", flat=True)) if contract.state == DRAFT else [],
        path=path_of(contract.second_unit_id, stamped), stamped=stamped,
        revise_since=contract.revise_since if contract.state == SIGNED else None,
        revise_because=str(OVERTAKEN.get(contract.revise_because, "")), extended_from=contract.extended_from,
        chained=contract.follows_id is not None or after is not None,
        next_draft=after.uid if after and after.state == DRAFT and is_party(contract, scope) else "",
        review_open=bool(due) and (is_party(contract, scope) or scope.person_id == review_led_by(contract, day)),
    )  # fmt: skip


def _side(contract: Contract, first: bool) -> Side:
    if contract.of_units:
        unit = contract.first_unit if first else contract.second_unit
        return Side(unit.id, unit.said)
    person = contract.first if first else contract.second
    return Side(person.id, person.name, person.roll)


def code_of(uid: str) -> str:
    """A public id in groups of four, to read aloud: 'k7p2-9fqd-x41m'."""
    return "-".join(uid[start : start + 4] for start in range(0, len(uid), 4))


def term_lines(contract: Contract, terms: list[Term], scope: Scope) -> list[TermLine]:
    """The terms in words; a quantity with its unit, or a level of the learner's unit."""
    day = scope.day
    known = techniques(term.technique_id for term in terms if term.technique_id)
    scale = scale_of(path_of(contract.second_unit_id, day))
    since = measured_since(contract, terms, day) if contract.signed else {}
    taking_part = _taking_part(contract, scope)
    lines = []
    for term in terms:
        technique, now = known.get(term.technique_id or 0), since.get(term.pk)
        tells = tells_latest(contract, term, scope)
        told = now if tells else None
        rests = Standing(0, term.baseline_month, term.baseline_agreed) if term.baseline_month else None
        lines.append(TermLine(
            term.uid, term.position, term.teacher_id == contract.first_id, direction(contract, term.teacher_id, term.learner_id, scope), subject_of(term), technique is not None, words_of(term.baseline, technique, term.measure, scale),
            source_words(rests) if rests else "",
            tells,
            words_of(told.value, technique, term.measure, scale) if told else "",
            (day_words(told.day) if told.ordered else month_words(told.day)) if told else "",
            words_of(term.target, technique, term.measure, scale) if term.target is not None else _("not chosen yet"),
            term.ends, term.first_measurement_due if term.baseline is None and not now else None,
            str(OUTCOME_WORDS.get(term.outcome, "")),
            words_of(term.result, technique, term.measure, scale) if term.result is not None else "", term.closed,
            taking_part.get(term.pk, []),
        ))  # fmt: skip
    return lines


def _taking_part(contract: Contract, scope: Scope) -> dict[int, list[TakingPart]]:
    """{term id: who carries it out}; whoever has not said yes is seen by those who sign, and by himself."""
    found: dict[int, list[TakingPart]] = {}
    if contract.of_units:
        party = is_party(contract, scope)
        for row in TermPerson.objects.filter(term__contract=contract).select_related("person"):
            own = row.person_id == scope.person_id
            if row.accepted or party or own:
                found.setdefault(row.term_id, []).append(TakingPart(row.person.name, row.accepted is not None, own))
    return found


def tells_latest(contract: Contract, term: Term, scope: Scope) -> bool:
    """What was measured since stands in no text that both signed: the learner's and those who see his scores (Q31); the
    partner's while the contract runs."""
    if contract.of_units:
        return False
    group = contract.first_unit_id if term.learner_id == contract.first_id else contract.second_unit_id
    return sees_scores(scope, term.learner_id, group) or (is_party(contract, scope) and contract.state == SIGNED)


def _weeks(steps: list[Step], names: dict[int, str], contract: Contract, day: date) -> list[WeekLine]:
    by_week: dict[int, list[Step]] = {}
    for step in sorted(steps, key=lambda step: (step.week, step.term.position)):
        by_week.setdefault(step.week, []).append(step)
    runs = contract.state == SIGNED
    return [
        WeekLine(
            week,
            f"{day_words(rows[0].starts)} – {day_words(rows[0].ends)}" if contract.starts else "",
            runs and rows[0].starts <= day <= rows[0].ends,
            [
                StepLine(
                    step.uid, step.text, step.term.position, runs and step.starts <= day, step.done, step.done_on, names.get(step.done_by_id or 0, ""),
                    runs and behind(step, day),
                )
                for step in rows
            ],
        )
        for week, rows in by_week.items()
    ]  # fmt: skip


def _warnings(contract: Contract, aims: int, day: date) -> list[str]:
    """Too long, too many aims: with the clause's value and source (Q21, S33)."""
    limits = rules(WARN_MONTHS, WARN_AIMS, path=path_of(contract.second_unit_id, day), day=day)
    months, most = limits[WARN_MONTHS], limits[WARN_AIMS]
    said = []
    if contract.ends and contract.ends > months_after(contract.starts or contract.drafted.date(), months.value):
        said.append(
            _("This runs longer than %(limit)s. Short and near to the work is easier to keep.") % {"limit": months.said}
        )
    if aims > most.value:
        said.append(_("This has more than %(limit)s. One clear aim is easier to keep.") % {"limit": most.said})
    return said


def _strands(contract: Contract) -> str:
    if contract.signed is None:
        return "introduction"
    return "settled" if contract.state == SETTLED else "signed"
