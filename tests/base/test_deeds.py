"""A deed is one transaction, done once, written down."""

from __future__ import annotations

import threading
import uuid
from datetime import datetime

import pytest
from django.db import connection

from huzhu.base.access import Scope
from huzhu.base.jobs import run_waiting
from huzhu.base.journal import deed, happened, record
from huzhu.base.journal.events import REACTIONS
from huzhu.base.journal.models import Answered, Entry
from huzhu.base.units.models import Unit
from tests.cast import NOW, TODAY

SYSTEM = Scope.system(TODAY)
SOMEBODY = Scope(person_id=7, day=TODAY)
heard: list[int] = []


@deed("tests.found")
def found(name: str, *, fail: bool = False, by: Scope, now: datetime) -> int:
    unit = Unit.objects.create(level="group", name=name)
    record("unit", unit.id, after={"level": "group"})
    happened("tests.found", unit.id)
    if fail:
        raise ValueError("too late")
    return unit.id


@deed("tests.silent")
def silent(*, by: Scope, now: datetime) -> int:
    return Unit.objects.create(level="group", name="unwritten").id


@deed("tests.sealed", sealed=True)
def sealed(*, by: Scope, now: datetime) -> None:
    record("unit", 1)


def hear(unit_id: int) -> None:
    heard.append(unit_id)


@pytest.fixture(autouse=True)
def reactions() -> None:
    heard.clear()
    REACTIONS["tests.found"] = [f"{hear.__module__}.hear"]


@pytest.mark.django_db
@pytest.mark.db_both
def test_a_deed_writes_who_did_what_and_queues_its_reactions() -> None:
    unit_id = found("one", by=SOMEBODY, now=NOW)
    entry = Entry.objects.get()
    assert (entry.actor_id, entry.deed, entry.subject_id) == (7, "tests.found", unit_id)
    assert run_waiting() == 1 and heard == [unit_id]


@pytest.mark.django_db
@pytest.mark.db_both
def test_a_deed_that_raises_has_changed_nothing() -> None:
    with pytest.raises(ValueError, match="too late"):
        found("one", fail=True, by=SOMEBODY, now=NOW)
    assert not Unit.objects.exists() and not Entry.objects.exists() and run_waiting() == 0


@pytest.mark.django_db
@pytest.mark.db_both
def test_the_same_request_gives_the_first_answer_and_does_nothing_twice() -> None:
    by = SOMEBODY.for_request(str(uuid.uuid4()))
    assert found("one", by=by, now=NOW) == found("one", by=by, now=NOW)
    assert Unit.objects.count() == Entry.objects.count() == Answered.objects.count() == 1
    assert found("one", by=SOMEBODY.for_request(str(uuid.uuid4())), now=NOW)
    assert Unit.objects.count() == 2


@pytest.mark.django_db
def test_a_deed_without_a_journal_row_is_refused_and_a_sealed_one_may_not_write_one() -> None:
    with pytest.raises(RuntimeError, match="no journal row"):
        silent(by=SYSTEM, now=NOW)
    assert not Unit.objects.exists()
    with pytest.raises(RuntimeError, match="sealed"):
        sealed(by=SYSTEM, now=NOW)


@pytest.mark.django_db(transaction=True)
@pytest.mark.db_both
def test_twelve_equal_requests_at_once_make_one_change_and_equal_answers() -> None:
    by, answers = SOMEBODY.for_request(str(uuid.uuid4())), []

    def press() -> None:
        try:
            answers.append(found("one", by=by, now=NOW))
        finally:
            connection.close()

    rivals = [threading.Thread(target=press) for _ in range(12)]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join()
    assert len(answers) == 12 and len(set(answers)) == 1 and Unit.objects.count() == 1
