"""What exchange does when something happened, and what the sweeper does for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from huzhu.base.access import Overtaken, Scope
from huzhu.base.jobs import sweeps, sweeps_hourly
from huzhu.base.journal import reaction
from huzhu.base.notices import tell
from huzhu.rooms.exchange import films
from huzhu.rooms.exchange.actions.clips import clean, end, refuse
from huzhu.rooms.exchange.actions.help import ask_on, run_out
from huzhu.rooms.exchange.models import Clip, HelpCall, Question
from huzhu.rooms.exchange.moves import CALLING, COMING, DELETED, TAKEN
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


@reaction("exchange.clip-brought")
def take_in(clip_id: int) -> None:
    """FFmpeg works outside of any transaction; redelivered it does nothing twice."""
    now, system = timezone.now(), Scope.system(timezone.localdate())
    row = Clip.objects.filter(pk=clip_id, state=COMING).first()
    if row is None:
        return
    try:
        film = films.cleaned(row.file)
    except films.Unfit as unfit:
        refuse(clip_id, unfit.code, by=system, now=now)
        return
    try:
        clean(clip_id, film, by=system, now=now)
        films.remove(row.file)
    except Overtaken:  # deleted in this very moment
        films.remove(film.name)


@sweeps_hourly
def clear_away(now: datetime) -> int:
    """Clips whose time is over go, and files that a crash has left without a clip."""
    day = timezone.localdate(now)
    over = Clip.objects.filter(keep_until__lt=day, lesson_by=None).exclude(state=DELETED).values_list("pk", flat=True)
    done = end(list(over), by=Scope.system(day), now=now) if over else 0
    known = set(Clip.objects.exclude(file="").values_list("file", flat=True))
    old = (now - timedelta(days=1)).timestamp()
    for path in films.folder().iterdir():
        if path.name not in known and path.stat().st_mtime < old:
            films.remove(path.name)
            done += 1
    return done
