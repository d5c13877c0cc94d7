"""Contracts counted for those above their sight: organisational numbers of any size (Q18, Q31)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from huzhu.base.access import Scope
from huzhu.base.db import under
from huzhu.base.people.models import Post
from huzhu.base.units.kinds import HOMES, LEVELS
from huzhu.base.units.models import Place
from huzhu.base.units.queries import last_places
from huzhu.rooms.contracts.access import visible_to
from huzhu.rooms.contracts.kinds import CATALOGUE, CONTENT, MODES
from huzhu.rooms.contracts.models import PERSON, Contract
from huzhu.rooms.contracts.moves import ENDED, RECORDED
from huzhu.rooms.contracts.queries.flags import state_word
from huzhu.rooms.contracts.queries.lists import COUNTED, PARTIES, subject_of, title_of
from huzhu.rooms.contracts.queries.page import code_of

KIND, LEVEL, CONTENT_KIND, MODE, OCCUPATION = "kind", "level", "content", "mode", "occupation"
COLUMNS = {
    KIND: "kind",
    LEVEL: "first_level",
    CONTENT_KIND: "content",
    MODE: "mode",
    OCCUPATION: "occupation__name",
}
"""What contracts are counted by, and the column that says it."""


@dataclass(frozen=True)
class Tally:
    """How many contracts are alike in everything that is counted; recorded and signed apart (Q18)."""

    kind: str
    level: str
    content: str
    mode: str
    occupation: str
    recorded: bool
    count: int
    to_key: int

    @property
    def of_people(self) -> bool:
        return self.level == PERSON


@dataclass(frozen=True)
class Apart:
    """Recorded and signed contracts of one class."""

    recorded: int = 0
    signed: int = 0
    to_key: int = 0

    @property
    def all(self) -> int:
        return self.recorded + self.signed

    def __add__(self, other: Apart) -> Apart:
        return Apart(self.recorded + other.recorded, self.signed + other.signed, self.to_key + other.to_key)


@dataclass(frozen=True)
class Record:
    """One contract behind a figure: with names and its page for those who see it, above as number, topic, content, state.

    `parties`: the two people whose names the reader sees, as somebody else."""

    uid: str
    code: str
    title: str
    topics: str
    content: str
    state: str
    parties: tuple[int, ...] = ()


@dataclass(frozen=True)
class Counted:
    """Contracts kept by the units at and below `path` that began from `since` to `until`; the tree of `day`, in which a
    unit that is no more counts where it last stood."""

    path: str
    since: date
    until: date
    day: date

    @property
    def rows(self) -> QuerySet[Contract]:
        """A contract counts where the second party's unit keeps it, so each counts once."""
        units = last_places(self.path, self.day).values("unit_id")
        return Contract.objects.filter(self._counts(), second_unit_id__in=units)

    def tallies(self) -> list[Tally]:
        """Two statements; the answer has as many rows as there are combinations."""
        found = self.rows.values_list("kind", "first_level", "content", "mode", "occupation_id", "state")
        found = found.annotate(n=Count("pk"), key=Sum(Cast("key_at_signing", IntegerField()))).order_by()
        lines: list[Any] = list(found)
        posts = dict(Post.objects.filter(id__in={line[4] for line in lines}).values_list("id", "name"))
        return [
            Tally(kind, level, content, mode, posts.get(post, ""), state == RECORDED, n, key)
            for kind, level, content, mode, post, state, n, key in lines
        ]

    def by_unit(self) -> dict[int, Apart]:
        """{unit that keeps them}; one statement."""
        found = self.rows.values_list("second_unit_id", "state")
        found = found.annotate(n=Count("pk"), key=Sum(Cast("key_at_signing", IntegerField()))).order_by()
        counts: dict[int, Apart] = {}
        lines: list[Any] = list(found)
        for unit, state, n, key in lines:
            counts[unit] = counts.get(unit, Apart()) + (Apart(n, 0, key) if state == RECORDED else Apart(0, n, key))
        return counts

    def homes_without(self) -> QuerySet[Place]:
        """Home units at and below that take part in none, neither as first nor as second party."""
        homes = Place.objects.on(self.day).filter(under(self.path), unit__level__in=HOMES)
        counted = Contract.objects.filter(self._counts())
        return homes.filter(
            ~Exists(counted.filter(second_unit_id=OuterRef("unit_id"))),
            ~Exists(counted.filter(first_unit_id=OuterRef("unit_id"))),
        )

    def _counts(self) -> Q:
        """Begun in the period, and signed or recorded; what was dropped without being signed is none."""
        begun = Q(state__in=COUNTED, starts__gte=self.since, starts__lte=self.until)
        return begun & ~Q(state=ENDED, signed=None)

    def records(
        self, chosen: dict[str, str], recorded: bool | None, scope: Scope, *, after: int, most: int
    ) -> tuple[list[Record], int]:
        """The contracts of one figure, `most` from place `after` on, and how many there are; four statements.

        chosen: {what they are counted by: its code}; an occupation '' is 'no post known'.
        """
        asked = Q(**{COLUMNS[by]: code for by, code in chosen.items() if by != OCCUPATION or code})
        if chosen.get(OCCUPATION) == "":
            asked &= Q(occupation=None)
        if OCCUPATION in chosen:
            asked &= Q(first_level=PERSON)
        if recorded is not None:
            asked &= Q(state=RECORDED) if recorded else ~Q(state=RECORDED)
        rows = self.rows.filter(asked)
        page = rows.select_related(*PARTIES).prefetch_related("terms__technique__same_as").order_by("starts", "pk")
        found = list(page[after : after + most])
        named = set(visible_to(scope).filter(pk__in=[row.pk for row in found]).values_list("pk", flat=True))
        return [record_of(row, row.pk in named, scope) for row in found], rows.count()


def word_of(by: str, code: str) -> str:
    """A code that contracts are counted by, in words."""
    if by == KIND:
        return str(CATALOGUE[code].name) if code in CATALOGUE else code
    if by == LEVEL:
        return _("two people") if code == PERSON else str(LEVELS[code].name) if code in LEVELS else code
    if by == OCCUPATION:
        return code or _("no post known")
    return str((CONTENT if by == CONTENT_KIND else MODES).get(code, code))


def codes_of(by: str) -> list[str]:
    """The classes in their published order; ties of the largest remainder go to the earlier one (Q28)."""
    known = {KIND: list(CATALOGUE), CONTENT_KIND: list(CONTENT), MODE: list(MODES), LEVEL: [PERSON, *LEVELS]}
    return known.get(by, [])


def record_of(row: Contract, named: bool, scope: Scope) -> Record:
    """A contract as this person may read it; its parties and terms are joined."""
    topics = _(", ").join(subject_of(term) for term in row.terms.all())
    title, uid = (title_of(row, scope), row.uid) if named else ("", "")
    two = () if row.of_units or not named else (row.first_id, row.second_id)
    others = () if scope.person_id in two else two
    return Record(uid, code_of(row.uid), title, topics, str(CONTENT[row.content]), state_word(row), others)
