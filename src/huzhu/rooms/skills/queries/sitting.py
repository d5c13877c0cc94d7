"""The cards of an assessor's round, in their order, with what is done (S16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from huzhu.base.people.queries import PersonLine, people
from huzhu.base.units.queries import UnitLine
from huzhu.rooms.skills.models import Measurement, Sitting
from huzhu.rooms.skills.queries.catalogue import TechniqueLine, scale_of, techniques
from huzhu.rooms.skills.queries.standards import ItemLine, StandardLine, standard_for
from huzhu.rooms.skills.scores import Level, level_of


@dataclass(frozen=True)
class Card:
    """One person in one technique. `level`: what was said on this round, '' where nothing was; `place` counts from 1."""

    person: PersonLine
    technique: TechniqueLine
    place: int
    score: int | None = None
    level: str = ""


@dataclass(frozen=True)
class Cards:
    """A round: `all` in the order chosen, by person or by technique."""

    uid: str
    all: list[Card]

    @property
    def done(self) -> int:
        return sum(card.score is not None for card in self.all)

    @property
    def first_open(self) -> Card | None:
        return next((card for card in self.all if card.score is None), None)

    def at(self, person_uid: str, technique_uid: str) -> Card | None:
        asked = (person_uid, technique_uid)
        return next((card for card in self.all if (card.person.uid, card.technique.uid) == asked), None)

    def after(self, card: Card) -> Card | None:
        """The next card without a word, from here on and then from the beginning."""
        others = self.all[card.place :] + self.all[: card.place - 1]
        return next((other for other in others if other.score is None), None)

    def before(self, card: Card) -> Card | None:
        return self.all[card.place - 2] if card.place > 1 else None


def cards_of(sitting: Sitting, group: UnitLine) -> Cards:
    """The cards of a round; four statements."""
    said = Measurement.objects.filter(
        assessor_id=sitting.by_id, source=Measurement.Source.ASSESSOR, at__gte=sitting.at, unit_id=sitting.unit_id,
        person_id__in=sitting.people, technique_id__in=sitting.techniques,
    ).order_by("at", "id")  # fmt: skip
    scores = {key[:2]: key[2] for key in said.values_list("person_id", "technique_id", "score")}
    persons, lines, scale = people(set(sitting.people)), techniques(sitting.techniques), scale_of(group.path)
    if sitting.by_technique:
        pairs = [(person, technique) for technique in sitting.techniques for person in sitting.people]
    else:
        pairs = [(person, technique) for person in sitting.people for technique in sitting.techniques]
    return Cards(
        sitting.uid,
        [
            Card(
                persons[person], lines[technique], place, scores.get((person, technique)),
                str(level_of(scores[person, technique], scale).name) if (person, technique) in scores else "",
            )
            for place, (person, technique) in enumerate(pairs, 1)
        ],
    )  # fmt: skip


def last_sitting(unit_id: int, person_id: int | None) -> Sitting | None:
    """Somebody's newest round in a group: his picks are offered again."""
    return Sitting.objects.filter(unit_id=unit_id, by_id=person_id or 0).order_by("-at").first()


@dataclass(frozen=True)
class Face:
    """What stands on one card: the standard's items with what was said of each, the levels, the one chosen."""

    standard: StandardLine | None
    items: list[tuple[ItemLine, float | None]]
    scale: Sequence[Level]
    chosen: int | None


def face_of(card: Card, sitting: Sitting, group: UnitLine, day: date) -> Face:
    """The front of a card; three statements."""
    standard, scale = standard_for(card.technique.id, group.path, day), scale_of(group.path)
    said = sitting.marks.get(f"{card.person.id}.{card.technique.id}", {})
    return Face(
        standard,
        [(item, said.get(str(item.id))) for item in (standard.items if standard else ())],
        scale,
        level_of(card.score, scale).quarters if card.score is not None else None,
    )
