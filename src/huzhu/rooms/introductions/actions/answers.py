"""An answer: sealed, changed until the deadline, seen by nobody until both have accepted (Q15)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, Overtaken, Refused, Scope
from huzhu.base.journal import deed, happened, record
from huzhu.base.notices import tell
from huzhu.rooms.introductions import moves, sealing
from huzhu.rooms.introductions.access import introduction_for
from huzhu.rooms.introductions.models import Answer, Introduction
from huzhu.rooms.introductions.notices import CONCLUDED


@deed("introductions.answer", sealed=True)
def answer(introduction_uid: str, word: str, *, by: Scope, now: datetime) -> None:
    """Write one party's 'yes', 'no' or 'silent' over the former word; the second 'yes' concludes at once (S22, Q15).

    Whatever is answered, the same statements run: both rows are read, the own one is rewritten. Raises NotAllowed for
    a sign-in not yet confirmed by two, NotFound for anybody else's, Overtaken once concluded, Refused after the deadline.
    """
    if word not in (sealing.SILENT, sealing.YES, sealing.NO):
        raise Refused(_("Choose one of the two."), field="word")
    introduction, answers = introduction_for(introduction_uid, by=by, lock=True)
    if not by.full:
        raise NotAllowed(_("Your sign-in still needs its second confirmation before you can answer."))
    if introduction.state == Introduction.State.CONCLUDED:
        raise Overtaken(_("Both of you have accepted already."))
    if introduction.state != Introduction.State.SENT or introduction.deadline is None or now >= introduction.deadline:
        raise Refused(_("The time for answers is over."))
    words = {i: sealing.read(row, i, "word", row.wrapped) for i, row in answers.items()}  # type: ignore[attr-defined]
    own = answers[by.person_id]  # type: ignore[index]
    sealed = sealing.write(own, own.person_id, "word", word, own.wrapped)  # type: ignore[attr-defined]
    Answer.objects.filter(id=own.id).update(word=sealed)
    words[own.person_id] = word
    if all(said == sealing.YES for said in words.values()):
        _conclude(introduction, by=Scope.system(by.day), now=now)


@deed("introductions.conclude")
def _conclude(introduction: Introduction, *, by: Scope, now: datetime) -> int:
    """Both have accepted: it shows at once and is final; the holds stay, the contracts room makes a draft (Q19)."""
    moves.INTRODUCTION.make(introduction, "conclude", concluded_at=now)
    record("introduction", introduction.id, before={"state": "sent"}, after={"state": "concluded"})
    for person in (introduction.teacher_id, introduction.learner_id):
        tell(person, CONCLUDED, now=now, subject=introduction.uid, state="concluded")
    happened("introductions.concluded", introduction.id)
    return introduction.id
