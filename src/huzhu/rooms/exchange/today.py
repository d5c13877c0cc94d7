"""What exchange would have somebody do: answer, accept, come, say yes or no to a clip, write down a lesson."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from huzhu.base.access import Scope
from huzhu.base.db import compiled
from huzhu.base.notices import Waiting, waiting
from huzhu.rooms.exchange.models import Filmed, HelpCall, Question, Sharing
from huzhu.rooms.exchange.queries.ability import able_in
from huzhu.rooms.skills.queries import techniques


@waiting
def questions(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """Answers that wait for the asker, and questions for whoever can answer; one statement, five more where there are any."""
    me = scope.person_id or 0
    rows = _waiting(me, scope.group_id or 0)
    names = techniques({row.technique_id for row in rows}, scope.group_path) if rows else {}
    of_group = {row.technique_id for row in rows if row.asker_id != me and not _partner(row, me)}
    can = able_in(me, of_group, scope.day) if of_group else set()
    for row in rows:
        said, url = names[row.technique_id].name, reverse("exchange:question", args=[row.uid])
        if row.asker_id == me:
            yield Waiting(_("Your question has an answer"), said, url, _("See"))
        elif _partner(row, me) or row.technique_id in can:
            detail = _("%(who)s, about %(what)s") % {"who": row.asker.name, "what": said}
            yield Waiting(_("A question that you can answer"), detail, url, _("Answer"))


@compiled
def _waiting(me: int, group_id: int) -> QuerySet[Question]:
    partner = Q(contract__first_id=me) | Q(contract__second_id=me)
    rows = Question.objects.filter(
        Q(state="answered", asker_id=me) | Q(Q(unit_id=group_id) | partner, ~Q(asker_id=me), state="open")
    )
    return rows.select_related("asker", "contract").order_by("asked", "id")


def _partner(row: Question, me: int) -> bool:
    return row.contract is not None and me in (row.contract.first_id, row.contract.second_id)


@waiting
def help_calls(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """Calls that ask me, and mine that somebody came to; one statement, one more where there are any."""
    me = scope.person_id or 0
    rows = _calls(me, now)
    names = techniques({row.technique_id for row in rows}, scope.group_path) if rows else {}
    for row in rows:
        said, url = names[row.technique_id].name, reverse("exchange:help-call", args=[row.uid])
        if row.caller_id == me:
            yield Waiting(_("Did it help?"), said, url, _("Say"), row.taken)
        else:
            where = row.machine.name if row.machine else row.unit.said
            detail = _("%(who)s, %(what)s, %(where)s") % {"who": row.caller.name, "what": said, "where": where}
            yield Waiting(_("Help is wanted now"), detail, url, _("See"), row.called)


@compiled
def _calls(me: int, now: datetime) -> QuerySet[HelpCall]:
    rows = HelpCall.objects.filter(
        Q(caller_id=me, state="taken") | Q(asked__person_id=me, state="calling"), expires__gt=now
    )
    return rows.select_related("caller", "machine", "unit").distinct().order_by("called", "id")


@waiting
def consents(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """Clips in which I am seen and of which I have said nothing yet; one statement."""
    for uid, title in _asking(scope.person_id or 0):
        yield Waiting(
            _("You are seen in a clip: may others see it?"), title, reverse("exchange:clip", args=[uid]), _("See")
        )


@compiled
def _asking(me: int) -> QuerySet[Any, tuple[str, str]]:
    rows = Filmed.objects.filter(person_id=me, yes=None, clip__state="asking").order_by("id")
    return rows.values_list("clip__uid", "clip__title")


@waiting
def meetings(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """Meetings that I called, whose day has come and which left no lesson yet; one statement."""
    for uid, about in _without_lesson(scope.person_id or 0, scope.day):
        title = _("Write down what was learned; until then the meeting does not count")
        yield Waiting(title, about, reverse("exchange:sharing", args=[uid]), _("Write"))


@compiled
def _without_lesson(me: int, day: date) -> QuerySet[Any, tuple[str, str]]:
    return Sharing.objects.filter(by_id=me, state="planned", day__lte=day).order_by("day").values_list("uid", "about")
