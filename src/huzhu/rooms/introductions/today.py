"""What waits for somebody in this room; and open wishes, for the pages of `skills`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from huzhu.base.access import Role, Scope
from huzhu.base.db import compiled
from huzhu.base.drawing.words import day_words
from huzhu.base.notices import Waiting, waiting
from huzhu.rooms.introductions import sealing
from huzhu.rooms.introductions.models import Round, Wish
from huzhu.rooms.introductions.queries.board import owned
from huzhu.rooms.introductions.queries.introductions import my_introductions
from huzhu.rooms.introductions.queries.private import words_of
from huzhu.rooms.introductions.queries.rounds import rounds
from huzhu.rooms.skills.queries import WishMark, wish_marks


@waiting
def introductions_waiting(scope: Scope, now: datetime) -> Iterable[Waiting]:
    """My open introductions that I have not answered yet."""
    if scope.person_id is None:
        return
    for line in my_introductions(scope, now):
        if line.open and line.answer == sealing.SILENT:
            by = _("by %(day)s") % {"day": day_words(line.deadline)} if line.deadline else ""
            yield Waiting(
                _("You have an introduction"),
                " · ".join(filter(None, (line.other.name, line.technique, by))),
                reverse("introductions:page", args=[line.uid]),
                _("Look at it"),
                line.deadline,
            )


@waiting
def rounds_waiting(scope: Scope, now: datetime) -> Iterable[Waiting]:
    """Rounds whose gathering is over, or whose introductions wait for a look."""
    if not scope.has(Role.ORGANISER):
        return
    for line in rounds(scope):
        address = reverse("introductions:round", args=[line.uid])
        if line.state == Round.State.COMPUTED:
            yield Waiting(_("A round waits to be sent"), line.unit, address, _("Look and send"))
        elif line.state == Round.State.GATHERING and line.gather_until <= now:
            yield Waiting(_("Wishes are gathered: choose a rule"), line.unit, address, _("Compare"), line.gather_until)


@waiting
def requests_waiting(scope: Scope, now: datetime) -> Iterable[Waiting]:
    """Requests that my group or workshop owns (S27)."""
    lines = owned(scope)
    if lines:
        first = lines[0]
        yield Waiting(
            _("Requests without a teacher"), first.technique, reverse("introductions:board"), _("Look for somebody"),
            datetime.combine(first.due, now.timetz()), first.overdue, True,
        )  # fmt: skip


@wish_marks
def open_wish_marks(person_ids: Collection[int], day: date) -> dict[tuple[int, int, str], WishMark]:
    """Open wishes of these people; of several, so for other eyes, only of those who are ready."""
    words = words_of(list(person_ids))
    sleeping = {person for person, word in words.items() if not word.ready and len(person_ids) > 1}
    url = reverse("introductions:my-wishes")
    return {
        (person, technique, kind): WishMark(_("open until %(day)s") % {"day": day_words(lapses)}, url)
        for person, technique, kind, lapses in _open_of(person_ids)
        if person not in sleeping
    }


@compiled
def _open_of(person_ids: Collection[int]) -> QuerySet[Any, tuple[int, int, str, date]]:
    rows = Wish.objects.filter(person_id__in=person_ids, state=Wish.State.OPEN)
    return rows.values_list("person_id", "technique_id", "kind", "lapses")
