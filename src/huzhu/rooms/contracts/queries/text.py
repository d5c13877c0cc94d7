"""The exact text that both sign (Q22): parties by number, so that it still verifies after a deletion."""

from __future__ import annotations

import hashlib
import json
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from huzhu.base.drawing.words import day_words
from huzhu.base.units.queries import path_of
from huzhu.rooms.contracts.kinds import CATALOGUE
from huzhu.rooms.contracts.models import Contract, Signature, Term
from huzhu.rooms.contracts.values import words_of
from huzhu.rooms.skills.queries import scale_of, techniques


def text_of(contract: Contract) -> str:
    """The text of the contract's present version; once one of the two has signed it, the text that was signed."""
    signed = Signature.objects.filter(contract=contract, version=contract.version, voided=None)
    return signed.values_list("text", flat=True).first() or written(contract)


def written(contract: Contract) -> str:
    """The text made from the rows, in the contract's own language; the same rows give the same text."""
    with translation.override(contract.language):
        sides = {contract.first_id: _("A"), contract.second_id: _("B")}
        lines = [
            _("Mutual-aid contract %(number)s, version %(version)s")
            % {"number": contract.uid, "version": contract.version},
            _("Kind: %(kind)s") % {"kind": CATALOGUE[contract.kind].name},
            _parties(contract),
        ]
        terms, steps = list(contract.terms.all()), list(contract.steps.all())
        lines_of = techniques(term.technique_id for term in terms if term.technique_id)
        scale = scale_of(path_of(contract.second_unit_id, contract.drafted.date()))
        for term in terms:
            technique = lines_of.get(term.technique_id) if term.technique_id else None
            said = {
                "n": term.position, "teacher": sides[term.teacher_id], "learner": sides[term.learner_id],
                "what": technique.name if technique else term.indicator, "date": _day(term.ends),
                "baseline": words_of(term.baseline, technique, term.measure, scale),
                "target": words_of(term.target, technique, term.measure, scale),
            }  # fmt: skip
            lines.append(
                _(
                    "Term %(n)s: %(teacher)s teaches %(learner)s: %(what)s. From %(baseline)s to %(target)s, by %(date)s."
                )
                % said
            )
            if contract.of_units and (rolls := taking_part(term)):
                lines.append(_("Carried out by number %(rolls)s.") % {"rolls": _(", ").join(rolls)})
            lines += [
                _("Week %(week)s: %(text)s") % {"week": s.week, "text": s.text} for s in steps if s.term_id == term.id
            ]
        lines.append(_("A: %(duties)s") % {"duties": contract.duties_first})
        lines.append(_("B: %(duties)s") % {"duties": contract.duties_second})
        lines.append(_("If it is missed, both of you answer for it. Either may stop at any time; it is no fault."))
    return "\n".join(lines)


def taking_part(term: Term) -> list[str]:
    """Roll numbers of those who have accepted to carry out a term of two units."""
    return list(term.people.filter(accepted__isnull=False).values_list("person__roll", flat=True))


def _parties(contract: Contract) -> str:
    """The two by number; units by name, so that the text stays when a leader changes."""
    if contract.of_units:
        units = {"first": contract.first_unit.name, "second": contract.second_unit.name}
        return _("A: %(first)s. B: %(second)s. Both leaders of each sign.") % units
    return _("A: number %(first)s. B: number %(second)s.") % {
        "first": contract.first.roll, "second": contract.second.roll,
    }  # fmt: skip


def facts_of(contract: Contract) -> str:
    """What the text is made from, as JSON of ids and figures: no word of it changes when a technique is renamed."""
    terms = list(contract.terms.all())
    place = {term.id: term.position for term in terms}
    parties = [contract.first_id, contract.second_id]
    of_units: dict[str, object] = {}
    if contract.of_units:  # terms run between units: who stands for one may change
        sides = dict(zip(parties, (contract.first_unit_id, contract.second_unit_id), strict=True))
        of_units = {"units": list(sides.values()), "people": [taking_part(term) for term in terms]}
        parties = []
    else:
        sides = {person: person for person in parties}
    return json.dumps(
        {
            "uid": contract.uid, "version": contract.version, "kind": contract.kind,
            "parties": parties, **of_units, "duties": [contract.duties_first, contract.duties_second],
            "terms": [
                [t.position, sides[t.teacher_id], sides[t.learner_id], t.technique_id, t.indicator, t.measure, t.baseline, t.target, str(t.ends)]
                for t in terms
            ],
            "steps": sorted([place[s.term_id], s.week, s.text] for s in contract.steps.all()),
        },
        ensure_ascii=False, separators=(",", ":"),
    )  # fmt: skip


def digest_of(text: str) -> str:
    """SHA-256 of the text in hex: what a form carries so that nobody signs another text than he saw."""
    return hashlib.sha256(text.encode()).hexdigest()


def fingerprint(text: str) -> str:
    """The digest's first 24 hex digits in groups of four, as printed."""
    digest = digest_of(text)[:24]
    return " ".join(digest[start : start + 4] for start in range(0, 24, 4))


def _day(day: date | None) -> str:
    return day_words(day, year=True) if day else _("no date")
