"""Two who name each other are introduced at once (Q7); a group leader introduces two by hand (Q14)."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import LEADERS, NotAllowed, NotFound, Refused, Scope
from huzhu.base.calendar.queries.plans import minutes_of
from huzhu.base.journal import deed, record
from huzhu.base.people.queries import groups_of
from huzhu.base.units.kinds import LEVELS
from huzhu.base.units.queries import ids_of, line_up, path_of
from huzhu.rooms.introductions import sealing
from huzhu.rooms.introductions.actions.sending import open_wave, prepare, send_part, small_round
from huzhu.rooms.introductions.models import Introduction, Load, Round, Wish
from huzhu.rooms.introductions.queries.arrays import REACHES, free_places, key_techniques_of, open_wishes, rules_at
from huzhu.rooms.introductions.queries.limits import Limit, limits_at
from huzhu.rooms.introductions.queries.private import SILENT, apart, words_of
from huzhu.rooms.introductions.queries.solving import Proposal, facts_of
from huzhu.rooms.introductions.sealing import Words
from huzhu.rooms.skills import queries as skills


def introduce_if_both_named(wish: Wish, named_id: int | None, *, by: Scope, now: datetime) -> None:
    """If whom this wish names has the opposite wish and names its owner, both ready, unflagged and free: introduce them.

    Where Q8 does not hold the introduction says what is missing, and they decide. The same statements run whoever is
    named; only an introduction that comes about adds any.
    """
    other_kind = Wish.Kind.OFFER if wish.kind == Wish.Kind.REQUEST else Wish.Kind.REQUEST
    alike = skills.compared_by([wish.technique_id])
    rows = open_wishes(other_kind).filter(technique_id__in=alike).exclude(person_id=wish.person_id)
    words = words_of(open_wishes(other_kind).filter(technique_id__in=alike).values("person_id"))
    words |= words_of([wish.person_id])
    for other in rows.annotate(wrapped=F(sealing.KEY), factory=F("person__factory_id")).order_by("id"):
        if other.technique_id != wish.technique_id and other.factory == by.factory_id:
            continue  # within a factory a technique stands for itself
        named = sealing.read(other, other.person_id, "named", other.wrapped)  # type: ignore[attr-defined]
        if other.person_id != named_id or named != str(wish.person_id) or apart(wish.person_id, other.person_id, words):
            continue
        request, offer = (wish, other) if wish.kind == Wish.Kind.REQUEST else (other, wish)
        pair = _Pair(offer.person_id, request.person_id, request.technique_id, by.day, taught=offer.technique_id)
        if pair.full is None:
            with suppress(Refused):
                _find(pair, request, offer, by=Scope.system(by.day), now=now)


@deed("introductions.by_hand")
def introduce_by_hand(teacher_id: int, learner_id: int, technique_id: int, *, by: Scope, now: datetime) -> str:
    """A group leader introduces two; returns the public id. Both still answer for themselves (S21, Q14).

    The learner is of his own group; the teacher too, or has an open offer that reaches there (Q31). A flagged pair and
    one that is not ready leave the same rows and hold load like any other, are shown to neither, and end 'not concluded'.
    """
    pair = _Pair(teacher_id, learner_id, technique_id, by.day)
    group = pair.groups.get(learner_id)
    if group is None or not by.holds_exactly(*LEADERS, unit_id=group):
        raise NotAllowed(_("Only a leader of the learner's group can do this."))
    technique = skills.techniques([technique_id]).get(technique_id)
    if technique is None or technique.unit_id not in ids_of(pair.paths[learner_id]):
        raise NotFound
    words = words_of([teacher_id, learner_id])
    request = _wish_of(learner_id, Wish.Kind.REQUEST.value, technique_id, words)
    offer = _wish_of(teacher_id, Wish.Kind.OFFER.value, technique_id, words)
    if pair.groups.get(teacher_id) != group and not (offer and pair.level <= REACHES.index(offer.reach)):
        raise NotFound
    if teacher_id == learner_id:
        raise Refused(_("Choose two people."), field="teacher")
    if pair.full is not None:
        side = _("The teacher has no place free.") if pair.full == "teacher" else _("The learner has no place free.")
        raise Refused(side, field=pair.full)
    hidden = [(teacher_id, learner_id)] if apart(teacher_id, learner_id, words) else []
    return _send(pair, Round.Kind.HAND.value, request, offer, hidden=hidden, by=by, now=now)


def _wish_of(person_id: int, kind: str, technique_id: int, words: dict[int, Words]) -> Wish | None:
    """The open wish of a person; none while he is not ready."""
    wish = open_wishes(kind).filter(person_id=person_id, technique_id=technique_id).first()
    return wish if words.get(person_id, SILENT).ready else None


class _Pair:
    """Two people and a technique as they stand on a day; `taught`: what the teacher's factory calls it, if otherwise."""

    def __init__(self, teacher: int, learner: int, technique: int, day: date, taught: int | None = None) -> None:
        self.teacher, self.learner, self.technique, self.day = teacher, learner, technique, day
        self.taught = taught or technique
        self.groups = groups_of({teacher, learner}, day)
        if len(self.groups) != len({teacher, learner}):
            raise NotFound
        self.paths = {person: path_of(group, day) for person, group in self.groups.items()}
        at_path = limits_at(set(self.paths.values()), day)
        self.limits = {person: at_path[path] for person, path in self.paths.items()}

    @property
    def full(self) -> str | None:
        """'teacher' or 'learner' where no place is free."""
        loads = {load.person_id: load for load in Load.objects.filter(person_id__in=[self.teacher, self.learner])}
        free: dict[int, Limit] = {p: free_places(limit, loads.get(p), self.day) for p, limit in self.limits.items()}
        if free[self.teacher].teaching == 0:
            return "teacher"
        return "learner" if free[self.learner].learning == 0 else None

    @property
    def level(self) -> int:
        """Nearness of the two: index of the lowest unit in common, beyond the last where there is none."""
        mine, yours = ids_of(self.paths[self.teacher]), set(ids_of(self.paths[self.learner]))
        shared = [line for line in line_up(self.paths[self.teacher], self.day) if line.id in yours and line.id in mine]
        return LEVELS[shared[-1].level].nearness if shared and shared[-1].level in LEVELS else len(REACHES)

    def _common_trade(self, trades: dict[int, int]) -> bool:
        """Two factories meet by a common technique, and each one's trade is that of his own technique."""
        lines = skills.techniques([self.technique, self.taught])
        own = trades.get(self.learner) == lines[self.technique].trade_id
        return self.taught != self.technique and own and trades.get(self.teacher) == lines[self.taught].trade_id

    def proposal(self, request: Wish | None, offer: Wish | None) -> Proposal:
        """With gain and reason as of Q10 and Q18, and what of Q8 is missing."""
        standing = skills.current_scores(
            [self.teacher, self.learner], self.day, technique_ids=[self.technique, self.taught]
        )
        theirs, own = standing.get((self.teacher, self.taught)), standing.get((self.learner, self.technique))
        path = self.paths[self.learner]
        rules, trades = rules_at(path, self.day), skills.trade_of([self.teacher, self.learner], self.day)
        wanted = skills.wanted_for([self.learner], self.day)[self.learner, self.technique]
        missing = []
        if theirs is None or theirs.score < rules.min_score:
            missing.append("not-strong")
        elif own is not None and theirs.score < own.score + rules.min_difference:
            missing.append("not-stronger")
        other_trade = trades.get(self.teacher) != trades.get(self.learner) and not self._common_trade(trades)
        if other_trade:
            missing.append("other-trade")
        minutes = minutes_of(self.teacher, self.learner, self.day, enough=rules.minutes)
        if 0 <= minutes < rules.minutes:
            missing.append("never-together")
        gain = 1
        if theirs and own:
            top = rules.top_score if own.score >= wanted else wanted
            gain = max(1, min(theirs.score, top) - own.score)
        facts = facts_of(
            theirs, own, near=REACHES[min(self.level, len(REACHES) - 1)], scale=skills.scale_of(path), missing=missing,
            key=self.technique in key_techniques_of({path}, self.day)[path], other_trade=other_trade, minutes=minutes,
        )  # fmt: skip
        ids = request.id if request else None, offer.id if offer else None
        return Proposal(self.teacher, self.learner, self.technique, gain, facts, *ids)


@deed("introductions.find")
def _find(pair: _Pair, request: Wish, offer: Wish, *, by: Scope, now: datetime) -> str:
    """Two who named each other, as a deed of nobody: who named first is not told."""
    return _send(pair, Round.Kind.FOUND.value, request, offer, hidden=[], by=by, now=now)


def _send(
    pair: _Pair,
    kind: str,
    request: Wish | None,
    offer: Wish | None,
    *,
    hidden: list[tuple[int, int]],
    by: Scope,
    now: datetime,
) -> str:
    """A small round of one wave with this one pair, sent at once."""
    group = pair.groups[pair.learner]
    round_ = small_round(kind, group, by=by, now=now, request_id=request.id if request else None)
    mode = "found" if kind == Round.Kind.FOUND else "introduced"
    wave = prepare(round_, 1, [pair.proposal(request, offer)], mode=mode)
    open_wave(wave, path=pair.paths[pair.learner], by=by, now=now)
    if not send_part(wave, pair.limits, by=by, hidden=hidden):
        raise Refused(_("A place was taken a moment ago, or this learner has a teacher for it already."))
    uid = Introduction.objects.values_list("uid", flat=True).get(wave=wave)
    record("round", round_.id, unit_id=group, after={"kind": kind, "sent": 1})
    return uid
