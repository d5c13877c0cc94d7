"""What must hold among people and sign-ins beyond the constraints."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from huzhu.base.db.consistency import check
from huzhu.base.people.models import Account, Confirmation, Enrolment, FirstSignIn, Mandate, Membership, Person, Posting
from huzhu.base.people.rights import FOUNDING, MESSAGE
from huzhu.base.units.models import Standing
from huzhu.base.units.moves import DISSOLVED
from huzhu.base.units.periods import overlaps
from huzhu.conf.deletions import FILE, listed


@check("nobody has two home groups, posts or mandates of one kind on a day")
def periods() -> Iterator[str]:
    for model in (Membership, Posting, Mandate):
        for one, other in overlaps(model):
            yield f"{model.__name__.lower()} {one} overlaps {other}"


@check("nobody is at home in a unit that is no more")
def homeless() -> Iterator[str]:
    ended = dict(Standing.objects.filter(state=DISSOLVED).values_list("unit_id", "starts"))
    for row in Membership.objects.filter(unit_id__in=ended):
        if row.ends > ended[row.unit_id]:
            yield f"membership {row.id} lasts beyond unit {row.unit_id}"


@check("everybody on the roll has a sign-in and a key for sealed columns")
def furnished() -> Iterator[str]:
    for person in Person.objects.filter(tombstone=False, account=None).values_list("id", flat=True):
        yield f"person {person} has no sign-in"
    for person in Person.objects.filter(tombstone=False, key=None).values_list("id", flat=True):
        yield f"person {person} has no key"


@check("whoever was deleted is a tombstone on the list beside the keys, without key, sign-in or name")
def tombstones() -> Iterator[str]:
    gone = set(listed(settings.HOME))
    stones = Person.objects.filter(tombstone=True)
    for uid in sorted(set(stones.values_list("uid", flat=True)) - gone):
        yield f"person {uid} was deleted and stands not in {FILE}: an older backup would bring the name back"
    for row in Person.objects.filter(uid__in=gone, tombstone=False).values_list("id", flat=True):
        yield f"person {row} stands in {FILE} and is on the roll: huzhu migrate deletes again"
    kept = stones.filter(Q(key__isnull=False) | Q(account__is_active=True) | ~Q(name=Concat(Value("#"), "roll")))
    for row in kept.values_list("id", flat=True):
        yield f"person {row} was deleted and has a key, a sign-in or a name"


@check("no sign-in has a generation, device or claim that was never drawn, nor a confirmation without a confirmer")
def generations() -> Iterator[str]:
    for account in Account.objects.filter(generation__gt=F("drawn")).values_list("id", flat=True):
        yield f"sign-in {account} has a generation that was never drawn"
    for row in Enrolment.objects.filter(generation__gt=F("account__generation")).values_list("id", flat=True):
        yield f"enrolment {row} is of a later generation than its sign-in"
    for row in FirstSignIn.objects.filter(generation__gt=F("account__drawn")).values_list("id", flat=True):
        yield f"claim {row} has a generation that was never drawn"
    bare = Confirmation.objects.filter(confirmer=None).exclude(role__in=[FOUNDING, MESSAGE])
    for row in bare.values_list("id", flat=True):
        yield f"confirmation {row} names no confirmer"
