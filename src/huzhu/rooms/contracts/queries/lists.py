"""Contracts in lists: one's own, a group's, and counts for those above its sight (Q31)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, IntegerField, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from huzhu.base.access import Scope
from huzhu.base.db import compiled
from huzhu.base.people.models import Membership
from huzhu.base.people.queries import people
from huzhu.base.units.queries import last_places
from huzhu.rooms.contracts.access import acted_by, led, own, visible_to
from huzhu.rooms.contracts.actions.closing import REASONS
from huzhu.rooms.contracts.kinds import CATALOGUE, STATES
from huzhu.rooms.contracts.models import PERSON, Contract, Term
from huzhu.rooms.contracts.moves import DRAFT, ENDED, LAPSED, RECORDED, REVISED, SETTLED, SIGNED, VOID
from huzhu.rooms.contracts.queries.flags import Flag, flags, missed, state_word
from huzhu.rooms.skills.queries import in_language

ORDER = (DRAFT, SIGNED, RECORDED, REVISED, SETTLED, ENDED, LAPSED, VOID)
PARTIES = ("first", "second", "first_unit", "second_unit")
AT_ONCE, LATELY = 25, 3
COUNTED = (SIGNED, RECORDED, REVISED, SETTLED, ENDED)


@dataclass(frozen=True)
class Line:
    """One contract in a list; `sentence` says who teaches what, `over` = its date has passed."""

    uid: str
    title: str
    sentence: str
    state: str
    state_word: str
    ends: date | None
    closed: date | None
    missed: bool
    flags: list[Flag]
    parties: tuple[int | None, ...] = ()

    @property
    def over(self) -> bool:
        return self.missed and self.state == SIGNED


def own_contracts(scope: Scope) -> list[Line]:
    """A person's own contracts, running ones first; a missed date stays on them. Three statements."""
    return _lines(_own(scope.person_id or 0, led(scope)), scope)


def own_lately(scope: Scope) -> tuple[list[Line], bool]:
    """What runs and the last few that are over; may there be earlier ones? Three statements, however long somebody's list."""
    lines = _lines(_lately(scope.person_id or 0, led(scope)), scope)
    return lines, sum(line.closed is not None for line in lines) == LATELY


@compiled
def _own(me: int, led: Collection[int]) -> QuerySet[Contract]:
    return _with_parts(Contract.objects.filter(acted_by(me, led)).exclude(state=LAPSED))


@compiled
def _lately(me: int, led: Collection[int]) -> QuerySet[Contract]:
    mine = Contract.objects.filter(acted_by(me, led)).exclude(state=LAPSED)
    over = mine.filter(closed__isnull=False).order_by("-closed", "-pk").values("pk")[:LATELY]
    return _with_parts(mine.filter(Q(closed=None) | Q(pk__in=over)))


def draft_of(introduction: str, scope: Scope) -> str | None:
    """Public id of the contract that came of an introduction of one's own; None while it is being made."""
    found = own(scope).filter(introductions__introduction__uid=introduction)
    return found.values_list("uid", flat=True).first()


def group_contracts(scope: Scope, unit_id: int) -> list[Line]:
    """Contracts of a group that this person sees with names, running ones first; drafts are the two's alone."""
    return _lines(_with_parts(_of_group(scope, unit_id)), scope)


def group_page(scope: Scope, unit_id: int, asked: str) -> Page[Line]:
    """The same, page by page: running ones by their end, then what was closed, the latest first."""
    rank = Case(*(When(state=state, then=Value(at)) for at, state in enumerate(ORDER)), output_field=IntegerField())
    rows = _of_group(scope, unit_id).order_by(
        rank, F("closed").desc(nulls_first=True), F("ends").asc(nulls_last=True), "pk"
    )
    page: Any = Paginator(_with_parts(rows), AT_ONCE).get_page(asked)
    page.object_list = [_line(row, scope) for row in page.object_list]
    return cast("Page[Line]", page)


def _of_group(scope: Scope, unit_id: int) -> QuerySet[Contract]:
    members = Membership.objects.on(scope.day).filter(unit_id=unit_id).values("person_id")
    of_group = Q(first_unit_id=unit_id) | Q(second_unit_id=unit_id) | Q(second_id__in=members, first_level=PERSON)
    return visible_to(scope).filter(of_group, state__in=COUNTED)


@dataclass(frozen=True)
class CountLine:
    what: str
    state: str
    count: int


@dataclass(frozen=True)
class Counts:
    """Contracts below a unit: by kind and state (sums to the total), terms by technique and state, endings by cause."""

    total: int
    by_kind: list[CountLine]
    by_technique: list[CountLine]
    by_cause: list[CountLine]


def counts(path: str, day: date) -> Counts:
    """Organisational counts at any size (Q31), of the group that keeps each contract; drafts are counted nowhere."""
    units = last_places(path, day).values("unit_id")
    rows = Contract.objects.filter(matter__unit_id__in=units, state__in=COUNTED).exclude(state=ENDED, signed=None)
    kinds, causes = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for kind, state, because, n in (
        rows.order_by().values_list("kind", "state", "closed_because").annotate(n=Count("pk"))
    ):
        kinds[kind, state] += n
        causes[because, state] += n
    terms = Term.objects.filter(contract__in=rows, technique__isnull=False)
    names = [
        Coalesce(f"technique__same_as__{name}", f"technique__{name}") for name in ("name", "name_en", "position", "id")
    ]
    told = terms.values_list(*names[:2], "contract__state").annotate(n=Count("pk"))
    by_kind = [CountLine(_kind(kind), str(STATES[state]), n) for (kind, state), n in sorted(kinds.items())]
    return Counts(
        total=sum(line.count for line in by_kind),
        by_kind=by_kind,
        by_technique=[
            CountLine(in_language(name, name_en), str(STATES[state]), n)
            for name, name_en, state, n in told.order_by(*names[2:], "contract__state")
        ],
        by_cause=[
            CountLine(_cause(code), str(STATES[state]), n) for (code, state), n in sorted(causes.items()) if code
        ],
    )


def who_teaches(contract: Contract, terms: Iterable[Term], scope: Scope) -> str:
    """'He Guiying teaches piecing, you teach doffing.'; of two units 'Line 2 helps Line 3 with rework.'"""
    names, reader = names_of(contract, scope), reader_of(contract, scope)
    other = {contract.first_id: contract.second_id, contract.second_id: contract.first_id}
    taught: dict[int, list[str]] = {}
    for term in terms:
        taught.setdefault(term.teacher_id, []).append(subject_of(term))
    says = _("%(teacher)s helps %(learner)s with %(what)s") if contract.of_units else _("%(teacher)s teaches %(what)s")
    parts = [
        (_("you teach %(what)s") if teacher == reader else says)
        % {"teacher": names[teacher], "learner": names[other[teacher]], "what": _(", ").join(what)}
        for teacher, what in taught.items()
    ]
    return _("%(sentence)s.") % {"sentence": upper_first(_(", ").join(parts))} if parts else ""


def direction(contract: Contract, teacher: int, learner: int, scope: Scope) -> str:
    """'He Guiying teaches you'; of two units 'Line 2 helps Line 3'."""
    names, reader = names_of(contract, scope), reader_of(contract, scope)
    words = {"teacher": names[teacher], "learner": names[learner]}
    if contract.of_units:
        return _("%(teacher)s helps %(learner)s") % words
    if teacher == reader:
        return _("You teach %(learner)s") % words
    return _("%(teacher)s teaches you") % words if learner == reader else _("%(teacher)s teaches %(learner)s") % words


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def subject_of(term: Term) -> str:
    """What a term is about, in the reader's language; `technique` must be joined, and what it was merged into."""
    technique = term.technique and (term.technique.same_as or term.technique)
    return in_language(technique.name, technique.name_en) if technique else term.indicator


def names_of(contract: Contract, scope: Scope) -> dict[int, str]:
    """The two by name, the reader is 'you'; of two units their names, by who stands for them."""
    if contract.of_units:
        return {contract.first_id: contract.first_unit.said, contract.second_id: contract.second_unit.said}
    names = {contract.first_id: contract.first.name, contract.second_id: contract.second.name}
    return names | ({scope.person_id: _("you")} if scope.person_id in names else {})


def reader_of(contract: Contract, scope: Scope) -> int | None:
    """Who is 'you' in it; between units nobody: there a leader stands for the unit."""
    return None if contract.of_units else scope.person_id


def signer_names(contract: Contract) -> dict[int, str]:
    """Everybody who signs or has signed it, by name; one statement."""
    former = contract.signatures.values_list("person_id", flat=True)
    return {line.id: line.name for line in people({*contract.signers, *former}).values()}


def title_of(contract: Contract, scope: Scope) -> str:
    """'He Guiying and Shen Yulan'; one's own: 'He Guiying and you'."""
    names = names_of(contract, scope)
    ids = sorted(names, key=lambda person: (person == reader_of(contract, scope), person == contract.second_id))
    return _("%(one)s and %(other)s") % {"one": names[ids[0]], "other": names[ids[1]]}


def _with_parts(rows: QuerySet[Contract]) -> QuerySet[Contract]:
    terms = Prefetch("terms", Term.objects.select_related("technique__same_as"))
    return rows.select_related("matter", *PARTIES).prefetch_related(terms, "steps")


def _lines(rows: Iterable[Contract], scope: Scope) -> list[Line]:
    found = sorted(rows, key=lambda row: (ORDER.index(row.state), row.ends or date.max, row.pk))
    return [_line(row, scope) for row in found]


def _line(row: Contract, scope: Scope) -> Line:
    return Line(
        row.uid, title_of(row, scope), who_teaches(row, row.terms.all(), scope), row.state, state_word(row),
        row.ends, row.closed, missed(row, scope.day), flags(row, row.steps.all(), scope.day),
        (row.first_id, row.second_id),
    )  # fmt: skip


def _kind(code: str) -> str:
    return str(CATALOGUE[code].name) if code in CATALOGUE else code


def _cause(code: str) -> str:
    return str(REASONS.get(code) or (_("all terms closed") if code == "terms" else code))
