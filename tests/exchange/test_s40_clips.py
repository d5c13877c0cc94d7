"""S40: a clip plays slowly with step marks; seen by others only when everybody filmed has said yes; deleted when one says no."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from imageio_ffmpeg import get_ffmpeg_exe

from huzhu.base.access import NotAllowed, NotFound, Refused, Role, Scope
from huzhu.base.db.consistency import checks
from huzhu.base.jobs import run_waiting
from huzhu.base.notices import waiting_for
from huzhu.base.people.deletion import bury
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit
from huzhu.rooms.exchange import films
from huzhu.rooms.exchange.actions.clips import bring as bring_clip
from huzhu.rooms.exchange.actions.clips import clean, consent, make_lesson, set_marks
from huzhu.rooms.exchange.models import Clip
from huzhu.rooms.exchange.reactions import clear_away
from tests.cast import NOW, TODAY, Shop, make_shop
from tests.contracts.test_together import at_once
from tests.exchange.browsers import client_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "cast_day")]
SECRET = b"left at home"
PLACE = b"loci"


def made(folder: Path, name: str, *options: str) -> bytes:
    """A film of three seconds with a place written into it, as phones do."""
    path = folder / name
    source = ("-f", "lavfi", "-i", "testsrc=duration=3:size=64x48:rate=5")
    place = ("-metadata", "location=+31.2304+121.4737", "-metadata", f"comment={SECRET.decode()}")
    subprocess.run([get_ffmpeg_exe(), "-loglevel", "error", *source, *place, *options, str(path)], check=True)
    return path.read_bytes()


@pytest.fixture(scope="module")
def mp4(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return made(tmp_path_factory.mktemp("films"), "a.mp4", "-c:v", "libx264", "-pix_fmt", "yuv420p")


def bring(shop: Shop, by: Person, filmed: list[Person], content: bytes, name: str = "a.mp4") -> HttpResponse:
    page = reverse("exchange:clip-new", args=[Unit.objects.get(id=shop.group).uid])
    form = {
        "technique": shop.technique().uid,
        "title": "⟦piecing, slowly⟧",
        "filmed": [person.uid for person in filmed],
    }
    response: HttpResponse = client_for(by).post(page, form | {"file": SimpleUploadedFile(name, content)})
    run_waiting()
    return response


def status(person: Person, clip: Clip, name: str = "clip") -> int:
    return client_for(person).get(reverse(f"exchange:{name}", args=[clip.uid])).status_code


def test_s40_a_clip_is_cleaned_and_shown_when_everybody_filmed_has_agreed(mp4: bytes) -> None:
    shop = make_shop()
    bringer, filmed, mate = shop.people(3)
    stranger = make_shop("second mill").person()
    assert SECRET in mp4 and PLACE in mp4 and b"x264 - core" in mp4
    assert bring(shop, bringer, [bringer, filmed], mp4).status_code == 302
    clip = Clip.objects.get()
    kept = (films.folder() / clip.file).read_bytes()
    assert not [said for said in (SECRET, PLACE, b"x264", b"Lavf") if said in kept] and clip.seconds > 2
    assert [status(who, clip, "clip-film") for who in (bringer, filmed, mate, stranger)] == [200, 200, 404, 404]
    assert [line.title for line in waiting_for(shop.scope(filmed), NOW)] == [
        "You are seen in a clip: may others see it?"
    ]
    with pytest.raises(NotFound):
        consent(clip.uid, "yes", by=shop.scope(mate), now=NOW)
    consent(clip.uid, "yes", by=shop.scope(filmed), now=NOW)
    assert [status(who, clip, "clip-film") for who in (mate, stranger)] == [200, 404]
    consent(clip.uid, "no", by=shop.scope(filmed), now=NOW)
    assert [status(who, clip) for who in (bringer, filmed, mate)] == [404, 404, 404]
    gone = Clip.objects.get()
    assert (gone.state, gone.file, gone.title) == ("deleted", "", "")


def test_s40_a_deleted_clip_leaves_no_file_and_what_is_over_goes_by_itself(
    mp4: bytes, django_capture_on_commit_callbacks
) -> None:
    shop = make_shop()
    leader, bringer = shop.holder(Role.GROUP_LEADER), shop.person()
    for _ in range(2):
        bring(shop, bringer, [bringer], mp4)
    lesson, plain = Clip.objects.order_by("id")
    with pytest.raises(Refused):
        make_lesson(lesson.uid, by=shop.scope(leader), now=NOW)
    consent(lesson.uid, "lesson", by=shop.scope(bringer), now=NOW)
    with pytest.raises(NotAllowed):
        make_lesson(lesson.uid, by=shop.scope(bringer), now=NOW)
    make_lesson(lesson.uid, by=shop.scope(leader), now=NOW)
    clear_away(NOW + timedelta(days=90))
    assert Clip.objects.filter(state="shown").count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        clear_away(NOW + timedelta(days=91))
    assert [clip.state for clip in Clip.objects.order_by("id")] == ["shown", "deleted"]
    assert (films.folder() / lesson.file).is_file() and not (films.folder() / plain.file).exists()
    assert [said for one in checks() if "exchange" in one.code for said in one.find()] == []
    with django_capture_on_commit_callbacks(execute=True):
        bury(Person.objects.get(pk=bringer.pk), by=Scope.system(TODAY), now=NOW)
    assert not (films.folder() / lesson.file).exists()


def test_s40_steps_are_marked_and_the_film_is_served_by_ranges_at_any_speed(mp4: bytes) -> None:
    shop = make_shop()
    bringer, mate = shop.people(2)
    bring(shop, bringer, [bringer], mp4)
    clip = Clip.objects.get()
    browser = client_for(bringer)
    assert (
        browser.post(reverse("exchange:clip-steps", args=[clip.uid]), {"marks": "0:01 take\n0:02.5 join"}).status_code
        == 302
    )
    for wrong in ("soon take", "0:01", "0:09 past its end"):
        assert browser.post(reverse("exchange:clip-steps", args=[clip.uid]), {"marks": wrong}).status_code == 422
    with pytest.raises(NotAllowed):
        set_marks(clip.uid, [(0, "mine")], by=shop.scope(mate), now=NOW)
    page = client_for(mate).get(reverse("exchange:clip", args=[clip.uid])).content.decode()
    assert 'data-at="2.500"' in page and 'data-speed="0.25"' in page and "<video controls" in page
    film, whole = reverse("exchange:clip-film", args=[clip.uid]), (films.folder() / clip.file).read_bytes()
    for asked, code, piece in (
        ("bytes=0-99", 206, whole[:100]), ("bytes=100-", 206, whole[100:]), ("bytes=-10", 206, whole[-10:]),
        ("bytes=99999999-", 416, b""), ("lines=1-2", 416, b""),
    ):  # fmt: skip
        answer = browser.get(film, headers={"range": asked})
        assert (answer.status_code, answer.getvalue()) == (code, piece)
    answer = browser.get(film)
    assert (
        answer.getvalue() == whole and answer["Content-Type"] == "video/mp4" and "no-store" in answer["Cache-Control"]
    )


def test_s40_other_kinds_are_refused_with_the_setting_to_change_and_leave_nothing(
    mp4: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = make_shop()
    bringer = shop.person()
    before = set(films.folder().iterdir())
    mov = mp4[:8] + b"qt  " + mp4[12:]
    for content, said in (
        (b"<html><script>alert(1)</script>", "Most compatible / H.264"), (mov, "MOV"), (b"#EXTM3U\nfile:///etc/passwd", "H.264"),
        (b"", "empty"),
    ):  # fmt: skip
        answer = bring(shop, bringer, [bringer], content, "film.mp4")
        assert answer.status_code == 422 and said in answer.content.decode()
    monkeypatch.setattr("huzhu.rooms.exchange.forms.MOST_BYTES", 1000)
    assert "50 MB" in bring(shop, bringer, [bringer], mp4).content.decode() and not Clip.objects.exists()
    monkeypatch.undo()
    hevc = made(tmp_path, "h.mp4", "-c:v", "libx265", "-x265-params", "log-level=none", "-pix_fmt", "yuv420p")
    for content in (hevc, mp4[:40] + b"\0" * 500, mp4[:100]):
        assert bring(shop, bringer, [bringer], content).status_code == 302
    assert [(clip.state, clip.file) for clip in Clip.objects.all()] == [("refused", "")] * 3
    first = Clip.objects.earliest("id")
    assert first.trouble == "codec" and set(films.folder().iterdir()) - before == set(films.folder().iterdir()) - before
    page = client_for(bringer).get(reverse("exchange:clip", args=[first.uid])).content.decode()
    assert "HEVC" in page and "Most compatible / H.264" in page


def test_s40_webm_is_taken_too(tmp_path: Path) -> None:
    shop = make_shop()
    bringer = shop.person()
    webm = made(tmp_path, "a.webm", "-c:v", "libvpx")
    assert bring(shop, bringer, [bringer], webm, "a.webm").status_code == 302
    clip = Clip.objects.get()
    assert (
        clip.state == "shown"
        and clip.file.endswith(".webm")
        and SECRET not in (films.folder() / clip.file).read_bytes()
    )


@pytest.mark.db_both
@pytest.mark.django_db(transaction=True)
def test_s40_two_who_are_filmed_agree_at_the_same_moment_and_the_clip_is_shown() -> None:
    shop = make_shop()
    filmed = shop.people(3)
    sent, copy = films.keep([b"film"], "mp4"), films.keep([b"film"], "mp4")
    uid = bring_clip("⟦slowly⟧", shop.technique().id, [p.id for p in filmed], sent, by=shop.scope(filmed[0]), now=NOW)
    clean(Clip.objects.get().pk, films.Film(copy, 4, 3.0), by=Scope.system(TODAY), now=NOW)
    with pytest.raises(NotAllowed):
        consent(uid, "yes", by=shop.scope(filmed[1], full=False), now=NOW)

    def agrees(person: Person) -> Callable[[], object]:
        by = shop.scope(person)
        return lambda: consent(uid, "yes", by=by, now=NOW)

    assert at_once(agrees(filmed[1]), agrees(filmed[2])) == [uid, uid]
    assert Clip.objects.get().state == "shown"
