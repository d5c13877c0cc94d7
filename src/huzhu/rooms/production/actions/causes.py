"""Deeds on causes: the two leaders find one with its remedy; the person says his own word (S19)."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotFound, Refused, Scope
from huzhu.base.journal import deed, record
from huzhu.base.notices import tell
from huzhu.base.people.models import Person
from huzhu.rooms.production import sealing
from huzhu.rooms.production.access import person_led
from huzhu.rooms.production.kinds import CAUSES, remedy_of
from huzhu.rooms.production.models import Finding, Indicator, OwnView
from huzhu.rooms.production.notices import NOTED
from huzhu.rooms.production.queries.below import sums_of


@deed("production.find_cause")
def find_cause(
    person: str, indicator: str, month: date, cause: str, remedy: str, *, by: Scope, now: datetime, words: str = ""
) -> str:
    """Why a person (public id) was below plan in a month, from today, with the remedy for that cause; returns its public id.

    Refused where he was not below plan, for a remedy of another cause, and for an attitude without his own words.
    Neither journal nor notice carries the cause.
    """
    whom = Person.objects.filter(uid=person).only("id").first()
    if whom is None:
        raise NotFound
    group = person_led(whom.id, month, by)
    what = _indicator(indicator)
    total = sums_of([whom.id], month).get((whom.id, what.id))
    if total is None or not total.below(less_is_better=what.less_is_better):
        raise Refused(_("Not below plan in this month; nothing needs a cause."), field="choice")
    if remedy_of(cause, remedy) is None:
        raise Refused(_("Choose a cause and a remedy that belongs to it."), field="choice")
    said = _short(words) or own_words(whom.id, what.id, month)
    if CAUSES[cause].needs_word and not said:
        raise Refused(_("Hear the person first: without his own words no attitude is written down."), field="words")
    row = Finding(
        person_id=whom.id, indicator=what, month=month, cause=cause, remedy=remedy, found=by.day, by_id=by.person_id,
        at=now,
    )  # fmt: skip
    row.words = sealing.write(row, said) if said else None
    row.save()
    record("finding", row.id, unit_id=group, after={"month": month.isoformat()})
    if whom.id != by.person_id:
        tell(whom.id, NOTED, now=now, state=row.uid)
    return row.uid


@deed("production.say_own_view")
def say_own_view(indicator: str, month: date, words: str, *, by: Scope, now: datetime) -> int:
    """What somebody says himself about a month with plan and actual of his; said again, the last word counts."""
    me, what = by.person_id or 0, _indicator(indicator)
    if (me, what.id) not in sums_of([me], month):
        raise NotFound
    said = _short(words)
    if not said:
        raise Refused(_("Write a few words."), field="words")
    row = OwnView.objects.filter(person_id=me, indicator=what, month=month).first() or OwnView(
        person_id=me, indicator=what, month=month
    )
    row.words, row.at = sealing.write(row, said), now
    row.save()
    record("own view", row.id, unit_id=by.group_id, after={"month": month.isoformat()})
    return row.id


def own_words(person_id: int, indicator_id: int, month: date) -> str:
    """What the person has said himself about a month; ''."""
    row = OwnView.objects.filter(person_id=person_id, indicator_id=indicator_id, month=month).first()
    return sealing.read(row, sealing.keys_of({person_id}).get(person_id)) if row else ""


def _indicator(uid: str) -> Indicator:
    row = Indicator.objects.filter(uid=uid).first()
    if row is None:
        raise NotFound
    return row


def _short(words: str) -> str:
    said = " ".join(words.split())
    if len(said) > sealing.LONGEST:
        raise Refused(_("At most %(n)s characters.") % {"n": sealing.LONGEST}, field="words")
    return said
