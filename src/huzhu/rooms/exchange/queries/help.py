"""Calls for help as pages print them; nowhere who was asked, and of nobody that he did not come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from huzhu.base.access import Scope
from huzhu.base.charter import rules
from huzhu.rooms.exchange.clauses import CALLS_DAYS, CALLS_SUGGEST
from huzhu.rooms.exchange.models import HelpCall
from huzhu.rooms.exchange.moves import CALLING, DONE, TAKEN
from huzhu.rooms.skills.queries import techniques

LATELY = timedelta(days=30)


@dataclass(frozen=True)
class CallPage:
    """A call; `mine`: the reader called. `nobody`: nobody at work could be asked. `wish`: the technique's public id where
    so many calls suggest a wish, else ''. `group`: where the caller may ask it as a question instead."""

    uid: str
    technique: str
    caller: str
    where: str
    called: datetime
    expires: datetime
    state: str
    helper: str
    helped: bool | None
    mine: bool
    going: bool
    nobody: bool
    calls: int = 0
    wish: str = ""
    group: str = ""

    @property
    def running(self) -> bool:
        return self.state in (CALLING, TAKEN)


@dataclass(frozen=True)
class RunningCall:
    uid: str
    technique: str
    helper: str
    expires: datetime


def call_page(row: HelpCall, scope: Scope, now: datetime) -> CallPage:
    """One call whose door was opened."""
    technique = techniques([row.technique_id], scope.group_path)[row.technique_id]
    mine = row.caller_id == scope.person_id
    calls = _calls_lately(row, scope, now) if mine else 0
    many = mine and calls >= rules(CALLS_SUGGEST, path=scope.group_path, day=scope.day)[CALLS_SUGGEST].value
    return CallPage(
        row.uid, technique.name, row.caller.name, row.machine.name if row.machine else row.unit.said, row.called,
        row.expires, row.state, row.helper.name if row.helper else "", row.helped, mine,
        row.helper_id == scope.person_id, mine and not row.asked.exists(), calls, technique.uid if many else "",
        row.unit.uid if mine else "",
    )  # fmt: skip


def running_calls(scope: Scope, now: datetime) -> list[RunningCall]:
    """One's own calls that are out; two statements."""
    rows = HelpCall.objects.filter(caller_id=scope.person_id or 0, state__in=(CALLING, TAKEN), expires__gt=now)
    found = list(rows.select_related("helper").order_by("called"))
    names = techniques({row.technique_id for row in found}, scope.group_path) if found else {}
    return [
        RunningCall(row.uid, names[row.technique_id].name, row.helper.name if row.helper else "", row.expires)
        for row in found
    ]


def help_given(person_id: int) -> int:
    """How often somebody came and it helped; for himself alone."""
    return HelpCall.objects.filter(helper_id=person_id, state=DONE, helped=True).count()


def help_in(unit_id: int, now: datetime) -> int:
    """How often help at once reached somebody of a group in the last 30 days."""
    return HelpCall.objects.filter(unit_id=unit_id, state=DONE, helped=True, called__gte=now - LATELY).count()


def _calls_lately(row: HelpCall, scope: Scope, now: datetime) -> int:
    days = rules(CALLS_DAYS, path=scope.group_path, day=scope.day)[CALLS_DAYS].value
    since = now - timedelta(days=days)
    return HelpCall.objects.filter(caller_id=row.caller_id, technique_id=row.technique_id, called__gte=since).count()
