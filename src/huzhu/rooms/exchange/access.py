"""Doors of exchange (Q31): a question stands in the asker's group and with the two of its contract."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from huzhu.base.access import LEADERS, NotAllowed, NotFound, Role, Scope, open_door
from huzhu.base.calendar.models import Machine
from huzhu.base.db import under
from huzhu.base.people.queries import sees_group
from huzhu.base.units.models import Place
from huzhu.base.units.queries import UnitLine, ids_of, path_of, unit_by_uid
from huzhu.rooms.contracts.queries.running import Pair, running_seen
from huzhu.rooms.exchange.models import Clip, Filmed, HelpCall, Present, Question, Sharing
from huzhu.rooms.exchange.moves import DELETED, SHOWN
from huzhu.rooms.exchange.queries.ability import able

SEE, ANSWER, ASKER = "see", "answer", "asker"
TAKE, CALLER = "take", "caller"
FILMED, BRINGER, LEADER, MARK = "filmed", "bringer", "leader", "mark"
WRITE, RUN = "write", "run"
RECORDERS = (*LEADERS, Role.SPONSOR, Role.ORGANISER, Role.TRAINING_OFFICER, Role.COMMITTEE)
"""Those who call pairs together, for the units they hold and all below."""


def groups_seen(scope: Scope) -> set[int]:
    """Groups whose posted things are for this person (Q31)."""
    return {*scope.units(*LEADERS, Role.ASSESSOR)} | ({scope.group_id} if scope.group_id else set())


def group_seen(uid: str, scope: Scope) -> UnitLine:
    """The group with a public id, if its posted things are for this person; else NotFound."""
    unit = unit_by_uid(uid, scope.day)
    if unit is None or unit.ended or not unit.is_home or not sees_group(scope, unit.id):
        raise NotFound
    return unit


def own_group(uid: str, scope: Scope) -> UnitLine:
    """The same, for its members alone; else NotAllowed."""
    unit = group_seen(uid, scope)
    if scope.group_id != unit.id:
        raise NotAllowed
    return unit


def pair_of(contract_uid: str, by: Scope) -> Pair:
    """A running contract of two people, for one of the two; NotFound unseen or not running, NotAllowed for others."""
    for pair in running_seen([contract_uid], by):
        if by.person_id in pair.two:
            return pair
        raise NotAllowed
    raise NotFound


def questions_seen(scope: Scope) -> QuerySet[Question]:
    """Questions of the groups one sees, one's own, and those of one's contracts."""
    if scope.is_system:
        return Question.objects.all()
    me = scope.person_id or 0
    mine = Q(asker_id=me) | Q(answerer_id=me) | Q(contract__first_id=me) | Q(contract__second_id=me)
    return Question.objects.filter(mine | Q(unit_id__in=groups_seen(scope)))


def question_for(uid: str, *, by: Scope, to: str = SEE) -> Question:
    """The only way to get a question for a deed."""
    rows = questions_seen(by).select_related("contract", "asker", "answerer")
    return open_door(rows, lambda row: may(row, by, to), uid=uid)


def may(row: Question, by: Scope, to: str) -> bool:
    """The partner answers, or somebody of the asker's group who can; only the asker accepts."""
    if to == SEE or by.is_system:
        return True
    if to == ASKER or row.asker_id == by.person_id:
        return to == ASKER and row.asker_id == by.person_id
    if row.contract and by.person_id in (row.contract.first_id, row.contract.second_id):
        return True
    return by.group_id == row.unit_id and bool(able([by.person_id or 0], row.technique_id, by.day))


def calls_seen(scope: Scope) -> QuerySet[HelpCall]:
    """One's own calls, and those by which one is asked; nobody else's, whatever he leads."""
    me = scope.person_id or 0
    return HelpCall.objects.filter(Q(caller_id=me) | Q(asked__person_id=me)).distinct()


def call_for(uid: str, *, by: Scope, to: str = SEE) -> HelpCall:
    """The only way to get a call for a deed: who is asked may take it, the caller closes it."""
    rows = calls_seen(by).select_related("caller", "helper", "machine", "unit")
    return open_door(rows, lambda row: to == SEE or (row.caller_id == by.person_id) == (to == CALLER), uid=uid)


def machine_seen(uid: str, by: Scope) -> Machine:
    """A machine of the reader's factory, whose code he has scanned; else NotFound."""
    row = Machine.objects.filter(uid=uid).first()
    if row is None or not by.factory_path or not path_of(row.unit_id, by.day).startswith(by.factory_path):
        raise NotFound
    return row


def clips_seen(scope: Scope) -> QuerySet[Clip]:
    """What is shown in the groups one sees and with the two of its contract; before that only by who brought it and who
    is filmed. What is deleted is seen by nobody."""
    me = scope.person_id or 0
    filmed = Exists(Filmed.objects.filter(clip=OuterRef("pk"), person_id=me))
    near = Q(unit_id__in=groups_seen(scope)) | Q(contract__first_id=me) | Q(contract__second_id=me)
    return Clip.objects.filter(Q(by_id=me) | filmed | near & Q(state=SHOWN)).exclude(state=DELETED)


def clip_for(uid: str, *, by: Scope, to: str = SEE) -> Clip:
    """The only way to get a clip for a deed."""
    return open_door(clips_seen(by).select_related("unit"), lambda row: _may_clip(row, by, to), uid=uid)


def _may_clip(row: Clip, by: Scope, to: str) -> bool:
    filmed = to in (FILMED, MARK) and row.filmed.filter(person_id=by.person_id or 0).exists()
    if to == LEADER:
        return by.holds_exactly(*LEADERS, unit_id=row.unit_id)
    return to == SEE or filmed or (to in (BRINGER, MARK) and row.by_id == by.person_id)


def sharing_unit(uid: str, scope: Scope) -> UnitLine:
    """A unit whose meetings are counted for this person: one he works in, or holds a role at or above; else NotFound."""
    unit = unit_by_uid(uid, scope.day)
    if unit is None or not (unit.id in ids_of(scope.group_path) or scope.holds(*Role, at=unit.path)):
        raise NotFound
    return unit


def inside(unit: UnitLine, scope: Scope) -> bool:
    """Is it within the reader's own factory? Above there are counts alone."""
    return bool(scope.factory_path) and unit.path.startswith(scope.factory_path)


def records_for(unit: UnitLine, scope: Scope) -> bool:
    """May this person call and record a meeting of the unit?"""
    return inside(unit, scope) and scope.holds(*RECORDERS, at=unit.path)


def sharings_seen(scope: Scope) -> QuerySet[Sharing]:
    """Meetings of one's own line of units and of what one holds a role at or above, within one's factory; and those at
    which one was."""
    me = scope.person_id or 0
    rows = Q(unit_id__in=ids_of(scope.group_path)) | Q(by_id=me)
    rows |= Q(Exists(Present.objects.filter(sharing=OuterRef("pk"), person_id=me)))
    for holding in scope.holdings:
        if scope.factory_path and holding.path.startswith(scope.factory_path):
            rows |= Q(unit_id__in=Place.objects.on(scope.day).filter(under(holding.path)).values("unit_id"))
    return Sharing.objects.filter(rows)


def sharing_for(uid: str, *, by: Scope, to: str = SEE) -> Sharing:
    """The only way to get a meeting for a deed: who records for the unit runs it; whoever was there writes, too."""
    return open_door(sharings_seen(by).select_related("unit", "by"), lambda row: may_sharing(row, by, to), uid=uid)


def may_sharing(row: Sharing, by: Scope, to: str) -> bool:
    if to == SEE or row.by_id == by.person_id or by.holds(*RECORDERS, at=path_of(row.unit_id, by.day) or "/-/"):
        return True
    return to == WRITE and row.present.filter(person_id=by.person_id or 0).exists()
