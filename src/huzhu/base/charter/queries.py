"""What the charter's pages show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q
from django.utils.translation import gettext as _

from huzhu.base.access import Scope
from huzhu.base.charter.access import rules_over
from huzhu.base.charter.clauses import CATALOGUE, Clause, clauses
from huzhu.base.charter.models import Ruling
from huzhu.base.charter.moves import DRAFT, DROPPED, FORCE, TRIAL
from huzhu.base.charter.rulings import Rule, rules
from huzhu.base.db import under
from huzhu.base.drawing.words import day_words
from huzhu.base.units.models import Place
from huzhu.base.units.queries import ids_of

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Line:
    """A clause at a unit. `set_at`: place on the way from the root of the unit that set it, None = the example value."""

    rule: Rule
    set_at: int | None
    here: int
    levels: int

    @property
    def clause(self) -> Clause:
        return self.rule.clause

    @property
    def own(self) -> bool:
        return self.set_at == self.here


@dataclass(frozen=True)
class Version:
    """One version that a unit on the way to here wrote, newest first; `value` None = back to inherited.

    `phase`: draft, dropped, ahead, trial, over (its trial ended), force, superseded. `since` in words, `here`: written
    by the unit that is looked at. `decides`: the reader may put it on trial or in force; `keeps`: after its trial.
    """

    clause: Clause
    unit_name: str
    value: int | None
    version: int
    cited: str
    phase: str
    words: str
    shown: bool
    here: bool
    decides: bool
    keeps: bool

    @property
    def measured(self) -> str:
        return _("back to inherited") if self.value is None else f"{self.value} {self.clause.unit}".strip()


def charter(path: str, day: date, *, only: str | None = None) -> list[Line]:
    """Every clause in force at the unit with `path`, own or inherited, in the order of their codes; one statement."""
    ids = ids_of(path)
    wanted = [clause for clause in clauses() if only in (None, clause.code)]
    return [
        Line(held, ids.index(held.unit_id) if held.unit_id else None, len(ids) - 1, len(ids))
        for held in rules(*wanted, path=path, day=day).values()
    ]


def versions(path: str, scope: Scope, *, code: str | None = None) -> list[Version]:
    """What units from the root down to this one have ever said, of one clause or of all, as far as this person reads it:
    a draft is for those who set rules at its unit, unless it is shown. One statement."""
    ids, found = ids_of(path), []
    rows = Ruling.objects.filter(unit_id__in=ids, clause__in=[code] if code else list(CATALOGUE))
    later: dict[tuple[int, str], date] = {}
    for row in rows.select_related("unit").order_by(F("starts").desc(nulls_first=True), "-version"):
        replaced = later.get((row.unit_id, row.clause))
        if row.state == FORCE and row.starts:
            later[row.unit_id, row.clause] = row.starts
        above = path[: path.index(f"/{row.unit_id}/") + len(f"/{row.unit_id}/")]
        rules_there = rules_over(scope, above)
        if row.state in (DRAFT, DROPPED) and not (rules_there or (row.shown and row.state == DRAFT)):
            continue
        phase, words = _phase(row, replaced, scope.day)
        here = row.unit_id == ids[-1]
        found.append(Version(
            CATALOGUE[row.clause], row.unit.said, row.value, row.version, row.cited, phase, words, row.shown, here,
            here and rules_there and row.state == DRAFT,
            here and rules_there and row.state == TRIAL and phase in ("trial", "ahead"),
        ))  # fmt: skip
    return sorted(found, key=lambda version: version.phase != "draft")


def _phase(row: Ruling, replaced: date | None, day: date) -> tuple[str, str]:
    """The phase of a ruling on `day` and its words; `replaced`: first day of the version that follows it for good."""
    if row.starts is None:
        return (DRAFT, _("draft, binds nobody")) if row.state == DRAFT else (DROPPED, _("draft, dropped"))
    starts = day_words(row.starts, year=True)
    last = row.ends and row.ends - DAY
    tried = last and _("on trial %(first)s to %(last)s") % {"first": starts, "last": day_words(last, year=True)}
    over = row.state == TRIAL and row.ends is not None and row.ends <= (replaced or day)
    if replaced and replaced <= max(day, row.starts) and not over:
        return "superseded", _("superseded on %(day)s") % {"day": day_words(replaced, year=True)}
    if row.starts > day:
        return "ahead", tried or _("in force from %(day)s on") % {"day": starts}
    if tried and row.ends and row.ends > day:
        kept = _("then in force") if row.state == FORCE else _("then it ends by itself")
        return TRIAL, f"{tried}, {kept}"
    if tried and over:
        return "over", _("%(tried)s; ended") % {"tried": tried}
    return FORCE, _("in force since %(day)s") % {"day": day_words(row.ends or row.starts, year=True)}


def what_would_change(
    line: Line, path: str, value: int | None, *, state: str, starts: date | None, last: date | None, day: date
) -> list[str]:
    """What saving this would change and what not, in sentences; counts the units below that go their own way."""
    if state == DRAFT or starts is None:
        return [_("A draft binds nobody; what holds now goes on.")]
    held = rules(line.clause, path=path, day=starts)[line.clause]
    new = value
    if new is None:
        above = path[: path.rstrip("/").rindex("/") + 1]
        new = rules(line.clause, path=above, day=starts)[line.clause].value if above != "/" else line.clause.default
    unit = line.clause.unit
    if new == held.value:
        said = [_("It stays %(value)s.") % {"value": held.measured}]
    else:
        words = {"old": held.value, "new": f"{new} {unit}".strip(), "day": day_words(starts, year=True)}
        said = [_("From %(old)s to %(new)s, from %(day)s on.") % words]
    if last is not None:
        words = {"day": day_words(last, year=True)}
        said.append(_("After %(day)s the value before holds again by itself, unless this is put in force.") % words)
    said.append(str(line.clause.touches))
    below = _own_ways(line.clause, path, starts)
    if below:
        said.append(_("Units below that have set their own and keep it: %(many)s.") % {"many": below})
    return said


def _own_ways(clause: Clause, path: str, day: date) -> int:
    """Units below `path` with a value of their own on `day`."""
    bind = Q(state=FORCE) | Q(state=TRIAL, ends__gt=day)
    below = Place.objects.on(day).filter(under(path)).exclude(path=path).values("unit_id")
    rows = Ruling.objects.filter(bind, clause=clause.code, starts__lte=day, unit_id__in=below)
    last = {row.unit_id: row.value for row in rows.order_by("starts", "version")}
    return sum(value is not None for value in last.values())
