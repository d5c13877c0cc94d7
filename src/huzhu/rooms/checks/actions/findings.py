"""Findings (S46): raised at one level, answered by its owner, closed by somebody else's check, up one level when overdue."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from huzhu.base.access import NotFound, Overtaken, Refused, Role, Scope
from huzhu.base.db import insert_once, new_uid
from huzhu.base.followup.halves import half_of
from huzhu.base.followup.models import Check, Finding
from huzhu.base.followup.moves import FINDINGS, OPEN
from huzhu.base.journal import deed, happened, record
from huzhu.base.people.queries import holders_at, leaders_of
from huzhu.base.units.queries import line_up, path_of
from huzhu.rooms.checks.access import ANSWER, CHECK, finding_for, sitting_group
from huzhu.rooms.checks.actions.opening import sitting_of
from huzhu.rooms.checks.kinds import DIFFICULTIES, LEVELS
from huzhu.rooms.checks.models import Sitting

OWNERS = {
    "group": (Role.FOREMAN, Role.GROUP_LEADER),
    "workshop": (Role.SPONSOR, Role.MANAGEMENT_SPONSOR),
    "factory": (Role.SPONSOR, Role.MANAGEMENT_SPONSOR, Role.COMMITTEE),
}
"""Who owns what a level has to do: the first that somebody holds."""


def raise_of(row: Check, sitting: Sitting, *, by: Scope) -> None:
    """The help that a check asks for becomes a finding of that level; asked again while it is open it stays one."""
    if row.help:
        about = row.difficulty or "help"
        text = (
            row.reason or row.going or str(DIFFICULTIES.get(row.difficulty, "")) or _("Help is asked for a contract.")
        )
        _raise(sitting, row.help, text, matter_id=row.matter_id, about=about, by=by)


@deed("checks.raise")
def raise_finding(unit_uid: str, level: str, text: str, *, by: Scope, now: datetime) -> str:
    """A leader raises a point of his group at one level. Raises Refused where nobody is there to own it."""
    unit = sitting_group(unit_uid, by)
    if level not in LEVELS or not text.strip():
        raise Refused(_("Say what has to be done."), field="text")
    uid = _raise(sitting_of(unit.id, half_of(by.day)), level, text.strip()[:200], by=by)
    row = Finding.objects.get(uid=uid)
    record("finding", row.pk, unit_id=unit.id, after={"level": row.level, "due": row.due.isoformat()})
    return uid


@deed("checks.answer-finding")
def answer(uid: str, text: str, *, by: Scope, now: datetime) -> str:
    """Its owner says what was done; the group that raised it sees it and checks."""
    row = finding_for(uid, by=by, to=ANSWER)
    if not text.strip():
        raise Refused(_("Say what was done."), field="text")
    FINDINGS.make(row, "answer", answer=text.strip(), answered=by.day)
    record("finding", row.pk, unit_id=row.raised_by_id, after={"state": row.state})
    happened("checks.finding-answered", row.pk)
    return row.uid


@deed("checks.close-finding")
def check_finding(uid: str, holds: bool, text: str, *, by: Scope, now: datetime) -> str:
    """Somebody who does not own it looks: it holds, and is closed with what was seen; or not yet, and it is open again."""
    row = finding_for(uid, by=by, to=CHECK)
    if not text.strip():
        raise Refused(_("Say what you saw."), field="text")
    if holds:
        FINDINGS.make(row, "close", result=text.strip(), checked=by.day, checked_by_id=by.person_id)
    else:
        FINDINGS.make(row, "again", result=text.strip(), checked=by.day, **_until(by.day, row.days, row.grace))
    record("finding", row.pk, unit_id=row.raised_by_id, after={"state": row.state})
    return row.uid


@deed("checks.escalate")
def escalate(finding_id: int, *, by: Scope, now: datetime) -> bool:
    """Past its day and unanswered: one level up, to that level's owner, with a new day; at the top it stays and is shown."""
    row = Finding.objects.filter(pk=finding_id, state=OPEN, escalate_after__lt=by.day).first()
    if row is None:
        raise Overtaken
    levels = list(LEVELS)
    above = _home(row.raised_by_id, levels[levels.index(row.level) + 1 :], by.day)
    before = {"level": row.level, "owner": row.owner_id}
    if above is None:
        FINDINGS.make(row, "escalate", escalate_after=None)
    else:
        level, unit_id, owner = above
        FINDINGS.make(
            row, "escalate", level=level, unit_id=unit_id, owner_id=owner, from_level=row.level, escalated=by.day,
            **_until(by.day, row.days, row.grace),
        )  # fmt: skip
        happened("checks.finding-raised", row.pk)
    record(
        "finding", row.pk, unit_id=row.raised_by_id, before=before, after={"level": row.level, "owner": row.owner_id}
    )
    return above is not None


def _raise(sitting: Sitting, level: str, text: str, *, by: Scope, matter_id: int | None = None, about: str = "") -> str:
    """Public id of the open finding; a level without an owner leaves it to the next one above, at last to the group."""
    levels = list(LEVELS)
    found = _home(sitting.unit_id, levels[levels.index(level) :], by.day) or _home(sitting.unit_id, levels, by.day)
    if found is None:
        raise Refused(_("Nobody leads this group or anything above it: name somebody first."), field="level")
    level, unit_id, owner = found
    uid, days, grace = new_uid(), sitting.finding_days, sitting.escalate_days
    if insert_once(
        Finding, uid=uid, matter_id=matter_id, raised_by_id=sitting.unit_id, raised=by.day, author_id=by.person_id or 0,
        about=about, text=text, level=level, unit_id=unit_id, owner_id=owner, days=days, grace=grace, state=OPEN,
        from_level="", escalated=None, **_until(by.day, days, grace), answer="", answered=None, result="", checked=None, checked_by_id=None,
    ):  # fmt: skip
        happened("checks.finding-raised", Finding.objects.values_list("pk", flat=True).get(uid=uid))
        return uid
    row = Finding.objects.filter(matter_id=matter_id or 0, about=about).exclude(state="closed").first()
    if row is None:
        raise NotFound
    return row.uid


def _home(group_id: int, levels: list[str], day: date) -> tuple[str, int, int] | None:
    """(level, unit, owner) of the first of these levels above a group where somebody holds a role that owns."""
    above = {line.level: line.id for line in line_up(path_of(group_id, day), day)}
    for level in levels:
        unit_id = group_id if level == "group" else above.get(level)
        if unit_id is None:
            continue
        held = leaders_of(unit_id, day) if level == "group" else {}
        held = held or {holder.code: holder.person_id for holder in holders_at(unit_id, day)}
        for role in OWNERS[level]:
            if role.value in held:
                return level, unit_id, held[role.value]
    return None


def _until(day: date, days: int, grace: int) -> dict[str, date]:
    due = day + timedelta(days=days)
    return {"due": due, "escalate_after": due + timedelta(days=grace)}
