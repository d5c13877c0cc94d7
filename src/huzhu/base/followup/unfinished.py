"""Promises that somebody owns, and how they are passed on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.base.access import NotAllowed, NotFound, Overtaken, Refused, Scope
from huzhu.base.drawing.words import day_words
from huzhu.base.followup.models import Commitment
from huzhu.base.journal import deed, happened, record
from huzhu.base.people.access import keeps_roll_of
from huzhu.base.people.queries import group_of, person_by_roll
from huzhu.base.people.unfinished import Line, Verb, unfinished

WORDS: dict[str, Promise] = {}
"""What a kind of commitment is called; each room adds its own."""
OWNERS: dict[str, Callable[[int, int, date], bool]] = {}
"""(matter id, person id, day): may this person own a commitment of the kind? Of kinds that are not here anybody may."""


@deed("followup.pass-on")
def pass_on(commitment_id: int, roll: str, *, by: Scope, now: datetime) -> int:
    """Give an open commitment to another owner of the same factory; its date stays. By its owner, or whoever keeps his
    roll.

    Raises NotAllowed for others, Refused at 'roll' for whoever can't own it, Overtaken where it is done or passed on.
    """
    row = Commitment.objects.filter(pk=commitment_id, done=None).first()
    if row is None or row.owner_id is None:
        raise Overtaken
    if not keeps_roll_of(row.owner_id, by):
        raise NotAllowed
    owner = person_by_roll(roll, by)
    if group_of(owner, by.day) is None or owner == row.owner_id:
        raise Refused(_("Choose somebody else who works here."), field="roll")
    if not OWNERS.get(row.kind, _anybody)(row.matter_id, owner, by.day):
        raise Refused(_("This is for another leader of the group to do."), field="roll")
    if Commitment.objects.filter(pk=row.pk, owner_id=row.owner_id, done=None).update(owner_id=owner) != 1:
        raise Overtaken
    happened("followup.passed-on", row.pk)
    record("commitment", row.pk, before={"owner": row.owner_id}, after={"owner": owner})
    return row.pk


def _anybody(matter_id: int, person_id: int, day: date) -> bool:
    return True


def _act(person_id: int, key: str, verb: str, value: str, *, by: Scope, now: datetime) -> None:
    if verb != "pass-on" or not Commitment.objects.filter(pk=int(key[:18]) if key.isdecimal() else 0, owner=person_id):
        raise NotFound
    pass_on(int(key), value, by=by, now=now)


@unfinished("commitment", gettext_lazy("Promises"), _act)
def commitments(person_id: int, scope: Scope, now: datetime) -> list[Line]:
    """What he has promised and not done yet, soonest first; one statement."""
    rows = Commitment.objects.filter(owner_id=person_id, done=None).order_by("due", "id")
    verbs = [Verb("pass-on", _("Pass it on"), asks=True)]
    return [
        Line(
            str(row.pk),
            str(WORDS.get(row.kind, _("a promise"))),
            _("by %(day)s") % {"day": day_words(row.due)},
            "",
            verbs,
        )
        for row in rows
    ]
