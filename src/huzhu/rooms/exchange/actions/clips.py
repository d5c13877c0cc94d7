"""Deeds on clips (S40): brought, cleaned, agreed to by everybody filmed, kept for a time or as a lesson, deleted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, NotFound, Overtaken, Refused, Scope
from huzhu.base.charter import rule
from huzhu.base.journal import deed, happened, record
from huzhu.base.notices import tell
from huzhu.base.people.queries import roster
from huzhu.rooms.exchange import films
from huzhu.rooms.exchange.access import BRINGER, FILMED, LEADER, MARK, clip_for, pair_of
from huzhu.rooms.exchange.clauses import CLIP_DAYS
from huzhu.rooms.exchange.models import Clip, Filmed, StepMark
from huzhu.rooms.exchange.moves import ASKING, CLIPS, DELETED, SHOWN
from huzhu.rooms.exchange.notices import FILMED as SEEN_IN
from huzhu.rooms.exchange.notices import UNFIT
from huzhu.rooms.exchange.queries.techniques import technique_here

YES, LESSON, NO = "yes", "lesson", "no"


@deed("clips.bring")
def bring(
    title: str,
    technique_id: int,
    filmed: Collection[int],
    file: str,
    *,
    by: Scope,
    now: datetime,
    contract_uid: str = "",
) -> str:
    """Take a film in, `file` = its name in the folder; returns the clip's public id. It is cleaned in the background.

    filmed: person ids of everybody seen in it, of the group or the contract; at least one. Whoever brings a film of
    himself has agreed.
    """
    if by.person_id is None or by.group_id is None:
        raise NotAllowed
    pair = pair_of(contract_uid, by) if contract_uid else None
    technique = technique_here(technique_id, by, pair)
    seen = set(filmed)
    if not seen:
        raise Refused(_("Name everybody who is seen in it; hands alone have a name too."), field="filmed")
    if seen - {line.id for line in roster(by.group_id, by.day)} - set(pair.two if pair else ()):
        raise NotFound
    days = rule(CLIP_DAYS, path=by.group_path, day=by.day).value
    row = Clip.objects.create(
        unit_id=by.group_id, by_id=by.person_id, technique_id=technique.id, contract_id=pair.id if pair else None,
        title=title.strip(), brought=now, keep_until=by.day + timedelta(days=days), file=file,
    )  # fmt: skip
    Filmed.objects.bulk_create(
        Filmed(clip=row, person_id=person, yes=now if person == by.person_id and by.full else None)
        for person in sorted(seen)
    )
    record("clip", row.id, unit_id=row.unit_id, after={"technique": technique.id, "contract": row.contract_id})
    happened("exchange.clip-brought", row.id)
    return row.uid


@deed("clips.clean")
def clean(clip_id: int, film: films.Film, *, by: Scope, now: datetime) -> None:
    """The clean copy takes the place of what was sent; whoever is filmed is asked."""
    row = Clip.objects.get(pk=clip_id)
    CLIPS.make(row, "clean", file=film.name, bytes=film.bytes, seconds=film.seconds)
    for person in row.filmed.filter(yes=None).values_list("person_id", flat=True):
        tell(person, SEEN_IN, now=now, subject=row.uid)
    _show_if_all_agree(row)
    record("clip", row.id, unit_id=row.unit_id, after={"state": row.state, "bytes": row.bytes})


@deed("clips.refuse")
def refuse(clip_id: int, code: str, *, by: Scope, now: datetime) -> None:
    """Of another kind, or broken: the file goes at once, and who brought it is told what to change."""
    row = Clip.objects.get(pk=clip_id)
    _gone(row.file)
    CLIPS.make(row, "refuse", trouble=code, file="")
    tell(row.by_id, UNFIT, now=now, subject=row.uid)
    record("clip", row.id, unit_id=row.unit_id, after={"state": row.state, "trouble": code})


@deed("clips.consent")
def consent(uid: str, word: str, *, by: Scope, now: datetime) -> str:
    """Somebody filmed says yes for its time, yes also as a lesson, or no; no at any time deletes it."""
    row = Clip.objects.select_for_update().get(pk=clip_for(uid, by=by, to=FILMED).pk)
    if word not in (YES, LESSON, NO):
        raise Refused(_("Choose one of the three."), field="word")
    if row.state not in (ASKING, SHOWN):
        raise Overtaken
    if word != NO and not by.full:
        raise NotAllowed(_("Your sign-in is not confirmed by two people yet; until then you can say no alone."))
    if word == NO:
        _delete(row)
    else:
        row.filmed.filter(person_id=by.person_id or 0).update(yes=now, lesson=word == LESSON)
        if word == YES:
            Clip.objects.filter(pk=row.pk).update(lesson_by=None)
        _show_if_all_agree(row)
    record("clip", row.id, unit_id=row.unit_id, after={"state": row.state})
    return row.uid


@deed("clips.lesson")
def make_lesson(uid: str, *, by: Scope, now: datetime) -> str:
    """A leader keeps a clip beyond its time; everybody filmed has agreed to that before."""
    row = Clip.objects.select_for_update().get(pk=clip_for(uid, by=by, to=LEADER).pk)
    if row.state != SHOWN or row.filmed.filter(lesson=False).exists():
        raise Refused(_("A lesson needs the consent of everybody who is filmed."))
    Clip.objects.filter(pk=row.pk).update(lesson_by_id=by.person_id)
    record("clip", row.id, unit_id=row.unit_id, after={"lesson": True})
    return row.uid


@deed("clips.delete")
def delete(uid: str, *, by: Scope, now: datetime) -> str:
    """Whoever brought it takes it away."""
    row = clip_for(uid, by=by, to=BRINGER)
    _delete(row)
    record("clip", row.id, unit_id=row.unit_id, after={"state": row.state})
    return row.uid


@deed("clips.end")
def end(clip_ids: Sequence[int], *, by: Scope, now: datetime) -> int:
    """Clips whose time is over, or of somebody who is no more, go; returns how many."""
    rows = list(Clip.objects.filter(pk__in=clip_ids).exclude(state=DELETED).order_by("pk"))
    for row in rows:
        _delete(row)
    record("clip", rows[0].pk if rows else 0, after={"deleted": len(rows)})
    return len(rows)


@deed("clips.marks")
def set_marks(uid: str, marks: Sequence[tuple[int, str]], *, by: Scope, now: datetime) -> str:
    """The steps of a clip: (thousandths of a second, words) each; what stood there is replaced."""
    row = clip_for(uid, by=by, to=MARK)
    if any(at > row.seconds * 1000 for at, _words in marks):
        raise Refused(_("The film is shorter than that."), field="marks")
    row.marks.all().delete()
    StepMark.objects.bulk_create(StepMark(clip=row, at=at, words=words) for at, words in dict(marks).items())
    record("clip", row.id, unit_id=row.unit_id, after={"marks": len(marks)})
    return row.uid


def _show_if_all_agree(row: Clip) -> None:
    if row.state == ASKING and not row.filmed.filter(yes=None).exists():
        CLIPS.make(row, "show")


def _delete(row: Clip) -> None:
    """Film, words and steps go; that there was a clip stays. Why is written nowhere."""
    _gone(row.file)
    row.marks.all().delete()
    CLIPS.make(row, "delete", file="", title="", trouble="", lesson_by=None)


def _gone(file: str) -> None:
    """The file goes when the deed is certain; a crash in between leaves it to the sweeper."""
    transaction.on_commit(lambda: films.remove(file))
