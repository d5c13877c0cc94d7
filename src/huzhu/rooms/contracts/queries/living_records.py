"""The contracts behind the figures of life and paper: with names for those who see them, above as number and topic (Q31)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.base.access import Scope
from huzhu.base.drawing.words import day_words
from huzhu.base.followup.models import LifeSign
from huzhu.rooms.contracts.access import visible_to
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.contracts.queries.counting import Record, record_of
from huzhu.rooms.contracts.queries.lists import PARTIES
from huzhu.rooms.contracts.queries.living import (
    DUE,
    LIVING,
    NEW,
    PAPER,
    STANDS,
    cause_word,
    ended_between,
    kept_under,
    standing_on,
)


@dataclass(frozen=True)
class LifeRecord:
    """One contract and the sentence that says why it stands as it does, or why it ended; `stands` '' where it ended."""

    record: Record
    stands: str
    words: str

    @property
    def parties(self) -> tuple[int, ...]:
        return self.record.parties


def records_standing(
    path: str, day: date, stands: str, scope: Scope, *, page: int, most: int
) -> tuple[list[LifeRecord], int]:
    """A page of what is kept at and below `path` and stands so on a day, longest silent first, and how many there are;
    all of it where `stands` is no word of STANDS."""
    signs = LifeSign.objects.filter(matter_id=OuterRef("pk"), day__lte=day).order_by("-day")
    rows = standing_on(day).filter(kept_under(path, scope.day)).annotate(last=Subquery(signs.values("day")[:1]))
    if stands in STANDS:
        rows = rows.filter(stands=stands)
    rows = rows.annotate(silent=Coalesce("last", TruncDate("signed"))).order_by("silent", "pk")
    return _page(rows, lambda row: _stands(row, day), scope, page, most)


def ended_records(
    path: str, first: date, last: date, scope: Scope, *, page: int, most: int
) -> tuple[list[LifeRecord], int]:
    """A page of what was signed on `first` and closed before `last`, each with its reason; newest first."""
    rows = ended_between(path, first, last, tree=scope.day).order_by("-closed", "-pk")
    return _page(rows, lambda row: ("", _ended(row)), scope, page, most)


def silence(silent: date, day: date) -> str:
    """'34 days without session, check or measurement'."""
    n = (day - silent).days
    return ngettext(
        "%(n)s day without session, check or measurement", "%(n)s days without session, check or measurement", n
    ) % {"n": n}


def _page(
    rows: QuerySet[Contract], told: Callable[[Contract], tuple[str, str]], scope: Scope, page: int, most: int
) -> tuple[list[LifeRecord], int]:
    shown = rows.select_related(*PARTIES).prefetch_related("terms__technique__same_as")
    found = list(shown[(page - 1) * most : page * most])
    named = set(visible_to(scope).filter(pk__in=[row.pk for row in found]).values_list("pk", flat=True))
    return [LifeRecord(record_of(row, row.pk in named, scope), *told(row)) for row in found], rows.count()


def _stands(row: Contract, day: date) -> tuple[str, str]:
    stands: str = row.stands  # type: ignore[attr-defined]
    last: date | None = row.last  # type: ignore[attr-defined]
    signed = timezone.localdate(row.signed) if row.signed else row.drafted.date()
    words = {
        LIVING: lambda: _("last sign of life %(day)s") % {"day": day_words(last or signed)},
        NEW: lambda: _("signed on %(day)s, nothing need be shown yet") % {"day": day_words(signed)},
        PAPER: lambda: silence(last or signed, day),
        DUE: lambda: _("its date was %(day)s") % {"day": day_words(row.ends) if row.ends else ""},
    }
    return stands, words[stands]()


def _ended(row: Contract) -> str:
    when = {"day": day_words(row.closed) if row.closed else "", "why": cause_word(row.closed_because)}
    return _("ended on %(day)s: %(why)s") % when
