"""Deeds on standards: a draft is written, published from a day on, and never changed again (S17)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import NotAllowed, NotFound, Refused, Role, Scope
from huzhu.base.journal import deed, happened, record
from huzhu.base.units.queries import ids_of, path_of
from huzhu.rooms.skills.access import drafts_standards, must_curate
from huzhu.rooms.skills.models import Standard, StandardItem, Technique
from huzhu.rooms.skills.moves import STANDARD


@dataclass(frozen=True)
class ItemWords:
    """One item as it is written; with two anchors it is a quantity, without it is seen or not."""

    text: str
    worth: int = 100
    measure: str = ""
    worth_0: float | None = None
    worth_1000: float | None = None


@deed("skills.draft_standard")
def draft_standard(
    unit_id: int, technique_id: int, items: Sequence[ItemWords], *, by: Scope, now: datetime, method_text: str = ""
) -> str:
    """Write the unit's next version of a technique's standard, in place of the draft that stands; returns its public id."""
    path = path_of(unit_id, by.day)
    if not path or not (by.is_system or unit_id in ids_of(by.group_path) or by.holds(*Role, at=path)):
        raise NotFound
    if not drafts_standards(by, path):
        raise NotAllowed
    if not Technique.objects.filter(id=technique_id, unit_id__in=ids_of(path), same_as=None).exists():
        raise NotFound
    for place, item in enumerate(items):
        _check(item, place)
    rows = Standard.objects.filter(unit_id=unit_id, technique_id=technique_id)
    last = rows.filter(state=Standard.State.PUBLISHED).aggregate(last=Max("version"))["last"] or 0
    draft, _made = rows.get_or_create(
        unit_id=unit_id, technique_id=technique_id, state=Standard.State.DRAFT, defaults={"version": last + 1}
    )
    Standard.objects.filter(id=draft.id).update(method_text=method_text.strip())
    StandardItem.objects.filter(standard=draft).delete()
    StandardItem.objects.bulk_create(_row(draft, place, item) for place, item in enumerate(items))
    record("standard", draft.id, unit_id=unit_id, after={"version": draft.version, "items": len(items)})
    return draft.uid


@deed("skills.publish_standard")
def publish_standard(uid: str, day: date, *, by: Scope, now: datetime) -> str:
    """From `day` on (today at the earliest, after the version before) the draft holds; it is never changed again."""
    draft = Standard.objects.filter(uid=uid).first()
    if draft is None:
        raise NotFound
    must_curate(by, draft.unit_id)
    if day < by.day:
        raise Refused(_("From today on at the earliest."), field="day")
    others = Standard.objects.filter(unit_id=draft.unit_id, technique_id=draft.technique_id)
    last = others.aggregate(last=Max("published"))["last"]
    if last and day <= last:
        raise Refused(_("The version before holds from %(day)s; this one begins later.") % {"day": last}, field="day")
    if not draft.items.exists():
        raise Refused(_("A standard has at least one item."), field="day")
    STANDARD.make(draft, "publish", published=day, by_id=by.person_id)
    happened("skills.standard_published", draft.id)
    record("standard", draft.id, unit_id=draft.unit_id, after={"published": day.isoformat(), "version": draft.version})
    return draft.uid


@deed("skills.discard_draft")
def discard_draft(uid: str, *, by: Scope, now: datetime) -> int:
    """Throw a draft away; a published version stays."""
    draft = Standard.objects.filter(uid=uid, state=Standard.State.DRAFT).first()
    if draft is None:
        raise NotFound
    if not drafts_standards(by, path_of(draft.unit_id, by.day)):
        raise NotAllowed
    StandardItem.objects.filter(standard=draft).delete()
    Standard.objects.filter(id=draft.id, state=Standard.State.DRAFT).delete()
    record("standard", draft.id, unit_id=draft.unit_id, after={"discarded": draft.version})
    return draft.technique_id


def _check(item: ItemWords, place: int) -> None:
    if not item.text.strip():
        raise Refused(_("Write what one sees or measures."), field=f"{place}-text")
    if not 1 <= item.worth <= 1000:
        raise Refused(_("An item is worth 1 to 1000."), field=f"{place}-worth")
    if (item.worth_0 is None) != (item.worth_1000 is None):
        raise Refused(_("Write both values, or neither."), field=f"{place}-worth_0")
    if item.worth_0 is not None and item.worth_0 == item.worth_1000:
        raise Refused(_("The two values must differ."), field=f"{place}-worth_1000")


def _row(draft: Standard, place: int, item: ItemWords) -> StandardItem:
    kind = StandardItem.Kind.YES_NO if item.worth_0 is None else StandardItem.Kind.QUANTITY
    return StandardItem(
        standard=draft, position=place, text=item.text.strip(), kind=kind, worth=item.worth, measure=item.measure.strip(),
        worth_0=item.worth_0, worth_1000=item.worth_1000,
    )  # fmt: skip
