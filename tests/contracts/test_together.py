"""Two at once: two signing, one signing twice, signing while the other edits; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from huzhu.base.access import HuzhuError, Overtaken, Refused
from huzhu.base.journal.models import Entry
from huzhu.rooms.contracts.actions.drafting import edit_draft
from huzhu.rooms.contracts.actions.terms import DraftWords, TermWords
from huzhu.rooms.contracts.models import Signature
from tests.cast import NOW
from tests.contracts.pair import Pair, days_later, make_pair

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db_both]


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Run them in threads of their own, begun at the same moment; answers or errors in order."""
    gate = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        try:
            gate.wait()
            return deed()
        except HuzhuError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def ready() -> Pair:
    pair = make_pair()
    pair.orient()
    return pair


def test_s22_two_signing_at_the_same_moment_sign_once_with_both_names() -> None:
    pair = ready()
    digest = pair.digest()
    answers = at_once(lambda: pair.sign(pair.first, digest=digest), lambda: pair.sign(pair.second, digest=digest))
    assert answers == [pair.uid, pair.uid]
    assert pair.contract.state == "signed" and Signature.objects.count() == 2
    states = [entry.after["state"] for entry in Entry.objects.filter(deed="contracts.sign").order_by("id")]
    assert states == ["draft", "signed"]


def test_the_same_request_ten_times_at_once_is_one_signature() -> None:
    pair = ready()
    digest = pair.digest()
    pair.sign(pair.second)
    answers = at_once(*(lambda: pair.sign(pair.first, digest=digest, request="one") for _ in range(10)))
    for answer in answers:  # a try is counted before it is looked at (Q33), so some of ten at once may come too many
        assert answer == pair.uid or (isinstance(answer, Refused) and answer.field == "secret")
    assert pair.uid in answers and Signature.objects.count() == 2
    assert pair.sign(pair.first, digest=digest, request="one") == pair.uid


def test_q22_nobody_signs_what_the_other_changes_in_that_moment() -> None:
    for _ in range(5):
        pair = ready()
        digest, terms = (
            pair.digest(),
            (TermWords(True, pair.shop.technique().id, target=700.0, ends=days_later(9).date()),),
        )
        words = DraftWords("sisters", "other", "words", terms)
        by = pair.scope(pair.second)
        signed, edited = at_once(
            lambda pair=pair, digest=digest: pair.sign(pair.first, digest=digest),
            lambda pair=pair, words=words, by=by: edit_draft(pair.uid, words, by=by, now=NOW),
        )
        assert edited == pair.uid
        valid = Signature.objects.filter(contract=pair.contract, voided=None)
        assert not valid.exists() and (isinstance(signed, Overtaken) or signed == pair.uid)
