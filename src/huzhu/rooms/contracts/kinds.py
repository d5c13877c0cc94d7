"""Kinds of contract (S29) and of content (S31): values, not code. 'Brothers' and 'sisters' are two codes, no logic."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import Role
from huzhu.base.calendar import kinds as week
from huzhu.base.calendar.kinds import SlotTemplate

CATALOGUE: dict[str, ContractKind] = {}


@dataclass(frozen=True)
class ContractKind:
    """`duties_first`, `duties_second`: proposed words for the duties of 甲 and 乙, which the two may change.

    `week`: the templates of its week (S39, base.calendar.kinds); `of_units`: between two units, else between two people.
    """

    code: str
    name: Promise
    source: str
    duties_first: Promise
    duties_second: Promise
    week: tuple[SlotTemplate, ...] = ()
    of_units: bool = False

    def __post_init__(self) -> None:
        CATALOGUE[self.code] = self


_SHOW = _("Shows the work at the machine at least once a week and says why it is done so.")
_ASK = _("Says after practice where it is hard, and asks what is not understood.")

_PEERS = (week.CLASS, week.EARLY, week.IN_SHIFT, week.QUESTIONS, week.CHECK)
APPRENTICESHIP = ContractKind(
    "apprenticeship", _("apprenticeship"), "S29", _SHOW, _ASK,
    (week.SUNDAY, week.THEORY, week.DAILY, week.IN_SHIFT, week.QUESTIONS, week.CHECK),
)  # fmt: skip
BROTHERS = ContractKind("brothers", _("peers (brothers)"), "S29", _SHOW, _ASK, _PEERS)
SISTERS = ContractKind("sisters", _("peers (sisters)"), "S29", _SHOW, _ASK, _PEERS)
TUTOR = ContractKind(
    "tutor", _("tutor"), "S86",
    _("Is there when asked, says how he would do it, and looks at the work now and then."),
    _("Asks in time, and tells what came of it."),
)  # fmt: skip
UNITS = ContractKind(
    "units", _("between units"), "S30",
    _("Receives the others at its machines, shows how it works and lends somebody who can show it."),
    _("Names who takes part, tries it in its own work, and tells what came of it."),
    (week.VISIT,), of_units=True,
)  # fmt: skip

PEERS = (BROTHERS.code, SISTERS.code)

LEADING: dict[str, tuple[Role, Role]] = {
    "team": (Role.GROUP_LEADER, Role.FOREMAN),
    "group": (Role.GROUP_LEADER, Role.FOREMAN),
    "shift": (Role.GROUP_LEADER, Role.FOREMAN),
    "office": (Role.GROUP_LEADER, Role.FOREMAN),
    "workshop": (Role.SPONSOR, Role.MANAGEMENT_SPONSOR),
    "factory": (Role.SPONSOR, Role.MANAGEMENT_SPONSOR),
}
"""Levels of units that sign with each other (S30), and the two roles that sign for one: the union's, production's."""

CONTENT: dict[str, Promise] = {
    "operations": _("workers' operations"),
    "business": _("technical and business skills of staff"),
    "management": _("enterprise and technical management"),
    "research": _("special research"),
}
"""What a contract is about (S31)."""

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
UNITS_SIGNED = _("signed by all four")
"""What `signed` is called between two units."""
OVERTAKEN: dict[str, Promise] = {
    "target-met": _("the target is reached"),
    "new-standard": _("a new standard is published for the technique"),
    "new-post": _("one of you has another post"),
    "new-product": _("the product has changed"),
}
"""Why a contract is to be revised (S51), the first that holds counts."""
DECISIONS: dict[str, Promise] = {
    "revise": _("change it: a new version for both to sign"),
    "extend": _("extend it once"),
    "close": _("close it"),
}
"""What a joint review comes to (Q21)."""
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
