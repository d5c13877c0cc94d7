"""The value of a clause at a unit on a day. A deed reads it and stamps the result; no list ever reads the charter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from huzhu.base.charter.clauses import Clause


@dataclass(frozen=True)
class Rule:
    """A clause with the value in force; `unit_name` is empty where nobody has set one."""

    clause: Clause
    value: int
    version: int = 0
    unit_name: str = ""

    @property
    def said(self) -> str:
        """The value with its source, as shown wherever it applies (S13)."""
        what = f"{self.value} {self.clause.unit}".strip()
        if not self.unit_name:
            return _("%(value)s (example, no source; %(rows)s)") % {"value": what, "rows": self.clause.source}
        return _("%(value)s (from %(unit)s, version %(version)s)") % {
            "value": what, "unit": self.unit_name, "version": self.version
        }  # fmt: skip


def rules(*wanted: Clause, path: str, day: date) -> dict[Clause, Rule]:
    """The rules of several clauses at the unit with `path`, in one statement."""
    from huzhu.base.charter.models import Ruling

    ids = [int(part) for part in path.split("/") if part]
    rows = Ruling.objects.filter(unit_id__in=ids, clause__in=[c.code for c in wanted], starts__lte=day)
    found: dict[str, Ruling] = {}
    for row in rows.select_related("unit"):
        held = found.get(row.clause)
        rank = (ids.index(row.unit_id), row.starts, row.version)
        if held is None or rank > (ids.index(held.unit_id), held.starts, held.version):
            found[row.clause] = row
    return {
        clause: Rule(clause, said.value, said.version, said.unit.name)
        if (said := found.get(clause.code))
        else Rule(clause, clause.default)
        for clause in wanted
    }


def rule(clause: Clause, *, path: str, day: date) -> Rule:
    """The rule of one clause at the unit with `path` on `day`."""
    return rules(clause, path=path, day=day)[clause]
