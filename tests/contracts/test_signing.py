"""S22, S28: what it takes to bring a contract to 'signed', and what does not."""

import pytest
from django.db import IntegrityError, transaction

from huzhu.base.access import NotAllowed, NotFound, Overtaken, Refused, Role
from huzhu.base.followup.models import Commitment
from huzhu.base.journal.models import Entry
from huzhu.base.people.seal import unseal
from huzhu.rooms.contracts.actions.drafting import edit_draft
from huzhu.rooms.contracts.actions.terms import DraftWords, TermWords
from huzhu.rooms.contracts.models import Contract, Signature, Term
from huzhu.rooms.contracts.proof import verifies
from huzhu.rooms.contracts.queries.text import facts_of
from huzhu.rooms.introductions.models import Introduction, Wish
from tests.cast import NOW, make_shop
from tests.contracts.pair import Pair, days_later, make_pair

pytestmark = [pytest.mark.django_db, pytest.mark.db_both]


def words(pair: Pair, **changes: object) -> DraftWords:
    term = {
        "taught_by_first": True,
        "technique_id": pair.shop.technique().id,
        "target": 800.0,
        "ends": days_later(20).date(),
    }
    return DraftWords("apprenticeship", "shows", "asks", (TermWords(**(term | changes)),))  # type: ignore[arg-type]


def test_s22_two_signatures_of_two_people_make_a_draft_signed() -> None:
    pair = make_pair()
    pair.orient()
    pair.sign(pair.first)
    assert pair.contract.state == "draft"
    pair.sign(pair.second)
    assert pair.contract.state == "signed" and pair.contract.starts == NOW.date()
    assert Signature.objects.filter(contract=pair.contract, voided=None).count() == 2


def test_s22_one_person_signing_twice_is_one_signature() -> None:
    pair = make_pair()
    pair.orient()
    pair.sign(pair.first, request="a")
    assert pair.sign(pair.first, request="a") == pair.uid
    pair.sign(pair.first, request="b")
    assert pair.contract.state == "draft" and Signature.objects.count() == 1


def test_s22_nobody_but_the_two_signs() -> None:
    pair = make_pair()
    pair.orient()
    leader = pair.shop.holder(Role.GROUP_LEADER)
    outsider = make_shop("second mill").person()
    for person in (leader, outsider):
        with pytest.raises(NotFound):
            pair.sign(person)
    pair.sign(pair.first)
    pair.sign(pair.second)
    with pytest.raises(NotAllowed):  # now the leader sees it, and still may not sign
        pair.sign(leader)


def test_s22_a_sign_in_that_two_have_not_confirmed_does_not_sign() -> None:
    pair = make_pair()
    pair.orient()
    with pytest.raises(NotAllowed):
        pair.sign(pair.first, full=False)
    pair.sign(pair.first)
    assert Signature.objects.count() == 1


def test_q22_a_wrong_secret_signs_nothing_and_says_so_at_its_field() -> None:
    pair = make_pair()
    pair.orient()
    with pytest.raises(Refused) as refused:
        pair.sign(pair.first, secret="something else")
    assert refused.value.field == "secret" and not Signature.objects.exists()


def test_q22_whoever_saw_another_text_is_overtaken() -> None:
    pair = make_pair()
    pair.orient()
    seen = pair.digest()
    edit_draft(pair.uid, words(pair), by=pair.scope(pair.second), now=NOW)
    with pytest.raises(Overtaken):
        pair.sign(pair.first, digest=seen)
    pair.sign(pair.first)


def test_q19_an_edit_voids_the_signature_under_the_text_before() -> None:
    pair = make_pair()
    pair.orient()
    pair.sign(pair.first)
    edit_draft(pair.uid, words(pair), by=pair.scope(pair.second), now=NOW)
    pair.sign(pair.second)
    assert pair.contract.state == "draft" and pair.contract.version == 2
    assert Signature.objects.get(person=pair.first).voided is not None
    pair.sign(pair.first)
    assert pair.contract.state == "signed"


def test_s26_no_signature_before_the_orientation() -> None:
    pair = make_pair()
    pair.orient(pair.first)
    pair.sign(pair.first)
    with pytest.raises(Refused) as refused:
        pair.sign(pair.second)
    assert refused.value.field == "orientation"
    pair.orient(pair.second)
    pair.sign(pair.second)


@pytest.mark.parametrize(("missing", "field"), [("target", "target"), ("ends", "ends")])
def test_s33_no_signature_without_a_measurable_target_and_an_end(missing: str, field: str) -> None:
    pair = make_pair()
    pair.orient()
    edit_draft(pair.uid, words(pair, **{missing: None}), by=pair.scope(pair.first), now=NOW)
    with pytest.raises(Refused) as refused:
        pair.sign(pair.first)
    assert refused.value.field == field
    edit_draft(pair.uid, words(pair), by=pair.scope(pair.first), now=NOW)
    pair.sign(pair.first)


def test_s33_a_target_at_or_below_the_baseline_is_no_step_forward() -> None:
    pair = make_pair()
    pair.orient()
    edit_draft(pair.uid, words(pair, target=350.0), by=pair.scope(pair.first), now=NOW)
    with pytest.raises(Refused):
        pair.sign(pair.first)


def test_q20_what_was_never_measured_is_owed_with_date_and_assessor() -> None:
    shop = make_shop()
    assessor = shop.holder(Role.ASSESSOR)
    pair = make_pair(shop, measured=False).signed()
    owed = Commitment.objects.get(matter_id=pair.contract.pk, kind="first-measurement")
    assert owed.owner == assessor and owed.due <= pair.contract.ends  # type: ignore[operator]
    assert not Commitment.objects.filter(matter_id=make_pair(shop, technique="doffing").signed().contract.pk).exists()


def test_q22_a_changed_row_or_text_no_longer_verifies() -> None:
    pair = make_pair().signed()
    signature = Signature.objects.get(person=pair.first)
    assert verifies(signature, facts_of(pair.contract))
    Term.objects.update(target=1000)
    assert not verifies(signature, facts_of(pair.contract)) and verifies(signature)
    signature.text += " "
    assert not verifies(signature)


def test_q18_the_own_wish_is_sealed_and_nowhere_else() -> None:
    pair = make_pair()
    pair.orient()
    pair.sign(pair.first, own_wish="not-really")
    row = Signature.objects.get()
    assert unseal(pair.first.id, row.own_wish, table="signature", row=row.uid, column="own_wish") == "not-really"
    assert not any("not-really" in str(entry.after) for entry in Entry.objects.all())


def test_q19_the_database_refuses_names_of_others_and_the_same_name_twice() -> None:
    pair = make_pair()
    other, row = (
        pair.shop.person(),
        {"contract": pair.contract, "version": 1, "at": NOW, "text": "", "facts": "", "proof": ""},
    )
    parties = {"first": pair.first, "second": pair.second}
    Signature.objects.create(person=pair.first, **parties, **row)
    for wrong in ({"person": pair.first, **parties}, {"person": other, **parties},
                  {"person": other, "first": other, "second": other}):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Signature.objects.create(**wrong, **row)


def test_s22_the_database_refuses_a_signed_state_without_date() -> None:
    pair = make_pair()
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(uid=pair.uid).update(state="signed")


def test_q7_the_request_is_fulfilled_when_both_have_signed_and_not_before() -> None:
    pair = make_pair()
    group = pair.second.memberships.get().unit
    wish = Wish.objects.create(
        person=pair.second,
        technique=pair.shop.technique(),
        kind="request",
        unit=group,
        opened=NOW.date(),
        lapses=NOW.date(),
    )
    Introduction.objects.update(request=wish)
    pair.orient()
    pair.sign(pair.first)
    assert Wish.objects.get().state == "open"
    pair.sign(pair.second)
    assert Wish.objects.get().state == "fulfilled"
