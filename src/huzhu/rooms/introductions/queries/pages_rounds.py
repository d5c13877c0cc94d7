"""Rounds as pages print them: states in order, columns compared, endings without a person."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.base.access import Scope
from huzhu.base.drawing.charts import Bar, histogram
from huzhu.base.drawing.words import day_words
from huzhu.base.units.models import Unit
from huzhu.base.units.queries import ids_of, names, path_of
from huzhu.rooms.introductions.access import round_for
from huzhu.rooms.introductions.models import Ending, Round
from huzhu.rooms.introductions.queries.comparison import GAIN_STEP, Column, Comparison
from huzhu.rooms.introductions.queries.rounds import RoundPage, may_open
from huzhu.rooms.introductions.queries.words import how_many
from huzhu.rooms.skills import queries as skills

SHORT = 5

RULE_WORDS: dict[str, tuple[str | Promise, str | Promise]] = {
    "stable": (gettext_lazy("Stable"), gettext_lazy("No two would rather have each other and are not together.")),
    "greatest-gain": (gettext_lazy("Greatest gain"), gettext_lazy("Serves the most requests, then has the most room to learn.")),
    "mutual": (gettext_lazy("Mutual first"), gettext_lazy("Those who can teach each other first, the rest as “stable”.")),
}  # fmt: skip


@dataclass(frozen=True)
class Around:
    """A round that reaches my group, as everybody may know of it."""

    uid: str
    unit: str
    state: str
    opened: datetime
    gather_until: datetime
    closed: datetime | None


@dataclass(frozen=True)
class Step:
    """One state of the ribbon: done, now or ahead."""

    state: str
    word: str
    date: str


@dataclass(frozen=True)
class Drawn:
    """One rule as a column: its words, its figures, its two histograms on the common scale."""

    rule: str
    name: str | Promise
    words: str | Promise
    figures: Column
    gain: int
    loads: SafeString
    gains: SafeString


@dataclass(frozen=True)
class Owned:
    """Where requests ended: `many` in words, '' where fewer than five introductions were sent."""

    way: str
    owner: str
    due: date | None
    many: str


def rounds_around(scope: Scope) -> list[Around]:
    """The last rounds of the units above my group, newest first."""
    rows = Round.objects.filter(kind=Round.Kind.FULL, unit_id__in=ids_of(scope.group_path)).order_by("-opened", "-id")
    rows = rows.select_related("unit")[:SHORT]
    return [Around(row.uid, row.unit.said, row.state, row.opened, row.gather_until, row.closed) for row in rows]


def units_to_open(scope: Scope) -> dict[str, str]:
    """{public id: name} of the units in which this person may open a round."""
    ids = [unit for unit, _name in may_open(scope)]
    return dict(Unit.objects.filter(id__in=ids).order_by("id").values_list("uid", "name"))


def unit_id_of(uid: str) -> int:
    return Unit.objects.values_list("id", flat=True).get(uid=uid)


def keys_of_round(page: RoundPage, scope: Scope) -> list[str]:
    """Names of the current key problems at the round's unit."""
    path = path_of(page.unit_id, scope.day)
    return [line.technique or line.text for line in skills.current_key_problems(path, scope.day)]


def ribbon(page: RoundPage) -> list[Step]:
    """Gathering, compared, frozen, sent, closed: which stand behind, which is now."""
    deadline = max((wave[1] for wave in page.waves if wave[1]), default=None)
    line = page.line
    at = {"gathering": 1 if page.may_freeze else 0, "computed": 2, "sent": 3, "closed": 4}[line.state]
    words = [
        (_("Gathering"), _("until %(day)s") % {"day": day_words(line.gather_until)}), (_("Compare"), ""), (_("Frozen"), ""),
        (_("Sent"), _("answers until %(day)s") % {"day": day_words(deadline)} if deadline else ""),
        (_("Closed"), day_words(line.closed) if line.closed else ""),
    ]  # fmt: skip
    states = ["done" if n < at else "now" if n == at else "ahead" for n in range(len(words))]
    return [Step(state, word, when) for state, (word, when) in zip(states, words, strict=True)]


def now_at(page: RoundPage) -> str:
    """The round's state in a word."""
    return next(step.word for step in ribbon(page) if step.state == "now")


def drawn(found: Comparison) -> list[Drawn]:
    """The columns with their histograms, all on one scale."""
    loads = max((count for column in found.columns for _many, count in column.loads), default=1)
    gains = max((count for column in found.columns for _low, count in column.gains), default=1)
    most = max((len(column.loads) for column in found.columns), default=1)
    return [_drawn(column, loads, gains, most) for column in found.columns]


def _drawn(column: Column, loads: int, gains: int, most: int) -> Drawn:
    name, words = RULE_WORDS[column.rule]
    per = dict(column.loads)
    load_bars = [Bar(str(many), per.get(many, 0)) for many in range(most)]
    gain_bars = [Bar(str(low // 10), count) for low, count in column.gains]
    said = _("%(rule)s: learners of each teacher, number of teachers") % {"rule": name}
    room = _("%(rule)s: room to learn from %(step)s points to %(step)s points, number of introductions") % {
        "rule": name, "step": GAIN_STEP // 10
    }  # fmt: skip
    return Drawn(
        column.rule, name, words, column, column.gain // 10,
        histogram(load_bars, said, heads=(_("Learners"), _("Teachers")), highest=loads),
        histogram(gain_bars, room, heads=(_("Points from"), _("Introductions")), highest=gains, gains=True),
    )  # fmt: skip


def endings(scope: Scope, page: RoundPage) -> list[Owned]:
    """Where the round's requests ended (Q17): who owns what until when; a count only where five or more were sent."""
    row = round_for(page.line.uid, by=scope)
    counts = Counter(Ending.objects.filter(round=row).values_list("way", "owner_unit_id", "due"))
    units = names({unit for _way, unit, _due in counts if unit})
    lines = [
        Owned(way, units.get(unit or 0, ""), due, how_many(count) if page.sent is not None else "")
        for (way, unit, due), count in counts.items()
        if way != Ending.Way.INTRODUCED or page.sent is not None
    ]
    return sorted(lines, key=lambda line: (line.way, line.due or date.max, line.owner))
