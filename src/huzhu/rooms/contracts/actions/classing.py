"""What a contract is counted under: content kind, occupation, key problem (S20, S31). No part of the text that is signed."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import Refused
from huzhu.base.people.models import Posting
from huzhu.base.units.queries import path_of
from huzhu.rooms.contracts.actions.terms import DraftWords
from huzhu.rooms.contracts.kinds import CONTENT
from huzhu.rooms.contracts.models import Contract
from huzhu.rooms.contracts.moves import DRAFT
from huzhu.rooms.skills.queries import current_key_problems, techniques
from huzhu.rooms.skills.queries.keys import KeyLine


def propose_class(contract: Contract, technique_id: int, key_problem_id: int | None, day: date) -> None:
    """A new draft is counted as the last contract of the same trade was, under 乙's post and the wish's key problem.

    Without one of the wish it is the current key problem about the same technique, where there is one.
    """
    trade = techniques([technique_id])[technique_id].trade_id
    before = Contract.objects.filter(terms__technique__trade_id=trade).exclude(pk=contract.pk).exclude(state=DRAFT)
    contract.content = before.order_by("-pk").values_list("content", flat=True).first() or contract.content
    contract.occupation_id = occupation_of(contract.second_id, day)
    keys = keys_of(contract, day)
    about = [key.id for key in keys if key.technique_id == technique_id]
    known = [key.id for key in keys if key.id == key_problem_id]
    contract.key_problem_id = next(iter(known + about), contract.key_problem_id)
    contract.save(update_fields=["content", "occupation", "key_problem"])


def classify(contract: Contract, words: DraftWords, day: date) -> None:
    """Set content kind and key problem as the two chose them. Raises Refused at the wrong field."""
    if words.content and words.content not in CONTENT:
        raise Refused(_("There are four kinds of content."), field="content")
    contract.content = words.content or contract.content
    if words.key_problem is not None:
        found = next((key.id for key in keys_of(contract, day) if key.uid == words.key_problem), None)
        if words.key_problem and found is None:
            raise Refused(_("This is no current key problem."), field="key_problem")
        contract.key_problem_id = found


def keys_of(contract: Contract, day: date) -> list[KeyLine]:
    """Current key problems at both parties and above them, each once; those of 乙's unit first."""
    units = (contract.second_unit_id, contract.first_unit_id)
    lines = [line for unit in units for line in current_key_problems(path_of(unit, day), day)]
    return list({line.id: line for line in lines}.values())


def occupation_of(person_id: int, day: date) -> int | None:
    """Id of somebody's post on a day."""
    return Posting.objects.on(day).filter(person_id=person_id).values_list("post_id", flat=True).first()
