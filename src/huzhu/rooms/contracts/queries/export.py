"""Contracts as a table to take along: every column, one row a term; sealed values never, drafts never."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.base.access import Scope
from huzhu.base.units.queries import path_of
from huzhu.rooms.contracts.access import OPEN_TO_GROUPS, visible_to
from huzhu.rooms.contracts.models import Contract, Term
from huzhu.rooms.contracts.queries.lists import PARTIES
from huzhu.rooms.contracts.values import is_quantity, words_of
from huzhu.rooms.skills.queries import Level, TechniqueLine, scale_of, techniques

Cell = str | float | int | date | None


def columns() -> list[str]:
    """Heads in the reader's language; the first names the contract for ever, wherever it goes."""
    return [
        _("contract"), _("kind"), _("state"), _("mode"), _("A: roll number"), _("A: name"), _("B: roll number"), _("B: name"),
        _("drafted"), _("signed"), _("starts"), _("ends"), _("closed"), _("closed because"), _("duties of A"), _("duties of B"),
        _("version"), _("term"), _("taught by"), _("technique"), _("indicator"), _("measure"), _("baseline"), _("baseline month"),
        _("target"), _("term ends"), _("outcome"), _("result"), _("term closed"), _("steps"), _("content"), _("level of the parties"),
    ]  # fmt: skip


def contract_rows(scope: Scope) -> list[list[Cell]]:
    """One row for each term of every contract that was signed by both or recorded and that this person sees with names.

    Codes stay codes (kind, state, mode, outcome), days are days, levels stand by their name. Constant statements.
    """
    seen = visible_to(scope).filter(OPEN_TO_GROUPS)
    terms = list(
        Term.objects.filter(contract__in=seen).select_related(*(f"contract__{party}" for party in PARTIES)).prefetch_related("steps")
        .order_by("contract_id", "position")
    )  # fmt: skip
    known = techniques(term.technique_id for term in terms if term.technique_id)
    groups = sorted({term.contract.second_unit_id for term in terms})
    scales = {group: scale_of(path_of(group, scope.day)) for group in groups}
    return [_row(term, known.get(term.technique_id or 0), scales[term.contract.second_unit_id]) for term in terms]


def known_contracts(uids: Iterable[str]) -> set[str]:
    """Which of these public ids are contracts of this house; one statement."""
    return set(Contract.objects.filter(uid__in=list(uids)).values_list("uid", flat=True))


def _row(term: Term, technique: TechniqueLine | None, scale: Sequence[Level]) -> list[Cell]:
    row = term.contract

    def value(of: float | None) -> Cell:
        if of is None or technique is None or is_quantity(technique):
            return of
        return words_of(of, technique, term.measure, scale)

    parties = [row.first.roll, row.first.name, row.second.roll, row.second.name]
    if row.of_units:
        parties = ["", row.first_unit.name, "", row.second_unit.name]
    return [
        row.uid, row.kind, row.state, row.mode, *parties,
        timezone.localdate(row.drafted), timezone.localdate(row.signed) if row.signed else None, row.starts, row.ends,
        row.closed, row.closed_because, row.duties_first, row.duties_second, row.version, term.position,
        "A" if term.teacher_id == row.first_id else "B", technique.name_zh if technique else "", term.indicator, term.measure,
        value(term.baseline), term.baseline_month, value(term.target), term.ends, term.outcome, value(term.result), term.closed,
        "\n".join(f"{step.week}: {step.text}" for step in sorted(term.steps.all(), key=lambda step: step.week)),
        row.content, row.first_level,
    ]  # fmt: skip
