"""Clauses and rulings (S13): every limit that the sources do not give, with its value, source and unit."""

from huzhu.base.charter.clauses import Clause, clauses
from huzhu.base.charter.rulings import Rule, rule, rules, rules_at

__all__ = ["Clause", "Rule", "clauses", "rule", "rules", "rules_at"]
