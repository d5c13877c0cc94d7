"""Where a limit applies, its clause and version stand beside it, leading to the clause's page (S13)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from huzhu.base.access import Scope
from huzhu.base.charter import Rule, rules
from huzhu.base.charter.access import reads_charter
from huzhu.base.charter.clauses import CATALOGUE

register = template.Library()


@register.simple_tag(takes_context=True)
def clause(context: dict[str, Any], rule: Rule) -> SafeString:
    """`{% clause rule %}`: value, source and version as a link to the clause; `as said` for use within a sentence."""
    return format_html('<a href="{}">{}</a>', _address(context["request"].scope, rule), rule.said)


@register.inclusion_tag("parts/rules.html", takes_context=True)
def rules_here(
    context: dict[str, Any], *codes: str, at: str = "", day: date | datetime | None = None
) -> dict[str, Any]:
    """`{% rules_here "contracts.draft_days" at=path day=drafted %}`: a line with the rules that the page goes by.

    `at`: path of the unit, else the reader's own; `day`: when it was stamped, else today. One statement.
    """
    scope: Scope = context["request"].scope
    path = at or scope.group_path or next((holding.path for holding in scope.holdings), "")
    on = timezone.localdate(day) if isinstance(day, datetime) else day or scope.day
    found = rules(*(CATALOGUE[code] for code in codes), path=path, day=on)
    return {"rules": [(rule, _address(scope, rule)) for rule in found.values()], "on": on if on < scope.day else None}


def _address(scope: Scope, rule: Rule) -> str:
    """The clause where it was set, if this person reads that charter; else where he works."""
    code = rule.clause.code
    if rule.unit_uid and reads_charter(scope, rule.path):
        return reverse("charter-clause", args=[rule.unit_uid, code])
    return reverse("charter-mine", args=[code])
