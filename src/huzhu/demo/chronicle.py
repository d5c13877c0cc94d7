"""Days that go by: what is planned happens at its hour, and each night the sweepers and the waiting jobs run."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count

from django.utils import timezone

from huzhu.base.access import Scope
from huzhu.base.jobs import run_waiting, sweep, sweep_hourly
from huzhu.base.people.models import Account
from huzhu.base.people.scopes import scope_of
from huzhu.demo.clock import at

Happening = Callable[[datetime], object]
WEEKLY = 6
"""Sunday: what is swept each hour is swept once a week here, and on the last night."""


class Chronicle:
    """Plans of the demo's people, done in the order of their days; nothing is planned for today or later."""

    def __init__(self, today: date) -> None:
        self.today = today
        self._scopes: dict[int, Scope] = {}
        self._plans: list[tuple[datetime, int, Happening]] = []
        self._of_day: Counter[date] = Counter()
        self._order = count()

    def back(self, days: int) -> date:
        """The working day that lies `days` before today, or the one before it."""
        day = self.today - timedelta(days=days)
        return day - timedelta(days=max(0, day.weekday() - 4))

    def working_days_ago(self, count: int) -> date:
        day = self.today
        while count:
            day -= timedelta(days=1)
            count -= day.weekday() < 5
        return day

    def on(self, day: date, what: Happening, at: time | None = None) -> None:
        """Plan `what` for a day, a few minutes after what is planned for its morning already, or `at` a time."""
        if day >= self.today:
            raise ValueError("the demo ends yesterday evening")
        if at is None:
            self._of_day[day] += 1
        then = _moment(day, at) if at else _moment(day, time(8)) + timedelta(minutes=7 * self._of_day[day])
        heapq.heappush(self._plans, (then, next(self._order), what))

    def by(self, person: int, now: datetime) -> Scope:
        """Somebody's scope at that time, signed in with every right of his own.

        Whoever acts here neither moves nor changes his role, so it is built once.
        """
        day = timezone.localdate(now)
        if person not in self._scopes:
            account = Account.objects.values_list("id", flat=True).get(person_id=person)
            self._scopes[person] = scope_of(person, day, account_id=account, full=True)
        return replace(self._scopes[person], day=day)

    def run(self) -> None:
        """Let all of it happen, up to yesterday night."""
        night = self._plans[0][0].date() if self._plans else self.today
        while night < self.today:
            while self._plans and self._plans[0][0].astimezone(timezone.get_default_timezone()).date() <= night:
                then, _, what = heapq.heappop(self._plans)
                with at(then):
                    what(then)
                    run_waiting()
            with at(_moment(night, time(22))) as then:
                sweep(then)
                if night.weekday() == WEEKLY or night == self.today - timedelta(days=1):
                    sweep_hourly(then)
                run_waiting()
            night += timedelta(days=1)


def _moment(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))
