"""Clauses say their value and source; sealed columns give nothing away."""

from __future__ import annotations

from datetime import date

import pytest
from cryptography.exceptions import InvalidTag

from huzhu.base.charter import Clause, rule
from huzhu.base.charter.clauses import CATALOGUE
from huzhu.base.charter.models import Ruling
from huzhu.base.people.models import PersonKey
from huzhu.base.people.seal import seal, unseal
from tests.cast import TODAY, make_shop

PLACES = Clause("tests.places", default=3, low=1, high=20, source="S23, N22", name="places", unit="people")
del CATALOGUE[PLACES.code]  # a rule needs no catalogue, and no page of another test lists this one


@pytest.mark.django_db
def test_s13_nearest_unit_wins_and_a_ruling_does_not_reach_back() -> None:
    shop = make_shop()
    path = shop.path(shop.group)
    assert rule(PLACES, path=path, day=TODAY).value == 3
    assert "S23" in rule(PLACES, path=path, day=TODAY).said
    Ruling.objects.create(unit_id=shop.factory, clause=PLACES.code, version=1, value=5, starts=date(2026, 1, 1))
    Ruling.objects.create(unit_id=shop.group, clause=PLACES.code, version=1, value=2, starts=date(2026, 2, 1))
    assert rule(PLACES, path=path, day=TODAY).value == 2
    assert rule(PLACES, path=shop.path(shop.workshop), day=TODAY).value == 5
    assert rule(PLACES, path=path, day=date(2026, 1, 15)).value == 5
    assert rule(PLACES, path=path, day=date(2025, 12, 31)).value == 3


def test_s13_a_default_outside_its_range_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="outside"):
        Clause("tests.wrong", default=30, low=1, high=20, source="N22", name="wrong")


@pytest.mark.django_db
def test_a_sealed_value_is_read_back_only_where_it_was_put_and_only_with_its_key() -> None:
    shop = make_shop()
    person = shop.person()
    cipher = seal(person.id, "no", table="answer", row="k1", column="word")
    assert unseal(person.id, cipher, table="answer", row="k1", column="word") == "no"
    for place in (("answer", "k2", "word"), ("answer", "k1", "other"), ("flag", "k1", "word")):
        with pytest.raises(InvalidTag):
            unseal(person.id, cipher, table=place[0], row=place[1], column=place[2])
    PersonKey.objects.filter(person=person).delete()
    assert unseal(person.id, cipher, table="answer", row="k1", column="word") == "", "sealed for ever (Q36)"
    with pytest.raises(PersonKey.DoesNotExist):
        seal(person.id, "no", table="answer", row="k1", column="word")


@pytest.mark.django_db
def test_yes_no_and_silence_have_one_length_and_never_the_same_bytes() -> None:
    person = make_shop().person()
    ciphers = [
        seal(person.id, word, table="a", row="1", column="w") for word in ("yes", "no", "silent", "yes", "二十个字" * 5)
    ]
    assert len({len(cipher) for cipher in ciphers}) == 1 and len(set(ciphers)) == len(ciphers)
    with pytest.raises(ValueError, match="longer"):
        seal(person.id, "字" * 40, table="a", row="1", column="w")
