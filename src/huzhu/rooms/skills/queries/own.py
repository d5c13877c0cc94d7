"""One's own card: what I can help with, what I would like to learn, where; in words first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from huzhu.base.access import Scope
from huzhu.base.charter import rule
from huzhu.base.people.queries import members_under
from huzhu.base.units.queries import at_level
from huzhu.rooms.skills.clauses import CAN_HELP, SMALLEST_BASE
from huzhu.rooms.skills.queries.catalogue import (
    TechniqueLine,
    scale_of,
    techniques,
    techniques_for,
    trade_of,
    wanted_for,
)
from huzhu.rooms.skills.queries.keys import key_techniques
from huzhu.rooms.skills.queries.marks import WishMark, marks_of
from huzhu.rooms.skills.queries.needs import first_words
from huzhu.rooms.skills.queries.standing import Standing, current_scores
from huzhu.rooms.skills.queries.words import source_words
from huzhu.rooms.skills.scores import Level, level_of, quantity_of_score

AHEAD = 100
"""How far a teacher's score lies above the learner's (Q8)."""


@dataclass(frozen=True)
class Item:
    """One technique on one's own card; `quarters` None = not measured. `mark` = my open wish about it.

    `first`: what should come before it, in words.
    """

    technique: TechniqueLine
    quarters: int | None
    level: str
    words: str
    key: bool = False
    where: str = ""
    mark: WishMark | None = None
    first: str = ""


@dataclass(frozen=True)
class OwnCard:
    """The sentence first; then strengths and what is to learn, key problems first, else in the catalogue's order.

    `further`: what one does alone already, short of what the post asks. `sources`: what it rests on. `courses`: what
    has a curve.
    """

    sentence: str
    strengths: list[Item] = field(default_factory=list)
    to_learn: list[Item] = field(default_factory=list)
    further: list[Item] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    courses: list[TechniqueLine] = field(default_factory=list)

    @property
    def measured(self) -> int:
        return len(self.courses)


def own_card(scope: Scope, day: date) -> OwnCard:
    """The card of whoever is signed in; constant statements."""
    me, path = scope.person_id or 0, scope.group_path
    if not path:
        return OwnCard(_("You belong to no group yet; whoever keeps the roll can put you in one."))
    held = {technique: at for (_me, technique), at in current_scores([me], day).items()}
    trade = trade_of([me], day).get(me)
    catalogue = {line.id: line for line in techniques_for(path, trade_ids=[trade] if trade else [], on=day)}
    catalogue |= techniques(held.keys() - catalogue.keys(), path)
    wanted, scale, keys, marks = (
        wanted_for([me], day),
        scale_of(path),
        key_techniques(path, day),
        marks_of([me], day),
    )
    strong = [line for line in catalogue.values() if line.id in held and held[line.id].score >= CAN_HELP.default]
    weak = [line for line in catalogue.values() if line.id not in held or held[line.id].score < wanted[me, line.id]]
    weak = [line for line in weak if line.retired is None or line.retired > day]
    places = _places(scope, day, weak, held)
    first = first_words([line.id for line in weak], {technique: at.score for technique, at in held.items()}, path)
    own = [
        Item(
            line, (level := level_of(held[line.id].score, scale)).quarters, str(level.name), _figures(line, held[line.id], None),
            line.id in keys, mark=marks.get((me, line.id, "offer")),
        )
        for line in strong
    ]  # fmt: skip
    learn = [
        replace(
            _to_learn(
                line, held.get(line.id), wanted[me, line.id], scale, line.id in keys, places[line.id], marks.get((me, line.id, "request"))
            ),
            first=first.get(line.id, ""),
        )
        for line in sorted(weak, key=lambda line: line.id not in keys)
    ]  # fmt: skip
    newest = sorted(held.values(), key=lambda at: at.month, reverse=True)
    sources = dict.fromkeys(source_words(at) for at in newest)
    able = {line.id for line in strong}
    short = [item for item in learn if item.technique.id not in able]
    gaps = [item.technique.name for item in short if item.quarters is not None]
    return OwnCard(
        _sentence([item.technique.name for item in own], gaps), own, short, [item for item in learn if item.technique.id in able],
        list(sources), [line for line in catalogue.values() if line.id in held],
    )  # fmt: skip


def _to_learn(
    line: TechniqueLine, at: Standing | None, wanted: int, scale: Sequence[Level], key: bool, where: str, mark: WishMark | None
) -> Item:  # fmt: skip
    if at is None:
        return Item(line, None, "", _("Not measured; not counted as 0"), key, where, mark)
    level = level_of(at.score, scale)
    said = _figures(line, at, wanted) or _("wanted: %(level)s") % {"level": level_of(wanted, scale).name}
    return Item(line, level.quarters, str(level.name), said, key, where, mark)


def _figures(line: TechniqueLine, at: Standing, wanted: int | None) -> str:
    """'82 seconds, wanted 70 seconds', where the technique is measured in a quantity."""
    if at.quantity is None or line.worth_0 is None:
        return ""
    own = f"{at.quantity:g} {line.measure}".strip()
    if wanted is None:
        return own
    goal = f"{round(quantity_of_score(line, wanted), 2):g} {line.measure}".strip()
    return _("%(own)s, wanted %(wanted)s") % {"own": own, "wanted": goal}


def _places(scope: Scope, day: date, weak: list[TechniqueLine], held: dict[int, Standing]) -> dict[int, str]:
    """Where I can learn each: how many in my group, and in the workshop as a number from 5 upward, else 'a few' (Q7)."""
    shop = at_level(scope.group_path, "workshop", day)
    people = members_under(shop.path if shop else scope.group_path, day)
    home = {person for person, group in people if group == scope.group_id}
    scores = current_scores([person for person, _group in people], day, technique_ids=[line.id for line in weak])
    base = rule(SMALLEST_BASE, path=scope.group_path, day=day).value
    found = {}
    for line in weak:
        floor = max(CAN_HELP.default, held[line.id].score + AHEAD if line.id in held else 0)
        able = [
            person
            for (person, technique), at in scores.items()
            if technique == line.id and at.score >= floor and person != scope.person_id
        ]
        here = sum(person in home for person in able)
        found[line.id] = _where(here, len(able) - here, base)
    return found


def _where(here: int, around: int, base: int) -> str:
    words = (
        [ngettext("%(n)s in your group can teach it", "%(n)s in your group can teach it", here) % {"n": here}]
        if here
        else []
    )
    if around:
        words.append(_("%(n)s in the workshop") % {"n": around} if around >= base else _("a few in the workshop"))
    return pgettext("between words in a row", ", ").join(words)


def _sentence(strong: list[str], gaps: list[str]) -> str:
    """What somebody would say in one breath; at most three names each."""
    words = {"strong": _names(strong), "gaps": _names(gaps)}
    if strong and gaps:
        return _("You can help others with %(strong)s; %(gaps)s can still grow.") % words
    if strong:
        return _("You can help others with %(strong)s.") % words
    if gaps:
        return _("You are learning; %(gaps)s can still grow.") % words
    return _("Nothing of yours has been measured yet. You can still say what you would like to learn.")


def _names(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    shown = names[:3]
    return _("%(some)s and %(last)s") % {"some": _(", ").join(shown[:-1]), "last": shown[-1]}
