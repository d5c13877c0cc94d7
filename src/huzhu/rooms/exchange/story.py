"""What exchange tells of a contract: questions and lessons."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.base.access import Scope
from huzhu.base.followup.story import Mark, tells
from huzhu.rooms.exchange.queries.questions import of_contract
from huzhu.rooms.exchange.queries.sharing import lessons_of


@tells("contract")
def questions(matter_id: int, scope: Scope) -> Iterator[Mark]:
    for line in of_contract(matter_id, scope):
        words = _("question: %(text)s") % {"text": line.text}
        yield Mark(timezone.localdate(line.asked), "other", words, reverse("exchange:question", args=[line.uid]))


@tells("contract")
def lessons(matter_id: int, scope: Scope) -> Iterator[Mark]:
    for text, day, uid in lessons_of(matter_id):
        yield Mark(day, "other", _("lesson: %(text)s") % {"text": text}, reverse("exchange:sharing", args=[uid]))
