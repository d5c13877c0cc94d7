"""What stands on the printed sheets: values gathered for the press, in the reader's language."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huzhu.base.access import Role, Scope
from huzhu.base.charter import rules
from huzhu.base.drawing.words import day_words, moment_words
from huzhu.base.people.queries import leaders_of, people
from huzhu.base.units.queries import UnitLine, at_level, line_up, path_of
from huzhu.rooms.contracts.clauses import TERM_MONTHS, WARN_AIMS
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.contracts.print import ContractSheet, InvitationSheet, Party, Signature, Term, Week
from huzhu.rooms.contracts.print.sheets import Language
from huzhu.rooms.contracts.queries.page import ContractPage, TermLine, code_of, contract_page

FORM = "HZ-1"


def contract_sheet(contract: Contract, scope: Scope) -> ContractSheet:
    """The sheet of a contract's present version; whoever may see the page may print it. Names stand in full."""
    page = contract_page(contract, Scope(person_id=0, day=scope.day))
    version = page.versions[0]
    signed = {name.person_id: name.at for name in version.names if not name.voided}
    letters = (_("A"), _("B"))
    path = path_of(contract.second_unit_id, scope.day)
    return ContractSheet(
        title=_("Mutual-aid contract"), place=_place(path, scope.day), number=page.kind, version=contract.version,
        date=day_words(contract.signed or contract.drafted, year=True),
        parties=tuple(_party(page, first, letters) for first in (True, False)),
        terms=tuple(_term(line, letters, page.of_units) for line in page.terms),
        weeks=tuple(
            Week(
                _("Week %(week)s, %(dates)s") % {"week": week.n, "dates": week.dates} if week.dates else _("Week %(week)s") % {"week": week.n},
                tuple("\n".join(step.text for step in week.steps if step.term == line.n) for line in page.terms),
            )
            for week in page.weeks
        ),
        duties=_duties(page, letters),
        signatures=tuple(
            Signature(letter, name, moment_words(signed[person]) if person in signed else "")
            for letter, person, name in _signing(page, letters)
        ),
        url=settings.ADDRESS + reverse("contracts:proof", args=[contract.uid]), code=code_of(contract.uid),
        fingerprint=version.fingerprint, clauses=_clauses(page.path, page.stamped), language=_language(), form=FORM,
    )  # fmt: skip


def invitation_sheet(unit: UnitLine, scope: Scope) -> InvitationSheet:
    """The invitation of a group: its join page, and the leader who reads the six digits."""
    leaders = leaders_of(unit.id, scope.day)
    leader = leaders.get(Role.GROUP_LEADER) or leaders.get(Role.FOREMAN) or 0
    url = settings.ADDRESS + reverse("join", args=[unit.uid])
    return InvitationSheet(
        place=_place(unit.path, scope.day, but=unit.id), group=unit.name, leader=people({leader})[leader].name if leader else "",
        url=url, address=url.split("://", 1)[-1], code=code_of(unit.uid), language=_language(),
    )  # fmt: skip


def _party(page: ContractPage, first: bool, letters: tuple[str, str]) -> Party:
    person = page.first if first else page.second
    taught = [line.subject for line in page.terms if line.first_teaches == first]
    learnt = [line.subject for line in page.terms if line.first_teaches != first]
    return Party(letters[not first], person.name, person.roll, "", _(", ").join(taught), _(", ").join(learnt))


def _signing(page: ContractPage, letters: tuple[str, str]) -> list[tuple[str, int, str]]:
    """(letter, person id, name) of the two or four lines to sign on; the left column is A's, the right one B's."""
    four = page.signers or [(page.first.id, page.first.name), (page.second.id, page.second.name)]
    return [(letters[place % 2], person, name) for place, (person, name) in enumerate(four)]


def _term(line: TermLine, letters: tuple[str, str], of_units: bool) -> Term:
    teacher, learner = letters if line.first_teaches else letters[::-1]
    says = _("%(teacher)s helps %(learner)s") if of_units else _("%(teacher)s teaches %(learner)s")
    who = says % {"teacher": teacher, "learner": learner}
    baseline = f"{line.baseline} ({line.rests_on})" if line.rests_on else line.baseline
    return Term(line.n, who, line.subject, baseline, line.target, day_words(line.ends, year=True) if line.ends else "–",
                _("the figure is read together") if not line.is_technique else _("the assessor measures, both present"))  # fmt: skip


def _duties(page: ContractPage, letters: tuple[str, str]) -> str:
    said = [f"{letter}: {words}" for letter, (_name, words) in zip(letters, page.duties, strict=True) if words]
    proposed = [_("Proposed each week: %(week)s.") % {"week": _("; ").join(page.practice)}] if page.practice else []
    carried = [
        _("Term %(n)s is carried out by %(names)s.")
        % {"n": line.n, "names": _(", ").join(one.name for one in line.people if one.accepted)}
        for line in page.terms
        if any(one.accepted for one in line.people)
    ]
    return " ".join(
        [
            *said,
            *proposed,
            *carried,
            _("If it is missed, both of you answer for it. Either may stop at any time; it is no fault."),
        ]
    )


def _clauses(path: str, day: date) -> str:
    """The limits that stand behind the contract, each with its value and source."""
    return _("; ").join(
        _("%(name)s: %(value)s") % {"name": clause.name, "value": rule.said}
        for clause, rule in rules(TERM_MONTHS, WARN_AIMS, path=path, day=day).items()
    )


def _place(path: str, day: date, *, but: int = 0) -> str:
    factory = at_level(path, "factory", day)
    below = [line.name for line in line_up(path, day) if line.level in ("workshop", "group") and line.id != but]
    return " ".join([*([factory.name] if factory else []), *below])


def _language() -> Language:
    return "en" if (get_language() or "").startswith("en") else "zh_Hans"
