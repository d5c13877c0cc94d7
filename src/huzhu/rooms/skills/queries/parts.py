"""The four parts of a month, item by item: what each source says, what is missing, where they differ (S17, Q2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from huzhu.base.access import NotFound
from huzhu.base.people.queries import PersonLine, people, roster
from huzhu.base.units.queries import UnitLine
from huzhu.rooms.skills.arrivals import OFFICIAL
from huzhu.rooms.skills.models import Measurement, Month, MonthScore
from huzhu.rooms.skills.months import last_day
from huzhu.rooms.skills.queries.catalogue import TechniqueLine, scale_of
from huzhu.rooms.skills.queries.heat import columns_of
from huzhu.rooms.skills.queries.standards import StandardLine, standards_for
from huzhu.rooms.skills.scores import Level, level_of

Key = tuple[int, int]
"""Person id, technique id."""


@dataclass(frozen=True)
class Word:
    """What one source said; `score` for those who see scores. `words`: why the group says otherwise."""

    score: int
    quarters: int
    level: str
    day: date
    who: str = ""
    words: str = ""


@dataclass(frozen=True)
class Parts:
    """One person and technique in one month. A central opinion stands under both, assessor and production leader;
    `foreman_last`: the production leader's other one came after the assessor's.

    `asked`: the assessor has spoken and nobody has said the same yet. `agreed`: of a closed month as it was closed, of
    an open one as it would be closed today.
    """

    person: PersonLine
    technique: TechniqueLine
    standard: StandardLine | None = None
    assessor: Word | None = None
    foreman: Word | None = None
    own: Word | None = None
    group: Word | None = None
    central: bool = False
    asked: bool = False
    agreed: bool = False
    foreman_last: bool = False

    @property
    def said(self) -> list[tuple[str, Word | None]]:
        """The four who speak, by name."""
        return [
            (_("Assessor"), self.assessor), (_("Production leader"), self.foreman),
            (_("The person"), self.own), (_("The group"), self.group),
        ]  # fmt: skip

    @property
    def missing(self) -> list[str]:
        """The parts that are not there, in words."""
        parts = (
            (self.standard, _("published standard")), (self.central, _("central opinion")),
            (self.own, _("the person's own word")), (self.group, _("the group's word")),
        )  # fmt: skip
        return [word for there, word in parts if not there]

    @property
    def waits_for_foreman(self) -> bool:
        """The assessor has spoken, and the production leader has said neither the same nor another since."""
        return self.asked and not self.foreman_last

    @property
    def waits_for_assessor(self) -> bool:
        """The production leader sees it another way."""
        return not self.central and self.foreman_last

    @property
    def differs(self) -> bool:
        """Whether those who have spoken name different levels."""
        return len({word.quarters for _name, word in self.said if word}) > 1


def open_months(unit_id: int) -> list[date]:
    """A group's months that are still open, the oldest first."""
    rows = Month.objects.filter(unit_id=unit_id, state=Month.State.OPEN).order_by("month")
    return list(rows.values_list("month", flat=True))


def month_to_talk_about(months: Sequence[date], asked: date | None) -> date | None:
    """The open month asked for, else the oldest; None where none is open. NotFound for another one."""
    if asked is not None and asked not in months:
        raise NotFound
    return asked or next(iter(months), None)


def parts_of(
    group: UnitLine, month: date, day: date, *, but: int | None = None, person_id: int | None = None,
    technique_id: int | None = None,
) -> list[Parts]:  # fmt: skip
    """Everything said in a group's month, technique by technique in the catalogue's order, names in roll order.

    `but`: whoever reads this; what others say of himself he sees once he has said his own. Constant statements.
    """
    rows = Measurement.objects.filter(unit_id=group.id, month=month).order_by("day", "at", "id")
    closed = MonthScore.objects.filter(month__unit_id=group.id, month__month=month)
    asked = {"person_id": person_id, "technique_id": technique_id}
    only = {name: value for name, value in asked.items() if value}
    rows, closed = rows.filter(**only), closed.filter(**only)
    found: dict[Key, list[Measurement]] = {}
    for row in rows:
        found.setdefault((row.person_id, row.technique_id), []).append(row)
    agreed = {key[:2]: key[2] for key in closed.values_list("person_id", "technique_id", "agreed")}
    names = people({i for words in found.values() for row in words for i in (row.assessor_id, row.second_id) if i})
    members, scale = roster(group.id, min(day, last_day(month))), scale_of(group.path)
    lines = columns_of(group, [line.id for line in members], day, {technique for _person, technique in found})
    standards = standards_for({technique for _person, technique in found}, group.path, min(day, last_day(month)))
    return [
        _parts(person, line, standards.get(line.id), words, scale, names, agreed.get((person.id, line.id)))
        for line in lines
        for person in members
        if (words := found.get((person.id, line.id)))
        and (person.id != but or any(row.source == Measurement.Source.SELF for row in words))
    ]  # fmt: skip


def _parts(
    person: PersonLine, technique: TechniqueLine, standard: StandardLine | None, rows: list[Measurement],
    scale: Sequence[Level], names: dict[int, PersonLine], closed: bool | None,
) -> Parts:  # fmt: skip
    """The newest word of each source; `rows` in their order."""

    def word(row: Measurement | None) -> Word | None:
        if row is None:
            return None
        level = level_of(row.score, scale)
        two = [names[i].name for i in (row.assessor_id, row.second_id) if i in names]
        return Word(row.score, level.quarters, str(level.name), row.day, _(", ").join(two), row.words)

    last = {row.source: row for row in rows}
    official = next((row for row in reversed(rows) if row.source in OFFICIAL), None)
    central = official if official and official.second_id else None
    foreman = last.get(Measurement.Source.FOREMAN)
    own, group = last.get(Measurement.Source.SELF), last.get(Measurement.Source.GROUP)
    whole = bool(central and central.standard_id and own and group)
    return Parts(
        person, technique, standard, word(official), word(central or foreman), word(own), word(group),
        central is not None, bool(official and official.source == Measurement.Source.ASSESSOR),
        whole if closed is None else closed,
        bool(foreman and (official is None or rows.index(foreman) > rows.index(official))),
    )  # fmt: skip


@dataclass(frozen=True)
class OwnWord:
    """One technique on which I say my own word; what others say comes after mine."""

    technique: TechniqueLine
    standard: StandardLine | None
    parts: Parts | None

    @property
    def waits(self) -> bool:
        return self.parts is None


def own_words(group: UnitLine, person_id: int, month: date, day: date) -> list[OwnWord]:
    """The techniques of my trade, and whatever else I spoke of, in the catalogue's order; constant statements."""
    said = {line.technique.id: line for line in parts_of(group, month, day, but=person_id, person_id=person_id)}
    lines = columns_of(group, [person_id], day, set(said))
    standards = standards_for((line.id for line in lines), group.path, day)
    return [OwnWord(line, standards.get(line.id), said.get(line.id)) for line in lines]
