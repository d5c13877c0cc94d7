"""Kinds of contract between two people (S29): values, not code. 'Brothers' and 'sisters' are two codes, no logic."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CATALOGUE: dict[str, ContractKind] = {}


@dataclass(frozen=True)
class ContractKind:
    """`duties_first`, `duties_second`: proposed words for the duties of 甲 and 乙, which the two may change."""

    code: str
    name: Promise
    source: str
    duties_first: Promise
    duties_second: Promise

    def __post_init__(self) -> None:
        CATALOGUE[self.code] = self


_SHOW = _("Shows the work at the machine at least once a week and says why it is done so.")
_ASK = _("Says after practice where it is hard, and asks what is not understood.")

APPRENTICESHIP = ContractKind("apprenticeship", _("apprenticeship"), "S29", _SHOW, _ASK)
BROTHERS = ContractKind("brothers", _("peers (brothers)"), "S29", _SHOW, _ASK)
SISTERS = ContractKind("sisters", _("peers (sisters)"), "S29", _SHOW, _ASK)

STATES: dict[str, Promise] = {
    "draft": _("draft"),
    "lapsed": _("lapsed unsigned"),
    "recorded": _("recorded from a list"),
    "signed": _("signed by both"),
    "settled": _("settled"),
    "revised": _("revised"),
    "ended": _("ended"),
    "void": _("void"),
}
MODES: dict[str, Promise] = {
    "found": _("they found each other"),
    "introduced": _("introduced, and both accepted"),
    "assigned": _("assigned, by the list"),
    "unknown": _("how it came about is not recorded"),
}


def duties_in(language: str, kind: ContractKind) -> tuple[str, str]:
    """The proposed duties of 甲 and 乙 in the contract's language."""
    with translation.override(language):
        return str(kind.duties_first), str(kind.duties_second)
