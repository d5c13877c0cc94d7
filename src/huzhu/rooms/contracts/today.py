"""What a contract would have somebody do: look at a draft, sign, this week's step, settle what is due."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from huzhu.base.access import LEADERS, Scope
from huzhu.base.calendar.models import PersonDay
from huzhu.base.calendar.working import evening_of
from huzhu.base.db import compiled
from huzhu.base.drawing.words import day_words
from huzhu.base.followup.models import Commitment
from huzhu.base.notices import Tap, Waiting, WentWell, waiting, went_well
from huzhu.base.people.models import Membership
from huzhu.rooms.contracts.access import acted_by, led, waiting_proposals
from huzhu.rooms.contracts.kinds import OVERTAKEN
from huzhu.rooms.contracts.models import Contract, Review, Signature, Step, Term, TermPerson
from huzhu.rooms.contracts.moves import DRAFT, RECORDED, SIGNED
from huzhu.rooms.contracts.queries.lists import PARTIES, subject_of, title_of
from huzhu.rooms.contracts.unfinished import unsettled

SOON = timedelta(days=3)
LATELY = timedelta(days=14)
AWAY_DAYS = 10
"""Days off of the last 14 from which somebody is away for long."""


@waiting
def contracts(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """Own contracts that wait for a word; three statements."""
    rows = _open(scope.person_id or 0, led(scope))
    steps = _begun([row.pk for row in rows], scope.day)
    signed = set(_signed([row.pk for row in rows], scope.person_id or 0))
    for row in rows:
        if row.state == SIGNED:
            yield from _running(row, [step for step in steps if step.contract_id == row.pk], scope)
        elif (row.pk, row.version) not in signed:
            yield _to_sign(row, scope)


@compiled
def _open(me: int, led: Collection[int]) -> QuerySet[Contract]:
    rows = Contract.objects.filter(acted_by(me, led), state__in=(DRAFT, RECORDED, SIGNED))
    return rows.select_related(*PARTIES)


@compiled
def _begun(contract_ids: Collection[int], day: date) -> QuerySet[Step]:
    return Step.objects.filter(contract_id__in=contract_ids, done=None, starts__lte=day)


@compiled
def _signed(contract_ids: Collection[int], person_id: int) -> QuerySet[Any, tuple[int, int]]:
    rows = Signature.objects.filter(contract_id__in=contract_ids, person_id=person_id, voided=None)
    return rows.values_list("contract_id", "version")


@waiting
def reviews(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """Joint reviews of missed dates and first measurements owed, for whoever leads or measures; two statements."""
    lines = _owed(scope.person_id or 0)
    rows = Contract.objects.filter(pk__in=[line.matter_id for line in lines], state=SIGNED).select_related(*PARTIES)
    found = {row.pk: row for row in rows}
    for line in lines:
        if (row := found.get(line.matter_id)) is None:
            continue
        review = line.kind == "joint-review"
        title = _("A date was missed: talk it over with both") if review else _("A first measurement is owed")
        detail = _("%(who)s, by %(day)s") % {
            "who": title_of(row, scope),
            "day": day_words(line.due) if line.due else "",
        }
        url = reverse("contracts:review", args=[row.uid]) if review else _page(row)
        over = line.due is not None and line.due < scope.day
        yield Waiting(title, detail, url, _("See"), _end_of(line.due), over)


@compiled
def _owed(person_id: int) -> QuerySet[Commitment]:
    rows = Commitment.objects.filter(owner_id=person_id, done=None, matter__kind="contract")
    return rows.filter(kind__in=("joint-review", "first-measurement")).order_by("due", "id")


@waiting
def own_words(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """Missed dates about which the other two wait for this person's word; one statement."""
    for row in _unsaid(scope.person_id or 0):
        detail = _("%(who)s, by %(day)s") % {"who": title_of(row.contract, scope), "day": day_words(row.due)}
        url = reverse("contracts:review", args=[row.contract.uid])
        yield Waiting(_("A date was missed: say your word"), detail, url, _("See"), _end_of(row.due))


@compiled
def _unsaid(me: int) -> QuerySet[Review]:
    mine = Q(first_id=me, words_first="") | Q(second_id=me, words_second="")
    rows = Review.objects.filter(mine, decision="", contract__state=SIGNED).order_by("due", "id")
    return rows.select_related(*(f"contract__{party}" for party in PARTIES))


@waiting
def open_for_somebody(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """People of the groups one leads who came from another group or left these days, or are away for long, with contracts
    or promises still open; at most five statements."""
    groups = scope.units(*LEADERS)
    away = _away(groups, scope.day) if groups else {}
    for person in unsettled(set(away)) if away else []:
        url = reverse("person-open", args=[person.uid])
        detail = _("%(why)s: end each thing, or pass it on") % {"why": away[person.id]}
        yield Waiting(_("%(name)s has things open") % {"name": person.name}, detail, url, _("See"))


def _away(groups: Collection[int], day: date) -> dict[int, str]:
    """{person: why} in these groups; why somebody is away is known nowhere."""
    since = day - LATELY
    found: dict[int, str] = {}
    here = Membership.objects.filter(unit_id__in=groups)
    before = Membership.objects.filter(person_id=OuterRef("person_id"), ends=OuterRef("starts"))
    after = Membership.objects.filter(person_id=OuterRef("person_id"), starts__gte=OuterRef("ends"))
    for person in here.on(day).filter(Exists(before), starts__gt=since).values_list("person_id", flat=True):
        found[person] = _("has come from another group")
    for person in here.filter(~Exists(after), ends__gt=since, ends__lte=day).values_list("person_id", flat=True):
        found[person] = _("has left")
    members = here.on(day).values("person_id")
    off = PersonDay.objects.filter(person_id__in=members, shift=None, day__gt=since, day__lte=day)
    for person in off.values_list("person_id", flat=True).annotate(n=Count("id")).filter(n__gte=AWAY_DAYS).order_by():
        found[person] = _("has been away for long")
    return found


@waiting
def between_units(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """Proposals to the units one leads, and terms one is asked to carry out; at most two statements."""
    for proposal in waiting_proposals(led(scope)):
        url = reverse("contracts:proposal", args=[proposal.uid])
        detail = _("%(unit)s: %(what)s") % {"unit": proposal.first_unit.said, "what": proposal.indicator}
        yield Waiting(_("A unit proposes a contract to yours"), detail, url, _("See"), somebody=True)
    for uid, indicator in _asked(scope.person_id or 0):
        url = reverse("contracts:part", args=[uid])
        yield Waiting(_("You are asked to take part"), indicator, url, _("See"), somebody=True)


@compiled
def _asked(person_id: int) -> QuerySet[Any, tuple[str, str]]:
    rows = TermPerson.objects.filter(person_id=person_id, accepted=None, term__contract__state=DRAFT)
    return rows.values_list("term__contract__uid", "term__indicator")


@went_well
def reached(scope: Scope, now: datetime) -> Iterator[WentWell]:
    """Terms of own contracts that were met these days; one statement."""
    for term in _met(scope.person_id or 0, scope.day - LATELY):
        detail = _("%(who)s, reached on %(day)s") % {
            "who": title_of(term.contract, scope),
            "day": day_words(term.closed or scope.day),
        }
        yield WentWell(subject_of(term), detail, _page(term.contract), _end_of(term.closed) or now)


@compiled
def _met(me: int, since: date) -> QuerySet[Term]:
    rows = Term.objects.filter(Q(contract__first_id=me) | Q(contract__second_id=me), outcome="met", closed__gte=since)
    people = [f"contract__{name}" for name in PARTIES]
    return rows.select_related("technique__same_as", *people).order_by("-closed", "-id")[:3]


def _to_sign(row: Contract, scope: Scope) -> Waiting:
    if row.state == RECORDED:
        title, detail = _("A contract from a list: is it so?"), title_of(row, scope)
        return Waiting(title, detail, _page(row), _("See"))
    detail = _("%(who)s, by %(day)s") % {
        "who": title_of(row, scope),
        "day": day_words(row.lapses) if row.lapses else "",
    }
    return Waiting(_("A draft for you two"), detail, _page(row), _("See"), _end_of(row.lapses))


def _running(row: Contract, steps: list[Step], scope: Scope) -> Iterator[Waiting]:
    who = title_of(row, scope)
    if row.ends and row.ends < scope.day:
        detail = _("%(who)s, date was %(day)s") % {"who": who, "day": day_words(row.ends)}
        yield Waiting(
            _("A contract is due: say how each term ended"), detail, _page(row), _("See"), _end_of(row.ends), True
        )
    elif row.ends and row.ends - scope.day <= SOON:
        detail = _("%(who)s, until %(day)s") % {"who": who, "day": day_words(row.ends)}
        yield Waiting(_("A contract ends soon"), detail, _page(row), _("See"), _end_of(row.ends))
    if row.revise_since:
        detail = _("%(who)s: %(why)s") % {"who": who, "why": OVERTAKEN[row.revise_because]}
        yield Waiting(_("A contract is to be revised"), detail, _page(row), _("See"))
    for step in steps:
        detail = _("Week %(n)s") % {"n": step.week} + f" · {who}"
        yield Waiting(
            step.text, detail, _page(row), _("See"), _end_of(step.ends), scope.day > step.ends,
            deed=Tap(
                reverse("contracts:step", args=[row.uid, step.uid]),
                ((_("Not done"), "done", "no"), (_("Done"), "done", "yes")), queue=step.text,
            ),
        )  # fmt: skip


def _page(row: Contract) -> str:
    return reverse("contracts:page", args=[row.uid])


def _end_of(day: date | None) -> datetime | None:
    return evening_of(day) if day else None
