"""Holding the half-monthly sitting (S44): what a group says of its contracts, all in one deed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.base.access import NotAllowed, NotFound, Refused, Scope
from huzhu.base.db import insert_once
from huzhu.base.followup.halves import end_of, half_of
from huzhu.base.followup.models import Check, LifeSign
from huzhu.base.followup.moves import BESIDE, CHECKS, CURRENT
from huzhu.base.followup.signs import CHECK, in_time
from huzhu.base.journal import deed, record
from huzhu.base.people.queries import leaders_of
from huzhu.rooms.checks.access import holds, rates, sitting_group
from huzhu.rooms.checks.actions.findings import raise_of
from huzhu.rooms.checks.actions.opening import due_of, sitting_of
from huzhu.rooms.checks.kinds import POOR
from huzhu.rooms.checks.models import Condition, ConditionTick, Sitting
from huzhu.rooms.checks.queries.facts import facts_of, proposed
from huzhu.rooms.contracts.access import visible_to
from huzhu.rooms.contracts.actions.living import alive, not_alive
from huzhu.rooms.contracts.queries.kept import Kept, kept_by

SAID = ("rating", "reason", "observed", "going", "difficulty", "cause", "help")


@dataclass(frozen=True)
class Said:
    """What the group says of one contract. `shown`: the proposal that was on the page when it was said."""

    rating: str = ""
    shown: str = ""
    reason: str = ""
    observed: str = ""
    going: str = ""
    difficulty: str = ""
    cause: str = ""
    help: str = ""


@deed("checks.sit")
def hold_sitting(
    unit_uid: str,
    half: date,
    said: Mapping[str, Said],
    *,
    rest: bool = False,
    kept: Mapping[str, bool] | None = None,
    done_at: datetime,
    opened: datetime | None = None,
    by: Scope,
    now: datetime,
) -> list[int]:
    """Save what is said of contracts (by public id), of all or of one; `rest`: those left open get their proposal where it
    is good or fair, never a poor one, which is talked about first. `kept`: competition conditions by public id; `opened`: when the page was, if it said so (Q27).

    What is not checked by `by`, or kept elsewhere, is left out. Returns ids of the checks. Raises Refused for a half month
    that is still to come.
    """
    unit = sitting_group(unit_uid, by)
    if half != half_of(half) or half > by.day:
        raise Refused(_("This half month has not begun yet."))
    sitting, leaders = sitting_of(unit.id, half), set(leaders_of(unit.id, by.day).values())
    mine = [one for one in due_of(sitting) if rates(one, by, leaders)]
    facts = facts_of([one for one in mine if rest or one.uid in said], half, by.day)
    standing = {row.matter_id: row for row in Check.objects.filter(matter_id__in=facts, half=half, state=CURRENT)}
    rows = []
    for one in sorted(mine, key=lambda one: one.id):
        word = said.get(one.uid, Said())
        if one.id in facts and (row := _check(one, word, proposed(facts[one.id], sitting.good_sessions), rest)):
            row.unit_id, row.half, row.by_id, row.done_at, row.received = unit.id, half, by.person_id or 0, done_at, now
            if not (rest and not word.rating and one.id in standing):
                rows.append(row)
    for row in rows:
        row.seconds = max(0.0, (done_at - opened).total_seconds()) / len(rows) if opened else None
    saved = _save(rows, standing)
    _signs(sitting, {row.matter_id for row in rows})
    for row in saved:
        raise_of(row, sitting, by=by)
    ticks = _tick(sitting, kept or {}, done_at, by)
    record(
        "sitting",
        sitting.pk,
        unit_id=unit.id,
        after={"half": half.isoformat(), "checks": len(saved), "conditions": ticks},
    )
    return [row.pk for row in saved]


@deed("checks.decide")
def decide(check_uid: str, *, by: Scope, now: datetime) -> list[str]:
    """Of two versions whoever may check the contract takes this one; the others stay written. Returns the group and the half
    month."""
    taken = Check.objects.select_for_update().filter(uid=check_uid).first()
    if taken is None or not holds(by, taken.unit_id):
        raise NotFound
    kept = {one.id: one for one in kept_by([taken.unit_id], taken.half, end_of(taken.half))}.get(taken.matter_id)
    if kept is None or not rates(kept, by, leaders_of(taken.unit_id, by.day).values()):
        raise NotAllowed
    others = Check.objects.filter(matter_id=taken.matter_id, half=taken.half).exclude(pk=taken.pk)
    if taken.state == CURRENT:
        CHECKS.make_all(others, "leave")
    else:
        CHECKS.make_all(others, "replace")
        CHECKS.make(taken, "take")
        CHECKS.make_all(others, "leave")
    sitting = sitting_of(taken.unit_id, taken.half)
    _signs(sitting, {taken.matter_id})
    raise_of(taken, sitting, by=by)
    record("check", taken.pk, unit_id=taken.unit_id, after={"taken": taken.uid})
    return [taken.unit.uid, taken.half.isoformat()]


def _check(one: Kept, word: Said, now: str, rest: bool) -> Check | None:
    """The row that is said; None where nothing was said of it."""
    rating = word.rating or (now if rest and now != POOR and word.shown in ("", now) else "")
    if not rating:
        return None
    reason = word.reason
    if rating != now and not reason:
        if rating != word.shown:
            raise Refused(_("Say in a word why it is another than proposed."), field=f"{one.uid}-reason")
        reason = _("As proposed when it was tapped; the facts came later.")
    wrong = rating == POOR or rating != now
    return Check(
        matter_id=one.id, first_id=one.first, second_id=one.second, state=CURRENT, rating=rating, proposed=now,
        reason=reason if rating != now else "", going=word.going, observed=word.observed if word.going else "",
        difficulty=word.difficulty if wrong else "", cause=word.cause, help=word.help if wrong else "",
    )  # fmt: skip


def _save(rows: Sequence[Check], standing: dict[int, Check]) -> list[Check]:
    """Write them: an own later word replaces one's own, another's stands and this one is kept beside it; of equal ones the
    first. A few statements for any number; the database decides between rivals."""
    new = [row for row in rows if row.matter_id not in standing or not _same(row, standing[row.matter_id])]
    own = {row.matter_id for row in new if _replaces(row, standing.get(row.matter_id))}
    if own:
        CHECKS.make_all(Check.objects.filter(pk__in=[standing[one].pk for one in own]), "replace")
    first = [row for row in new if row.matter_id not in standing or row.matter_id in own]
    Check.objects.bulk_create(first, ignore_conflicts=True)
    ids = dict(Check.objects.filter(uid__in=[row.uid for row in new]).values_list("uid", "pk"))
    for row in first:
        row.pk = ids.get(row.uid)
    late = [row for row in new if row.uid not in ids]
    rivals = {
        row.matter_id: row
        for row in Check.objects.filter(
            matter_id__in=[row.matter_id for row in late], half__in={row.half for row in late}, state=CURRENT
        )
    }
    beside = [row for row in late if row.matter_id not in rivals or not _same(row, rivals[row.matter_id])]
    for row in beside:
        row.state = BESIDE
    Check.objects.bulk_create(beside)
    return [row for row in first if row.uid in ids]


def _same(one: Check, other: Check) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in SAID)


def _replaces(row: Check, standing: Check | None) -> bool:
    return standing is not None and standing.by_id == row.by_id and standing.done_at <= row.done_at


def _signs(sitting: Sitting, matters: Collection[int]) -> None:
    """Let the signs of life follow the words of this sitting (Q23): a check is one that names a step done, a fault or a
    changed figure in words that stand at no other contract of it, and was received in time."""
    rows = list(Check.objects.filter(unit_id=sitting.unit_id, half=sitting.half).exclude(going="", state=CURRENT))
    words: dict[str, set[int]] = {}
    for row in rows:
        if row.state == CURRENT:
            words.setdefault(_plain(row.going), set()).add(row.matter_id)
    wanted = {
        row.pk: row
        for row in rows
        if row.state == CURRENT
        and row.observed
        and len(words[_plain(row.going)]) == 1
        and in_time(row.done_at, row.received)
    }
    there = set(
        LifeSign.objects.filter(kind=CHECK, matter_id__in={row.matter_id for row in rows}).values_list(
            "source", flat=True
        )
    )
    changed = [row for row in rows if (row.pk in wanted) != (row.pk in there)]
    matters = {row.matter_id for row in changed}
    kept = visible_to(Scope.system(sitting.half)).in_bulk(matters) if changed else {}
    for row in changed:
        if row.pk in wanted:
            alive(kept[row.matter_id], timezone.localdate(row.done_at), CHECK, row.pk)
        else:
            not_alive(kept[row.matter_id], CHECK, row.pk)


def _plain(words: str) -> str:
    return "".join(letter for letter in words.casefold() if letter.isalnum())


def _tick(sitting: Sitting, kept: Mapping[str, bool], done_at: datetime, by: Scope) -> int:
    rows = Condition.objects.filter(unit_id=sitting.unit_id, uid__in=list(kept))
    for row in rows:
        values = {"condition_id": row.pk, "half": sitting.half, "by_id": by.person_id or 0}
        if not insert_once(ConditionTick, **values, kept=kept[row.uid], done_at=done_at):
            ConditionTick.objects.filter(**values, done_at__lte=done_at).update(kept=kept[row.uid], done_at=done_at)
    return len(rows)
