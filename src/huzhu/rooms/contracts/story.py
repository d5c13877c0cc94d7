"""What contracts tell of a contract: versions, signing, steps, measurements, missed dates, how it ended."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.base.access import Scope
from huzhu.base.followup.story import Mark, tells
from huzhu.base.units.queries import path_of
from huzhu.rooms.contracts.access import is_party, visible_to
from huzhu.rooms.contracts.actions.closing import OUTCOME_WORDS, REASONS
from huzhu.rooms.contracts.kinds import OVERTAKEN, STATES
from huzhu.rooms.contracts.models import Contract, Review
from huzhu.rooms.contracts.queries.lists import PARTIES, subject_of
from huzhu.rooms.contracts.queries.page import tells_latest
from huzhu.rooms.contracts.queries.reviews import came_to
from huzhu.rooms.contracts.values import value_of_score, words_of
from huzhu.rooms.skills.queries import ordered_measurements, scale_of, techniques


@tells("contract")
def versions(contract_id: int, scope: Scope) -> Iterator[Mark]:
    """Drafted, signed, to be revised, extended, closed; three statements."""
    row = visible_to(scope).filter(pk=contract_id).select_related(*PARTIES, "follows").first()
    if row is None:
        return
    proof = reverse("contracts:proof", args=[row.uid])
    if is_party(row, scope):
        yield Mark(timezone.localdate(row.drafted), "version", _("drafted"), proof)
    if row.signed:
        words = {"state": STATES["signed"], "version": row.version}
        yield Mark(timezone.localdate(row.signed), "version", _("%(state)s, version %(version)s") % words, proof)
    if row.follows and row.follows.state == "revised":
        url = reverse("contracts:chain", args=[row.uid])
        yield Mark(timezone.localdate(row.signed or row.drafted), "version", _("goes on from the version before"), url)
    if row.revise_since:
        why = _("to be revised: %(why)s") % {"why": OVERTAKEN[row.revise_because]}
        yield Mark(row.revise_since, "version", why)
    if row.closed:
        why = str(REASONS.get(row.closed_because, ""))
        yield Mark(row.closed, "version", " · ".join(filter(None, (str(STATES[row.state]), why))))
    for review in Review.objects.filter(contract=row).select_related("contract"):
        url = reverse("contracts:review", args=[row.uid]) if is_party(row, scope) else ""
        yield Mark(review.missed, "other", _("the date was missed"), url)
        if review.held:
            yield Mark(review.held, "version", _("talked over: %(what)s") % {"what": came_to(review)}, url)


@tells("contract")
def steps(contract_id: int, scope: Scope) -> Iterator[Mark]:
    """Steps said done, and terms closed; two statements."""
    row = visible_to(scope).filter(pk=contract_id).first()
    if row is None:
        return
    for step in row.steps.filter(done=True):
        if step.done_on:
            yield Mark(step.done_on, "other", _("step done: %(text)s") % {"text": step.text})
    for term in row.terms.filter(closed__isnull=False).select_related("technique__same_as"):
        if term.closed and term.outcome:
            words = {"what": subject_of(term), "outcome": OUTCOME_WORDS.get(term.outcome, term.outcome)}
            yield Mark(term.closed, "other", _("%(what)s: %(outcome)s") % words)


@tells("contract")
def measurements(contract_id: int, scope: Scope) -> Iterator[Mark]:
    """What was measured for it, with the value for whom that is (Q31); at most six statements."""
    row = Contract.objects.select_related(*PARTIES).filter(pk=contract_id).first()
    if row is None or row.of_units:
        return
    terms = {(term.learner_id, term.technique_id): term for term in row.terms.select_related("technique__same_as")}
    known = techniques({technique for _person, technique in terms if technique})
    scale = scale_of(path_of(row.second_unit_id, scope.day))
    for one in ordered_measurements([row.pk]).get(row.pk, []):
        term = terms.get((one.person_id, one.technique_id))
        if term is None:
            continue
        words = _("%(what)s measured again") % {"what": subject_of(term)}
        if tells_latest(row, term, scope):
            technique = known[one.technique_id]
            value = one.quantity if one.quantity is not None else value_of_score(technique, one.score)
            words = f"{words}: {words_of(value, technique, term.measure, scale)}"
        yield Mark(one.day, "measured", words)
