"""Put in your group: names, a trade with its techniques; the grid follows (A.9)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import Refused, Scope
from huzhu.base.journal import deed, record
from huzhu.base.people.actions.roll import enrol, found_post
from huzhu.base.people.models import Person, Posting
from huzhu.base.people.queries import roster
from huzhu.base.units.periods import succeed
from huzhu.base.units.queries import at_level
from huzhu.rooms.skills.access import must_hold
from huzhu.rooms.skills.actions.catalogue import found_technique, found_trade, set_trade_of_post
from huzhu.rooms.skills.kinds import Named
from huzhu.rooms.skills.models import PostTrade

MOST_NAMES = 60
ROLL = re.compile(r"^[0-9A-Za-z-]*\d[0-9A-Za-z-]*$")


@dataclass(frozen=True)
class NameLine:
    """One pasted line: a name, and a roll number or '' where one is to be proposed."""

    name: str
    roll: str = ""


def read_names(text: str) -> list[NameLine]:
    """Pasted lines as names: a word with a figure in it at the beginning or the end is the roll number."""
    found = []
    for line in text.splitlines():
        words = [word for word in re.split(r"[\s,;，；、]+", line) if word]
        roll = next((word for word in (words[:1] + words[-1:]) if ROLL.match(word)), "") if words else ""
        name = " ".join(word for word in words if word != roll)
        if name:
            found.append(NameLine(name, roll))
    return found


def proposed_rolls(factory_id: int, count: int) -> list[str]:
    """The next free numbers of the factory's roll, as wide as those in use."""
    used = [
        int(roll)
        for roll in Person.objects.filter(factory_id=factory_id).values_list("roll", flat=True)
        if roll.isdigit()
    ]
    first = max(used, default=0) + 1
    width = max(3, len(str(max(used, default=0))))
    return [str(number).zfill(width) for number in range(first, first + count)]


@deed("skills.enrol_names")
def enrol_names(group_id: int, names: Sequence[NameLine], *, by: Scope, now: datetime) -> list[int]:
    """Put several people on the roll of a group, in the order written, all or none; numbers are proposed where missing.

    Who is in the group already under the same name and number (or the same name without one) is not entered twice.
    """
    path = must_hold(by, group_id)
    factory = at_level(path, "factory", by.day)
    if factory is None:
        raise Refused(_("This group does not belong to a factory."))
    held = roster(group_id, by.day)
    known = {(line.name, line.roll) for line in held} | {(line.name, "") for line in held}
    fresh = [line for line in names if (line.name, line.roll) not in known]
    if not fresh and not held:
        raise Refused(_("Write at least one name."), field="names")
    if len(fresh) > MOST_NAMES:
        raise Refused(
            _("A group has at most %(most)s names here; a longer list goes in as a workbook.") % {"most": MOST_NAMES},
            field="names",
        )
    rolls = iter(proposed_rolls(factory.id, len(fresh)))
    try:
        made = [enrol(line.name, line.roll or next(rolls), group_id=group_id, by=by, now=now) for line in fresh]
    except Refused as error:
        raise Refused(error.message, field="names") from None
    record("group", group_id, unit_id=group_id, after={"enrolled": len(made)})
    return made


@deed("skills.choose_trade")
def choose_trade(group_id: int, trade: Named, techniques: Sequence[Named], *, by: Scope, now: datetime) -> int:
    """Give a group its trade with 1 to 20 techniques, and its people without a trade the post of that name; returns the trade."""
    path = must_hold(by, group_id)
    factory = at_level(path, "factory", by.day)
    if factory is None:
        raise Refused(_("This group does not belong to a factory."))
    if not trade.zh.strip():
        raise Refused(_("Choose a trade, or write its name."), field="trade")
    if not 1 <= len(techniques) <= 20:
        raise Refused(_("Choose the techniques that matter most: five to ten, at most twenty."), field="own")
    trade_id = found_trade(trade.zh, name_en=trade.en, unit_id=factory.id, by=by, now=now)
    for one in techniques:
        found_technique(one.zh, name_en=one.en, trade_id=trade_id, by=by, now=now)
    post = found_post(trade.zh, name_en=trade.en, factory_id=factory.id, by=by, now=now)
    set_trade_of_post(post, trade_id, by=by, now=now)
    people = [line.id for line in roster(group_id, by.day)]
    posts = dict(Posting.objects.on(by.day).filter(person_id__in=people).values_list("person_id", "post_id"))
    with_trade = set(PostTrade.objects.filter(post_id__in=posts.values()).values_list("post_id", flat=True))
    for person in people:
        if posts.get(person) not in with_trade:
            succeed(Posting, starts=by.day, owner={"person_id": person}, post_id=post)
    record("group", group_id, unit_id=group_id, after={"trade": trade_id, "techniques": len(techniques)})
    return trade_id
