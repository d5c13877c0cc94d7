"""The value of a clause at a unit on a day. A deed reads it and stamps the result; no list ever reads the charter."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from huzhu.base.charter.clauses import Clause
from huzhu.base.db import compiled

if TYPE_CHECKING:
    from huzhu.base.charter.models import Ruling


@dataclass(frozen=True)
class Rule:
    """A clause with the value in force; `unit_name` is empty where nobody has set one.

    `path` of the unit that set it; `tried_until`: the last day of its trial, None where it is in force.
    """

    clause: Clause
    value: int
    version: int = 0
    unit_name: str = ""
    unit_id: int | None = None
    cited: str = ""
    unit_uid: str = ""
    path: str = ""
    tried_until: date | None = None

    @property
    def measured(self) -> str:
        """The value with its unit."""
        return f"{self.value} {self.clause.unit}".strip()

    @property
    def said(self) -> str:
        """The value with its source, as shown wherever it applies (S13)."""
        if not self.unit_name:
            return _("%(value)s (example, no source; %(rows)s)") % {"value": self.measured, "rows": self.clause.source}
        words = {"value": self.measured, "unit": self.unit_name, "version": self.version}
        if self.tried_until:
            return _("%(value)s (from %(unit)s, version %(version)s, on trial)") % words
        return _("%(value)s (from %(unit)s, version %(version)s)") % words


def rules_at(*wanted: Clause, paths: Iterable[str], day: date) -> dict[str, dict[Clause, Rule]]:
    """The rules of several clauses at the units with `paths`, in one statement however many units.

    `day` may lie before today: what was stamped then, was stamped by these. A draft binds nobody; a trial binds on its
    own days alone, unless it was kept.
    """
    from huzhu.base.units.queries import ids_of

    lines = {path: ids_of(path) for path in paths}
    codes = [clause.code for clause in wanted]
    rows = _binding_at(next(iter(lines.values())), codes, day) if len(lines) == 1 else _binding(codes, day)
    last = {(row.unit_id, row.clause): row for row in rows}

    def at(clause: Clause, path: str, ids: tuple[int, ...]) -> Rule:
        for unit_id in reversed(ids):
            row = last.get((unit_id, clause.code))
            if row is not None and row.value is not None:  # None: the unit is back to what it inherits
                there = path[: path.index(f"/{unit_id}/") + len(f"/{unit_id}/")]
                tried = row.ends - timedelta(days=1) if row.ends and row.ends > day else None
                return Rule(
                    clause, row.value, row.version, row.unit.said, unit_id, row.cited, row.unit.uid, there, tried
                )
        return Rule(clause, clause.default)

    return {path: {clause: at(clause, path, ids) for clause in wanted} for path, ids in lines.items()}


@compiled
def _binding(codes: Collection[str], day: date) -> QuerySet[Ruling]:
    from huzhu.base.charter.models import Ruling

    bind = Q(state="force") | Q(state="trial", ends__gt=day)
    rows = Ruling.objects.filter(bind, clause__in=codes, starts__lte=day)
    return rows.select_related("unit").order_by("starts", "version")


@compiled
def _binding_at(unit_ids: Collection[int], codes: Collection[str], day: date) -> QuerySet[Ruling]:
    return _binding.build(codes, day).filter(unit_id__in=unit_ids)


def rules(*wanted: Clause, path: str, day: date) -> dict[Clause, Rule]:
    """The rules of several clauses at the unit with `path`, in one statement."""
    return rules_at(*wanted, paths=[path], day=day)[path]


def rule(clause: Clause, *, path: str, day: date) -> Rule:
    """The rule of one clause at the unit with `path` on `day`."""
    return rules(clause, path=path, day=day)[clause]
