"""Q15, S22: one sealed thing changes nothing that anybody else can see or cause."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest

from huzhu.base.access import Role
from huzhu.base.people.models import Person
from huzhu.rooms.introductions import sealing
from huzhu.rooms.introductions.actions import answers, holds
from huzhu.rooms.introductions.actions.found import introduce_by_hand
from huzhu.rooms.introductions.actions.mornings import every_morning
from huzhu.rooms.introductions.actions.private import set_not_with, set_readiness
from huzhu.rooms.introductions.actions.rounds import introduce_one
from huzhu.rooms.introductions.actions.waves import close_due_waves
from huzhu.rooms.introductions.actions.wishes import withdraw
from huzhu.rooms.introductions.models import Certificate, Hold, Introduction
from huzhu.rooms.introductions.queries.board import board
from huzhu.rooms.introductions.queries.comparison import comparison
from huzhu.rooms.introductions.queries.introductions import my_introductions
from huzhu.rooms.introductions.queries.places import own_places
from huzhu.rooms.introductions.queries.rounds import round_page
from huzhu.rooms.introductions.queries.wishes import alternatives, suggestions
from tests.cast import NOW, Shop, frozen_round, learner, local_day, make_shop, says, sent_round, star, wish_of
from tests.twins import Twin, differences, statements

pytestmark = [pytest.mark.django_db]


@dataclass
class Cast:
    """Those who look on; built alike in both worlds."""

    shop: Shop
    teacher: Person
    weak: Person
    other: Person
    leader: Person
    organiser: Person
    administrator: Person
    walking: tuple[str, ...] = ("leader",)
    pages: ClassVar[bool] = True

    @classmethod
    def of(cls, shop: Shop) -> "Cast":
        return cls(
            shop=shop,
            teacher=star(shop),
            weak=learner(shop),
            other=learner(shop, score=250),
            leader=shop.holder(Role.GROUP_LEADER),
            organiser=shop.holder(Role.ORGANISER, unit=shop.workshop),
            administrator=shop.holder(Role.ADMINISTRATOR, unit=shop.factory),
        )

    def look(self, twin: Twin, when: str, at, *, selves: list[Person], also: dict[str, Person] | None = None) -> None:
        """Deeds and questions of every role that might betray something, and every page: after the deadline of fewer."""
        shop, day = self.shop, local_day(at)
        roles = {
            "leader": self.leader,
            "organiser": self.organiser,
            "administrator": self.administrator,
            "mate": self.other,
        }
        roles |= also or {}
        technique, by = shop.technique().id, {name: shop.scope(person, day=day) for name, person in roles.items()}
        tries = {
            "one": lambda: introduce_one(wish_of(self.other), by=by["mate"], now=at),
            "hand": lambda: introduce_by_hand(self.teacher.id, self.other.id, technique, by=by["leader"], now=at),
            "hand the two": lambda: introduce_by_hand(
                self.teacher.id, self.weak.id, technique, by=by["leader"], now=at
            ),
        }
        for name, scope in by.items():
            tries[f"board of {name}"] = lambda s=scope: repr(board(s, at))
            tries[f"suggestions of {name}"] = lambda s=scope: repr(suggestions(s, at))
            tries[f"alternatives of {name}"] = lambda s=scope: repr(alternatives(s, technique, self.teacher.id, at))
            tries[f"introductions of {name}"] = lambda s=scope: repr(my_introductions(s, at))
            tries[f"places of {name}"] = lambda s=scope: repr(own_places(s, at))
            for uid in Introduction.objects.order_by("id").values_list("uid", flat=True):
                tries[f"{name} answers {uid}"] = lambda s=scope, u=uid: answers.answer(u, "no", by=s, now=at)
        walking = self.walking if when == "before" else ("leader",)
        pages = {name: roles[name] for name in dict.fromkeys((*walking, *(also or {"mate": None})))}
        twin.look(when, roles=pages if self.pages else {}, selves=selves, tries=tries)


def pass_deadline(twin: Twin, cast: Cast, selves: list[Person], also: dict[str, Person]) -> None:
    """The deadline comes, the sweeper and the jobs run, the next morning too; everybody looks again."""
    last = max(Introduction.objects.filter(state="sent").values_list("deadline", flat=True))
    twin.move_to(last)
    twin.act("sweep", lambda: close_due_waves(last))
    twin.run_jobs()
    files = Certificate.objects.order_by("id").values_list("statement", "edges")
    twin.act("certificates", lambda: [(said, bytes(edges)) for said, edges in files])
    cast.look(twin, "after", last, selves=selves, also=also)
    morning = last + timedelta(hours=10)
    twin.move_to(morning)
    twin.act("morning", lambda: every_morning(morning))
    twin.run_jobs()
    twin.look("morning", roles={}, selves=selves)


def answered(twin: Twin, shop: Shop, variant: str) -> None:
    """A round of one; the teacher accepts, the learner declines or says nothing."""
    cast = Cast.of(shop)
    cast.walking = ("leader", "organiser", "administrator", "mate")
    uid = twin.act("introduce", lambda: introduce_one(wish_of(cast.weak), by=shop.scope(cast.weak), now=NOW))
    says(shop, cast.teacher, uid, "yes")
    twin.sealed(lambda: variant == "declined" and says(shop, cast.weak, uid, "no"))
    cast.look(twin, "before", NOW, selves=[cast.weak], also={"teacher": cast.teacher})
    pass_deadline(twin, cast, [cast.weak], {"teacher": cast.teacher})


def accepted(twin: Twin, shop: Shop, variant: str) -> None:
    """A full round; one accepts alone, or says nothing."""
    cast = Cast.of(shop)
    cast.walking = ("leader", "organiser")
    _organiser, uid = sent_round(shop)
    mine = Introduction.objects.get(learner=cast.weak).uid
    twin.sealed(lambda: variant == "accepted" and says(shop, cast.weak, mine, "yes"))
    page = lambda: repr(round_page(shop.scope(_organiser), uid, NOW))  # noqa: E731
    twin.act("round page", page)
    cast.look(twin, "before", NOW, selves=[cast.weak], also={"teacher": cast.teacher})
    pass_deadline(twin, cast, [cast.weak], {"teacher": cast.teacher})


def flagged(twin: Twin, shop: Shop, variant: str) -> None:
    """One of two flags the other: which of them is never told."""
    cast = Cast.of(shop)
    one, two = (cast.teacher, cast.weak) if variant == "by the one" else (cast.weak, cast.teacher)
    twin.sealed(lambda: set_not_with([two.id], by=shop.scope(one), now=NOW))
    organiser, uid = frozen_round(shop)
    twin.act("compare", lambda: repr(comparison(shop.scope(organiser), uid)))
    twin.act("one", lambda: introduce_one(wish_of(cast.weak), by=shop.scope(cast.weak), now=NOW))
    twin.act("other", lambda: introduce_one(wish_of(cast.other), by=shop.scope(cast.other), now=NOW))
    selves = [cast.teacher, cast.weak]
    cast.look(twin, "before", NOW, selves=selves)
    pass_deadline(twin, cast, selves, {})


def by_hand(twin: Twin, shop: Shop, variant: str) -> None:
    """A leader introduces two: a flagged pair, or one that stays silent."""
    cast = Cast.of(shop)
    twin.sealed(lambda: variant == "flagged" and set_not_with([cast.weak.id], by=shop.scope(cast.teacher), now=NOW))
    pair = cast.teacher.id, cast.weak.id, shop.technique().id
    twin.act("hand", lambda: introduce_by_hand(*pair, by=shop.scope(cast.leader), now=NOW))
    selves = [cast.teacher, cast.weak]
    twin.run_jobs()
    cast.look(twin, "before", NOW, selves=selves)
    pass_deadline(twin, cast, selves, {})


def shown_to_neither(twin: Twin, shop: Shop, variant: str) -> None:
    """For the two themselves a flagged pair introduced by hand is as if nothing had been done."""
    cast = Cast.of(shop)
    set_not_with([cast.weak.id], by=shop.scope(cast.teacher), now=NOW)
    pair = cast.teacher.id, cast.weak.id, shop.technique().id
    twin.sealed(lambda: variant == "introduced" and introduce_by_hand(*pair, by=shop.scope(cast.leader), now=NOW))
    for name, person in (("teacher", cast.teacher), ("weak", cast.weak)):
        scope = shop.scope(person)
        for what, ask in (
            ("introductions", my_introductions),
            ("places", own_places),
            ("board", board),
            ("wishes", suggestions),
        ):
            twin.seen[f"{what} of {name}"] = repr(ask(scope, NOW))
    twin.act("one", lambda: introduce_one(wish_of(cast.weak), by=shop.scope(cast.weak), now=NOW))
    del twin.seen["deed one"][1][:]  # other statements run, by the person's own hand; he sees their outcome alone


def asleep(twin: Twin, shop: Shop, variant: str) -> None:
    """'Not now', or the wish withdrawn."""
    cast = Cast.of(shop)
    scope, uid = shop.scope(cast.teacher), wish_of(cast.teacher, "offer")
    star(shop, score=700)
    twin.sealed(
        lambda: (
            set_readiness("not-now", by=scope, now=NOW) if variant == "not now" else withdraw(uid, by=scope, now=NOW)
        )
    )
    organiser, round_uid = frozen_round(shop)
    twin.act("compare", lambda: repr(comparison(shop.scope(organiser), round_uid)))
    twin.act("one", lambda: introduce_one(wish_of(cast.weak), by=shop.scope(cast.weak), now=NOW))
    cast.look(twin, "before", NOW, selves=[cast.teacher], also={"weak": cast.weak})
    pass_deadline(twin, cast, [cast.teacher], {"weak": cast.weak})


TWINS = [
    (answered, "declined", "silent"),
    (accepted, "accepted", "silent"),
    (flagged, "by the one", "by the other"),
    (by_hand, "flagged", "silent"),
    (shown_to_neither, "introduced", "not introduced"),
    (asleep, "not now", "withdrawn"),
]


@pytest.mark.parametrize(("story", "one", "other"), TWINS, ids=[story.__name__ for story, _, _ in TWINS])
def test_q15_nobody_else_can_tell_the_two_worlds_apart(story, one, other, free_clock, monkeypatch):
    assert differences(story, one, other, clock=free_clock, monkeypatch=monkeypatch) == []


def test_q15_the_comparison_fails_when_a_decline_frees_at_once(free_clock, monkeypatch):
    honest = answers.answer

    def leaky(uid, word, *, by, now):
        honest(uid, word, by=by, now=now)
        if word == "no":
            holds.free(Hold.objects.filter(introduction__uid=uid), now=now)

    monkeypatch.setattr("tests.cast.answer", leaky)
    monkeypatch.setattr(Cast, "pages", False)  # what others try is enough
    found = differences(answered, "declined", "silent", clock=free_clock, monkeypatch=monkeypatch)
    assert any("try" in line for line in found)


def test_q15_an_answer_runs_the_same_statements_whatever_it_says():
    shop = make_shop()
    star(shop)
    weak = learner(shop)
    uid = introduce_one(wish_of(weak), by=shop.scope(weak), now=NOW)
    scope, runs = shop.scope(weak), []
    for word in (sealing.YES, sealing.NO, sealing.SILENT, sealing.NO, sealing.YES):
        with statements() as sql:
            answers.answer(uid, word, by=scope, now=NOW)
        runs.append(sql)
    assert all(run == runs[0] for run in runs) and len(runs[0]) <= 5
