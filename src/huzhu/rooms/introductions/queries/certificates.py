"""The certificates of a closed round as files, and what they say to one person (Q16)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from huzhu.base.access import NotFound, Scope
from huzhu.base.units.queries import ids_of
from huzhu.rooms.introductions.access import rounds_visible_to
from huzhu.rooms.introductions.models import Certificate, Round
from huzhu.rooms.introductions.queries.solving import round_key

if TYPE_CHECKING:
    from huzhu.engine.matching.proof.paper import OwnRequest


@dataclass(frozen=True)
class OwnLine:
    """One of my requests as the certificate of a wave shows it.

    `taught_by`: pseudonym, or ''; `rather`: how many I would rather have had; `all_taken`: each of them is fully taken
    by people he preferred, or is not available; `full`: of those left my own places are full of whom I preferred.
    """

    wave: int
    taught_by: str
    rather: int
    all_taken: bool
    full: bool


@dataclass(frozen=True)
class WaveFiles:
    """What of a wave can be downloaded; before the second format everything stood in one file."""

    number: int
    edges: bool

    @property
    def names(self) -> str:
        """The files as they are called once downloaded."""
        return f"certificate-{self.number}.json" + (f" edges-{self.number}.parquet" if self.edges else "")


@dataclass(frozen=True)
class OwnCertificate:
    pseudonym: str
    coverage: str
    lines: list[OwnLine]
    waves: list[WaveFiles]


def statement(scope: Scope, round_uid: str, wave: int) -> str:
    """certificate.json of a wave of a closed round of the own factory; else NotFound."""
    text: str = _one(_of(_closed(scope, round_uid)), "statement", wave)
    return text


def edges_file(scope: Scope, round_uid: str, wave: int) -> bytes:
    """edges.parquet of a wave, as `statement`."""
    return bytes(_one(_of(_closed(scope, round_uid)).filter(edges__isnull=False), "edges", wave))


def own_certificate(scope: Scope, round_uid: str) -> OwnCertificate:
    """My own pseudonym in a closed round, and what its certificates prove of my requests."""
    from huzhu.engine.matching import Paper, pseudonyms
    from huzhu.engine.matching.proof.paper import own_requests

    row = _closed(scope, round_uid)
    name = pseudonyms(round_key(row.uid), [scope.person_id])[0]
    lines, waves, coverage = [], [], ""
    for number, text, edges in _of(row).values_list("wave__number", "statement", "edges"):
        paper = Paper.read(text, None if edges is None else bytes(edges))
        coverage = coverage or paper.said["coverage"]
        waves.append(WaveFiles(number, edges is not None))
        lines += [_own_line(number, request) for request in own_requests(paper, name)]
    return OwnCertificate(name, _coverage_words(coverage), lines, waves)


def _coverage_words(coverage: str) -> str:
    """What the certificate covers, in the reader's language; one of another release stays as it is written."""
    from huzhu.engine.matching.proof.certificate import COVERAGE, COVERAGE_GAIN, COVERAGE_MUTUAL

    return {
        COVERAGE: _("everybody free in this wave: no two who would rather have each other were passed over"),
        COVERAGE_MUTUAL: _(
            "everybody free in this wave: exchanges first; of the rest no two who would rather have each other were passed over"
        ),
        COVERAGE_GAIN: _(
            "everybody free in this wave: most requests first, then most room to learn; two may rather have each other"
        ),
    }.get(coverage, coverage)


def _own_line(number: int, request: OwnRequest) -> OwnLine:
    reasons = {other.why for other in request.rather}
    return OwnLine(number, request.teacher, len(request.rather), reasons <= {"taken"}, reasons <= {"taken", "mine"})


def _of(row: Round) -> QuerySet[Certificate]:
    """Of the waves that were sent: what was frozen and withdrawn was proposed to nobody."""
    return Certificate.objects.filter(wave__round=row, wave__opened__isnull=False).order_by("wave__number")


def _one(rows: QuerySet[Certificate], column: str, wave: int) -> Any:
    found = rows.filter(wave__number=wave).values_list(column, flat=True).first()
    if found is None:
        raise NotFound
    return found


def _closed(scope: Scope, uid: str) -> Round:
    row = Round.objects.filter(uid=uid, kind=Round.Kind.FULL, state=Round.State.CLOSED).first()
    if row is None or not (_on_my_line(scope, row.unit_id) or rounds_visible_to(scope).filter(id=row.id).exists()):
        raise NotFound
    return row


def _on_my_line(scope: Scope, unit_id: int) -> bool:
    return unit_id in ids_of(scope.group_path)
