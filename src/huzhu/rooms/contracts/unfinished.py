"""Running contracts of somebody who leaves, moves or is long ill: each goes on, or ends without blame."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.base.access import NotFound, Scope
from huzhu.base.drawing.words import day_words
from huzhu.base.followup.models import Commitment
from huzhu.base.followup.unfinished import OWNERS, WORDS
from huzhu.base.people.queries import PersonLine, leaders_of, people
from huzhu.base.people.unfinished import Line, Verb, unfinished
from huzhu.rooms.contracts.access import keeping_group, visible_to
from huzhu.rooms.contracts.actions.closing import AWAY, REASONS, end_for
from huzhu.rooms.contracts.models import PERSON, Contract
from huzhu.rooms.contracts.moves import RECORDED, SIGNED
from huzhu.rooms.contracts.queries.lists import PARTIES, subject_of, title_of
from huzhu.rooms.contracts.queries.page import code_of

WORDS["joint-review"] = gettext_lazy("a talk about a missed date")
WORDS["first-measurement"] = gettext_lazy("a first measurement for a contract")


def _leads_here(matter_id: int, person_id: int, day: date) -> bool:
    """A joint review is for the leaders of the keeping group who are none of the two."""
    contract = Contract.objects.filter(pk=matter_id).first()
    if contract is None or person_id in contract.signers:
        return False
    return contract.of_units or person_id in leaders_of(keeping_group(contract, day), day).values()


def _not_of_the_two(matter_id: int, person_id: int, day: date) -> bool:
    """Nobody measures himself, or his own partner."""
    return not Contract.objects.filter(Q(first_id=person_id) | Q(second_id=person_id), pk=matter_id).exists()


OWNERS["joint-review"], OWNERS["first-measurement"] = _leads_here, _not_of_the_two


def _act(person_id: int, key: str, verb: str, value: str, *, by: Scope, now: datetime) -> None:
    if verb not in AWAY:
        raise NotFound
    end_for(key, person_id, verb, by=by, now=now)


def unsettled(person_ids: Collection[int]) -> list[PersonLine]:
    """Those of these people who have a running contract or an open promise; three statements."""
    rows = Contract.objects.filter(
        Q(first_id__in=person_ids) | Q(second_id__in=person_ids), first_level=PERSON, state__in=(SIGNED, RECORDED)
    )
    found = {person for pair in rows.values_list("first_id", "second_id") for person in pair}
    promised = Commitment.objects.filter(owner_id__in=person_ids, done=None).values_list("owner_id", flat=True)
    lines = people((found | set(promised)) & set(person_ids))
    return sorted(lines.values(), key=lambda line: line.roll)


@unfinished("contract", gettext_lazy("Contracts"), _act)
def contracts(person_id: int, scope: Scope, now: datetime) -> list[Line]:
    """His running contracts with people; who may not see the partner's name reads number and technique (Q31). Three
    statements."""
    his = Q(first_id=person_id) | Q(second_id=person_id)
    rows = Contract.objects.filter(his, first_level=PERSON, state__in=(SIGNED, RECORDED)).select_related(*PARTIES)
    found = list(rows.prefetch_related("terms__technique__same_as").order_by("ends", "pk"))
    seen = set(visible_to(scope).filter(pk__in=[row.pk for row in found]).values_list("pk", flat=True))
    verbs = [Verb(code, _("End it: %(why)s") % {"why": REASONS[code]}) for code in AWAY]
    return [
        Line(
            row.uid, title_of(row, scope) if row.pk in seen else code_of(row.uid),
            " · ".join(
                [
                    *dict.fromkeys(subject_of(term) for term in row.terms.all()),
                    *([_("until %(day)s") % {"day": day_words(row.ends)}] if row.ends else []),
                ]
            ),
            reverse("contracts:page", args=[row.uid]) if row.pk in seen else "", verbs,
        )
        for row in found
    ]  # fmt: skip
