"""Q16: certificates of waves before the second format are still read, downloaded and verified."""

import json
from pathlib import Path

import pytest
from django.urls import reverse

from huzhu.cli import main
from huzhu.engine.matching import pseudonyms
from huzhu.rooms.introductions.actions.waves import close_round
from huzhu.rooms.introductions.models import Certificate, Round
from huzhu.rooms.introductions.queries.certificates import OwnLine, own_certificate
from huzhu.rooms.introductions.queries.solving import round_key
from tests.cast import NOW, client_for, frozen_round, learner, make_shop, sent_round, star

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_mail")]


def of_before(shop, free_clock):
    """A closed round whose wave is certified as the first release did it; its two people."""
    teacher, weak = star(shop), learner(shop)
    _organiser, uid = sent_round(shop)
    one, two = pseudonyms(round_key(uid), [weak.id, teacher.id])
    said = {
        "format": 1, "rule": "stable", "coverage": "No blocking pair among those free at this wave, given what stands.",
        "seed": "00", "served": 1, "cut": 1, "gain": 300, "gain_bound": 300, "blocking": 0,
        "learning_places": {one: 2}, "teaching_places": {two: 3}, "columns": [], "requests": [[one, [[two, 0, 0, 1]]]],
    }  # fmt: skip
    Certificate.objects.update(statement=json.dumps(said), edges=None)
    Round.objects.filter(uid=uid).update(state="closed", closed=NOW)
    return weak, uid, one, two


def test_a_wave_of_before_has_one_file_that_still_verifies(free_clock, tmp_path: Path, capsys) -> None:
    shop = make_shop()
    weak, uid, one, two = of_before(shop, free_clock)
    found = own_certificate(shop.scope(weak), uid)
    assert found.lines == [OwnLine(1, two, 0, True, True)] and not found.waves[0].edges
    client = client_for(weak)
    page = client.get(reverse("introductions:round-mine", args=[uid]), headers={"accept-language": "en"})
    assert (
        f"huzhu verify certificate-1.json --me {one}" in page.content.decode()
        and "Its table" not in page.content.decode()
    )
    assert client.get(reverse("introductions:round-edges", args=[uid, 1])).status_code == 404
    old, together = tmp_path / "old.json", tmp_path / "round.json"
    old.write_bytes(client.get(reverse("introductions:round-certificate", args=[uid, 1])).content)
    together.write_text(json.dumps({"round": uid, "waves": {"1": json.loads(old.read_text())}}))
    for file in (old, together):
        assert main(["verify", str(file), "--lang", "en", "--me", one]) == 0
        assert f"You learn from {two}, number 1 of your order." in capsys.readouterr().out
    together.write_text(old.read_text().replace('"served": 1', '"served": 2'))
    assert main(["verify", str(together), "--lang", "en"]) == 1
    assert "1 are introduced, certificate.json says 2." in capsys.readouterr().out


def test_a_wave_that_was_never_sent_is_certified_to_nobody() -> None:
    shop = make_shop()
    _teacher, weak = star(shop), learner(shop)
    organiser, uid = frozen_round(shop)
    close_round(uid, "the rota changed", by=shop.scope(organiser), now=NOW)
    assert Certificate.objects.filter(wave__round__uid=uid).exists()
    found = own_certificate(shop.scope(weak), uid)
    assert (found.lines, found.waves) == ([], [])
    assert client_for(weak).get(reverse("introductions:round-certificate", args=[uid, 1])).status_code == 404
