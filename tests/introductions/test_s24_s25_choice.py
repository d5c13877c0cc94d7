"""S24, S25: same trade, and strength where the learner is weak rather than fame."""

import pytest

from huzhu.base.access import Refused
from huzhu.rooms.introductions.actions.rounds import introduce_one
from huzhu.rooms.introductions.models import Introduction, Load
from huzhu.rooms.introductions.queries.board import board
from huzhu.rooms.introductions.queries.introductions import my_introductions
from huzhu.rooms.skills.models import Technique, Trade
from tests.cast import NOW, asks, learner, make_shop, offers, star, wish_of

pytestmark = pytest.mark.django_db


def one(shop, weak):
    uid = introduce_one(wish_of(weak), by=shop.scope(weak), now=NOW)
    return Introduction.objects.get(uid=uid)


def test_s24_another_trade_needs_a_reason_and_is_listed_apart():
    shop = make_shop()
    weaving = Trade.objects.create(unit_id=shop.factory, name="⟦weaving⟧")
    shop.techniques["knotting"] = Technique.objects.create(unit_id=shop.factory, trade=weaving, name="⟦knotting⟧")
    weak = shop.person()
    with pytest.raises(Refused) as refused:
        asks(shop, weak, "knotting")
    assert refused.value.field == "other_trade_reason"
    asks(shop, weak, "knotting", other_trade_reason="⟦I change to the looms in May⟧")
    asks(shop, weak, "piecing", other_trade_reason="⟦not needed here⟧")
    lines = {line.technique: (line.asking, line.other_trade) for line in board(shop.scope(shop.person()), NOW)}
    assert lines == {"⟦knotting⟧": ("nobody", "a few"), "⟦piecing⟧": ("a few", "")}


def test_s25_a_famous_name_ranks_below_measured_strength():
    shop = make_shop()
    famous, ordinary = star(shop, score=650), star(shop, score=800)
    weak = learner(shop, named_id=famous.id)
    assert one(shop, weak).teacher_id == ordinary.id
    nobody_strong = learner(shop, "doffing")
    offers(shop, famous, "doffing")
    shop.measured(famous, "doffing", 390)
    with pytest.raises(Refused, match="clearly stronger"):
        one(shop, nobody_strong)


def test_s25_equal_strength_goes_to_the_lower_load():
    shop = make_shop()
    busy, idle = star(shop, score=800), star(shop, score=800)
    Load.objects.create(person=busy, teaching=1)
    assert one(shop, learner(shop)).teacher_id == idle.id
    Load.objects.filter(person=busy).update(teaching=0)
    Load.objects.filter(person=idle).update(teaching=2)
    assert one(shop, learner(shop)).teacher_id == busy.id


def test_s25_the_reason_names_levels_and_never_a_score_or_a_percentage():
    shop = make_shop()
    star(shop, score=917)
    weak = learner(shop, score=333)
    one(shop, weak)
    (line,) = my_introductions(shop.scope(weak), NOW)
    assert "You want to learn ⟦piecing⟧ and the other can teach it." in line.reason
    assert "“can teach”, you at “with help”" in line.reason and "in one group" in line.reason
    said = " ".join([line.reason, *line.remarks])
    assert "917" not in said and "333" not in said and "%" not in said
    assert any("rota is unknown" in remark for remark in line.remarks)
    assert any("by the assessor only" in remark for remark in line.remarks)


def test_s25_never_measured_is_no_gap_of_nought():
    shop = make_shop()
    star(shop)
    weak = shop.person()
    asks(shop, weak)
    row = one(shop, weak)
    assert row.gain == 1 and row.facts["learner_level"] is None
