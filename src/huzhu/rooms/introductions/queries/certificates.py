"""The certificate of a closed round, and what it says to one person (Q16)."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.utils.translation import gettext as _

from huzhu.base.access import NotFound, Scope
from huzhu.base.units.queries import ids_of
from huzhu.engine.matching import pseudonyms
from huzhu.engine.matching.certificate import COVERAGE, COVERAGE_GAIN, COVERAGE_MUTUAL
from huzhu.rooms.introductions.access import rounds_visible_to
from huzhu.rooms.introductions.models import Round, Wave
from huzhu.rooms.introductions.queries.solving import round_key


@dataclass(frozen=True)
class OwnLine:
    """One wave as its certificate shows it to me: one of my requests.

    `taught_by`: pseudonym, or ''; `rather`: how many I would rather have had; `all_taken`: each of them is fully taken
    by people he preferred, or is not available.
    """

    wave: int
    taught_by: str
    rather: int
    all_taken: bool


@dataclass(frozen=True)
class OwnCertificate:
    pseudonym: str
    coverage: str
    lines: list[OwnLine]


def certificates(scope: Scope, round_uid: str) -> list[tuple[int, str]]:
    """(wave, certificate as JSON text) of a round of the own factory, once it has closed; else NotFound."""
    row = _closed(scope, round_uid)
    waves = Wave.objects.filter(round=row).exclude(certificate="").order_by("number")
    return list(waves.values_list("number", "certificate"))


def own_certificate(scope: Scope, round_uid: str) -> OwnCertificate:
    """My own pseudonym in a closed round, and what the certificate proves of my requests."""
    row = _closed(scope, round_uid)
    name = pseudonyms(round_key(row.uid), [scope.person_id])[0]
    lines, coverage = [], ""
    for number, text in certificates(scope, round_uid):
        file = json.loads(text)
        coverage = coverage or file["coverage"]
        lines += [_own_line(number, rows, file) for who, rows in file["requests"] if who == name]
    return OwnCertificate(name, _coverage_words(coverage), lines)


def _coverage_words(coverage: str) -> str:
    """What the certificate covers, in the reader's language; one of another release stays as it is written."""
    return {
        COVERAGE: _("everybody free in this wave: no two who would rather have each other were passed over"),
        COVERAGE_MUTUAL: _(
            "everybody free in this wave: exchanges first; of the rest no two who would rather have each other were passed over"
        ),
        COVERAGE_GAIN: _(
            "everybody free in this wave: most requests first, then most room to learn; two may rather have each other"
        ),
    }.get(coverage, coverage)


def _own_line(number: int, rows: list[list], file: dict) -> OwnLine:  # type: ignore[type-arg]
    held = next((row for row in rows if row[3]), None)
    rather = [row for row in rows if held is None or row[1] < held[1]]
    return OwnLine(number, held[0] if held else "", len(rather), all(_taken(row, file) for row in rather))


def _taken(row: list, file: dict) -> bool:  # type: ignore[type-arg]
    """Is this teacher full of people whom he ranks before me?"""
    theirs = [other[2] for _, rows in file["requests"] for other in rows if other[0] == row[0] and other[3]]
    return len(theirs) >= file["teaching_places"][row[0]] and all(rank < row[2] for rank in theirs)


def _closed(scope: Scope, uid: str) -> Round:
    row = Round.objects.filter(uid=uid, kind=Round.Kind.FULL, state=Round.State.CLOSED).first()
    if row is None or not (_on_my_line(scope, row.unit_id) or rounds_visible_to(scope).filter(id=row.id).exists()):
        raise NotFound
    return row


def _on_my_line(scope: Scope, unit_id: int) -> bool:
    return unit_id in ids_of(scope.group_path)
