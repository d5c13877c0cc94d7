"""What a contract would have somebody do: look at a draft, sign, this week's step, settle what is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.base.access import Scope
from huzhu.base.drawing.words import day_words
from huzhu.base.followup.models import Commitment
from huzhu.base.notices import Waiting, waiting
from huzhu.rooms.contracts.access import own, waiting_proposals
from huzhu.rooms.contracts.models import Contract, Signature, TermPerson
from huzhu.rooms.contracts.moves import DRAFT, RECORDED, SIGNED
from huzhu.rooms.contracts.queries.lists import PARTIES, title_of

SOON = timedelta(days=3)


@waiting
def contracts(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """Own contracts that wait for a word; four statements."""
    rows = list(
        own(scope).filter(state__in=(DRAFT, RECORDED, SIGNED)).select_related(*PARTIES).prefetch_related("steps")
    )
    mine = Signature.objects.filter(contract__in=[row.pk for row in rows], person_id=scope.person_id or 0, voided=None)
    signed = set(mine.values_list("contract_id", "version"))
    for row in rows:
        if row.state == SIGNED:
            yield from _running(row, scope)
        elif (row.pk, row.version) not in signed:
            yield _to_sign(row, scope)


@waiting
def reviews(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """Joint reviews of missed dates and first measurements owed, for whoever leads or measures; two statements."""
    owed = Commitment.objects.filter(owner_id=scope.person_id, done=None, matter__kind="contract")
    owed = owed.filter(kind__in=("joint-review", "first-measurement")).order_by("due", "id")
    lines = list(owed)
    rows = Contract.objects.filter(pk__in=[line.matter_id for line in lines], state=SIGNED).select_related(*PARTIES)
    found = {row.pk: row for row in rows}
    for line in lines:
        if (row := found.get(line.matter_id)) is None:
            continue
        review = line.kind == "joint-review"
        title = _("A date was missed: talk it over with both") if review else _("A first measurement is owed")
        detail = _("%(who)s, by %(day)s") % {"who": title_of(row, scope), "day": day_words(line.due)}
        yield Waiting(title, detail, _page(row), _("See"), _end_of(line.due), line.due < scope.day)


@waiting
def between_units(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """Proposals to the units one leads, and terms one is asked to carry out; at most two statements."""
    for proposal in waiting_proposals(scope):
        url = reverse("contracts:proposal", args=[proposal.uid])
        detail = _("%(unit)s: %(what)s") % {"unit": proposal.first_unit.said, "what": proposal.indicator}
        yield Waiting(_("A unit proposes a contract to yours"), detail, url, _("See"))
    asked = TermPerson.objects.filter(person_id=scope.person_id or 0, accepted=None, term__contract__state=DRAFT)
    for row in asked.select_related("term__contract"):
        url = reverse("contracts:part", args=[row.term.contract.uid])
        yield Waiting(_("You are asked to take part"), row.term.indicator, url, _("See"))


def _to_sign(row: Contract, scope: Scope) -> Waiting:
    if row.state == RECORDED:
        title, detail = _("A contract from a list: is it so?"), title_of(row, scope)
        return Waiting(title, detail, _page(row), _("See"))
    detail = _("%(who)s, by %(day)s") % {
        "who": title_of(row, scope),
        "day": day_words(row.lapses) if row.lapses else "",
    }
    return Waiting(_("A draft for you two"), detail, _page(row), _("See"), _end_of(row.lapses))


def _running(row: Contract, scope: Scope) -> Iterator[Waiting]:
    who = title_of(row, scope)
    if row.ends and row.ends < scope.day:
        detail = _("%(who)s, date was %(day)s") % {"who": who, "day": day_words(row.ends)}
        yield Waiting(
            _("A contract is due: say how each term ended"), detail, _page(row), _("See"), _end_of(row.ends), True
        )
    elif row.ends and row.ends - scope.day <= SOON:
        detail = _("%(who)s, until %(day)s") % {"who": who, "day": day_words(row.ends)}
        yield Waiting(_("A contract ends soon"), detail, _page(row), _("See"), _end_of(row.ends))
    for step in row.steps.all():
        if step.done is None and step.starts <= scope.day:
            detail = _("Week %(week)s, with %(who)s") % {"week": step.week, "who": who}
            yield Waiting(step.text, detail, _page(row), _("See"), _end_of(step.ends), scope.day > step.ends)


def _page(row: Contract) -> str:
    return reverse("contracts:page", args=[row.uid])


def _end_of(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time(20))) if day else None
