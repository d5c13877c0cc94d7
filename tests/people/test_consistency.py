"""`huzhu check` finds what no constraint forbids about people and sign-ins."""

import pytest

from huzhu.base.people import consistency
from huzhu.base.people.models import Account, Membership, PersonKey
from tests.cast import NOW, full_account, make_shop


@pytest.mark.django_db
def test_a_sound_house_has_no_finding_and_each_breach_has_one() -> None:
    shop = make_shop()
    person = shop.person()
    assert [*consistency.periods(), *consistency.generations(), *consistency.furnished()] == []
    account = full_account(person)
    Account.objects.filter(id=account.id).update(generation=7)
    assert list(consistency.generations()) == [f"sign-in {account.id} has a generation that was never drawn"]
    PersonKey.objects.filter(person=person).delete()
    assert f"person {person.id} has no key" in list(consistency.furnished())
    Membership.objects.create(person=person, unit_id=shop.group, starts=NOW.date(), ends=NOW.date().replace(year=2030))
    assert len(list(consistency.periods())) == 1
