"""The dated post of a person (Q6)."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, Refused, Scope
from huzhu.base.journal import deed, happened, record
from huzhu.base.people.access import KEEPERS
from huzhu.base.people.actions.roll import found_post
from huzhu.base.people.models import Membership, Person, Posting
from huzhu.base.units.periods import succeed
from huzhu.base.units.queries import path_of


@deed("people.change-post")
def change_post(person_id: int, name: str, *, starts: date, by: Scope, now: datetime) -> int:
    """Give somebody another post of his factory from `starts` on; a new name founds the post.

    Raises NotAllowed for whoever keeps not the roll of that day's group, Refused at the field that is wrong.
    """
    if not name.strip():
        raise Refused(_("Write the post."), field="post")
    group = Membership.objects.on(starts).filter(person_id=person_id).values_list("unit_id", flat=True).first()
    if group is None:
        raise Refused(_("On that day this person belongs to no group."), field="starts")
    if not by.is_system and not by.holds(*KEEPERS, at=path_of(group, starts)):
        raise NotAllowed
    factory = Person.objects.values_list("factory_id", flat=True).get(id=person_id)
    post = found_post(name, factory_id=factory, by=by.for_request(None), now=now)
    before = Posting.objects.on(starts).filter(person_id=person_id).values_list("post_id", flat=True).first()
    succeed(Posting, starts=starts, owner={"person_id": person_id}, post_id=post)
    happened("people.post_changed", person_id)
    record("person", person_id, unit_id=group, before={"post": before}, after={"post": post, "from": str(starts)})
    return person_id
