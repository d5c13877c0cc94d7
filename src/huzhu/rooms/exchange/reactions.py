"""What exchange does when something happened, and what the sweeper does for it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from huzhu.base.access import Scope
from huzhu.base.jobs import sweeps
from huzhu.base.journal import reaction
from huzhu.base.notices import tell
from huzhu.rooms.exchange.actions.help import ask_on, run_out
from huzhu.rooms.exchange.models import HelpCall, Question
from huzhu.rooms.exchange.moves import CALLING, TAKEN
from huzhu.rooms.exchange.notices import ANSWERED, ASKED, HELP_COMES


@reaction("exchange.asked")
def tell_partner(question_id: int) -> None:
    """A question about a contract goes to the partner first; others of the group find it on their 'today'."""
    row = Question.objects.select_related("contract").get(pk=question_id)
    if row.contract:
        partner = row.contract.second_id if row.asker_id == row.contract.first_id else row.contract.first_id
        tell(partner, ASKED, now=timezone.now(), subject=row.uid)


@reaction("exchange.answered")
def tell_asker(question_id: int) -> None:
    row = Question.objects.get(pk=question_id)
    tell(row.asker_id, ANSWERED, now=timezone.now(), subject=row.uid)


@reaction("exchange.help-taken")
def tell_caller(call_id: int) -> None:
    row = HelpCall.objects.get(pk=call_id)
    tell(row.caller_id, HELP_COMES, now=timezone.now(), subject=row.uid)


@sweeps
def call_on(now: datetime) -> int:
    """Calls that nobody took ask further people; those whose time is over end."""
    system = Scope.system(timezone.localdate(now))
    over = HelpCall.objects.filter(state__in=(CALLING, TAKEN), expires__lte=now)
    for call_id in over.values_list("pk", flat=True):
        run_out(call_id, by=system, now=now)
    waits = HelpCall.objects.filter(state=CALLING, next_wave__lte=now, expires__gt=now)
    return sum(ask_on(call_id, by=system, now=now) for call_id in waits.values_list("pk", flat=True))
