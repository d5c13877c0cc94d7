"""Q27, S49: a score that orders the checker's work, seen by the keeping leaders and the sponsor, changing no figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest

from huzhu.base.access import Role
from huzhu.base.calendar.models import PersonDay
from huzhu.base.units.models import Unit
from huzhu.base.units.queries import unit_by_uid
from huzhu.engine.evidence.histories import DAY, Check, Elsewhere, History, Measurement, Session
from huzhu.engine.evidence.paper import judged
from huzhu.engine.evidence.suspicion import ALONE, BURST, CLASH, HASTY, LATE, STILL, WEIGHTS
from huzhu.rooms.checks.actions.sitting import Said, hold_sitting
from huzhu.rooms.checks.queries.suspicion import REASONS, LookFirst, look_first
from huzhu.rooms.contracts.queries.living import Truth, sum_of, truth_of
from huzhu.rooms.practice.models import Session as Logged
from tests.cast import TODAY
from tests.checks.sat import HALF, Group, at
from tests.contracts.lives import lives, practised, remeasured
from tests.contracts.pair import browser_of

OPEN = date(2026, 12, 31)
TOLD = 60  # the day on which the engine's histories are looked at


def told(days: tuple[int, ...], **more: object) -> tuple[Session, ...]:
    """Half an hour at ten o'clock, in the shift with relief, noted and confirmed within the hour."""
    begins = [day * DAY + 600 for day in days]
    rows = (Session(at_, 30, at_ + 40, 1, at_ + 60, in_shift=True, relief=True) for at_ in begins)
    return tuple(replace(row, **more) for row in rows)  # type: ignore[arg-type]


HONEST = History(
    1, (1, 2), 0, 200, sessions=told((5, 12, 20, 33, 47)), measurements=(Measurement(45, 120),),
    checks=tuple(Check(n, n * 15 * DAY, n * 15 * DAY, "good", 12.0, f"step {n}") for n in range(1, 4)),
)  # fmt: skip


def strong(*rows: History, elsewhere: tuple[Elsewhere, ...] = ()) -> tuple[int, set[str]]:
    """Score of the first, and the signals that it gives."""
    found = judged(rows, elsewhere, TOLD)[0].suspicion
    return found.score, {signal for signal, strength in found.signals.items() if strength}


def others(count: int, row: History) -> list[History]:
    return [replace(row, parties=(10 + n, 40 + n)) for n in range(count)]


def looked_at(group: Group) -> LookFirst:
    """As the group's leader reads it."""
    line = unit_by_uid(group.uid, TODAY)
    assert line is not None
    return look_first(line, group.by(group.leader))


def test_q27_each_signal_adds_its_own_stated_weight_and_an_honest_pair_gives_none() -> None:
    assert sum(WEIGHTS.values()) == 100 and strong(HONEST) == (0, set())
    own = tuple(Elsewhere(1, s.starts, s.starts + s.minutes) for s in HONEST.sessions)
    assert strong(HONEST, elsewhere=own) == (0, set())  # its own booking speaks for it
    away = tuple(Elsewhere(2, day * DAY, (day + 1) * DAY) for day in (5, 12))
    assert strong(HONEST, elsewhere=away) == (WEIGHTS[CLASH], {CLASH})
    alone = replace(HONEST, sessions=told((5, 12, 20), relief=False))
    assert strong(alone) == (WEIGHTS[ALONE], {ALONE})
    late = replace(HONEST, sessions=told((5, 7, 9), sent=12 * DAY, confirmed=12 * DAY + 5))
    assert strong(late) == (WEIGHTS[LATE], {LATE})
    one_by_one = replace(
        HONEST, sessions=tuple(replace(s, sent=s.starts + 4 * DAY, confirmed=None) for s in HONEST.sessions)
    )
    assert strong(one_by_one) == (0, set())  # late, but each by itself: no network for some days
    still = replace(HONEST, measurements=(Measurement(45, 10),))
    assert strong(still) == (WEIGHTS[STILL], {STILL})
    tapped = replace(HONEST, checks=(Check(9, 30 * DAY, 30 * DAY, "good", 1.5),))
    far = [replace(row, unit=n) for n, row in enumerate(others(4, tapped), start=2)]
    assert strong(tapped, *far) == (WEIGHTS[HASTY], {HASTY}) and strong(tapped, *far[:3]) == (0, set())
    slow = [replace(row, checks=(replace(row.checks[0], seconds=8.0),)) for row in (tapped, *far)]
    assert strong(*slow) == (0, set())


def test_q27_a_burst_counts_only_while_under_half_of_it_lives() -> None:
    dead = [replace(row, sessions=(), checks=(), measurements=()) for row in others(4, HONEST)]
    assert strong(HONEST, *dead) == (WEIGHTS[BURST], {BURST})
    assert strong(HONEST, *others(4, HONEST)) == (0, set())
    assert strong(HONEST, *dead[:3]) == (0, set())


def test_q27_who_works_and_never_logs_is_a_case_of_its_own_and_the_state_is_never_moved_by_the_score() -> None:
    quiet = replace(HONEST, sessions=(), checks=())
    found = judged([quiet], [], TOLD)[0]
    assert found.suspicion.unlogged and found.suspicion.score == 0 and found.state == "paper"
    ghost = replace(HONEST, sessions=told((50, 52, 54), sent=55 * DAY, confirmed=55 * DAY + 1, relief=False))
    seen = judged([ghost], [Elsewhere(1, 50 * DAY, 55 * DAY)], TOLD)[0]
    assert seen.suspicion.score >= 50 and (seen.state, seen.working) == ("living", True)


@pytest.mark.django_db
@pytest.mark.usefixtures("cast_day")
def test_s49_twenty_contracts_tapped_good_twice_a_month_for_three_months_have_none_living() -> None:
    group = Group()
    rows = [group.contract(starts=date(2025, 12, 1), days=300) for _ in range(20)]
    for half in (
        date(2025, 12, 1),
        date(2025, 12, 16),
        date(2026, 1, 1),
        date(2026, 1, 16),
        date(2026, 2, 1),
        date(2026, 2, 16),
    ):
        day = half + timedelta(days=13)
        group.begun(half)
        taps = {row.uid: Said(rating="good", reason="⟦all well⟧") for row in rows}
        assert len(group.sit(group.leader, taps, half=half, day=day)) == 20
    found = sum_of(part.truth for part in truth_of(group.shop.path(group.shop.factory), TODAY, tree=TODAY))
    assert (found.signed, found.living, found.working) == (20, 0, 0)
    assert looked_at(group).first[0].reasons == [str(REASONS[BURST])]  # how long the page was open is not known
    now, taps = at(TODAY, 11), {row.uid: Said(rating="fair", reason="⟦as always⟧") for row in rows}
    opened, by = now - timedelta(seconds=30), group.by(group.leader)
    hold_sitting(group.uid, HALF, taps, done_at=now, opened=opened, by=by, now=now)
    assert looked_at(group).first[0].reasons == [str(REASONS[signal]) for signal in (BURST, HASTY)]


@pytest.mark.django_db
@pytest.mark.usefixtures("cast_day")
def test_q27_a_burst_of_long_ago_is_judged_by_what_lived_then() -> None:
    group = Group()
    rows = lives(group.shop, 5, signed=date(2025, 12, 1), ends=OPEN)
    practised(rows[:2], date(2025, 12, 20))
    assert [line.reasons for line in looked_at(group).first] == [[str(REASONS[BURST])]] * 5
    practised(rows[2:3], date(2025, 12, 29))
    assert looked_at(group).first == []


@pytest.mark.django_db
@pytest.mark.usefixtures("cast_day", "english")
def test_q27_leaders_and_sponsor_read_the_reasons_and_nobody_else_and_no_figure_changes() -> None:
    group = Group()
    shop, office = group.shop, group.shop.add_group("⟦office⟧")
    two = shop.person("⟦one⟧"), shop.person("⟦two⟧")
    ghost, honest = lives(shop, 2, signed=date(2026, 1, 10), ends=OPEN, two=two)
    quiet = lives(shop, 1, signed=date(2026, 1, 10), ends=OPEN)[0]
    own = lives(shop, 1, signed=date(2026, 1, 10), ends=OPEN, two=(group.leader, shop.person()))[0]
    days = [date(2026, 2, 18), date(2026, 2, 19), date(2026, 2, 20)]
    for row, noted in ((ghost, at(date(2026, 2, 24))), (own, at(date(2026, 2, 24))), (honest, None)):
        for day in days:
            Logged.objects.create(
                contract=row, kind="practice", state="confirmed", teacher=row.first, learner=row.second, day=day, half="am",
                minutes=30, learner_minutes=20, logged_by=row.second, done_at=at(day), received=noted or at(day),
                confirmed_by=row.first, confirmed_at=noted or at(day),
            )  # fmt: skip
    practised([ghost, honest], date(2026, 2, 20))
    remeasured(honest, date(2026, 2, 21), 500)
    remeasured(quiet, date(2026, 2, 21), 500)
    before = sum_of(part.truth for part in truth_of(shop.path(shop.factory), TODAY, tree=TODAY))
    assert before == Truth(living=2, paper=2, working=1)
    unit = Unit.objects.get(id=shop.group)
    found = looked_at(group)
    assert [line.uid for line in found.first] == [ghost.uid] and [line.uid for line in found.unlogged] == [quiet.uid]
    late, still = (str(REASONS[signal]) for signal in (LATE, STILL))
    assert found.first[0].reasons == [late, still] and "noted days later" in late
    PersonDay.objects.create(person=ghost.second, day=days[0], shift=None)
    assert looked_at(group).first[0].reasons == [late, str(REASONS[CLASH]), still]
    sponsor = shop.holder(Role.SPONSOR, unit=shop.workshop, group=office)
    address = f"/units/{unit.uid}/look-first"
    for person in (group.leader, group.foreman, sponsor):
        shown = unescape(browser_of(person).get(address, headers={"accept-language": "en"}).content.decode())
        assert "⟦one⟧" in shown and "noted days later" in shown and "They work and write nothing down" in shown
    for role, at_unit in (
        (Role.COMMITTEE, shop.factory),
        (Role.ASSESSOR, shop.group),
        (Role.TRAINING_OFFICER, shop.factory),
    ):
        assert browser_of(shop.holder(role, unit=at_unit)).get(address).status_code == 404
    assert browser_of(shop.person()).get(address).status_code == 404
    assert sum_of(part.truth for part in truth_of(shop.path(shop.factory), TODAY, tree=TODAY)) == before
