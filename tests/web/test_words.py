"""Every text stands in both languages, and none is forgotten outside of them."""

from __future__ import annotations

import gettext as system_gettext
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import django
import polib
import pytest
import time_machine
from django.conf import settings
from django.test import override_settings
from django.utils import translation
from django.utils.translation import trans_real

from tests.cast import NOW
from tests.web.world import addresses, make_world, opens

LANGUAGES = {"en": 2, "zh_Hans": 1}
"""Language: how many plural forms it has."""
LOCALE = Path(settings.PACKAGE, "locale")
CHINESE = re.compile(r"[\u3400-\u9fff]")
WALKERS = ("teacher", "leader", "organiser", "training officer", "administrator", "nobody")

SAME_EVERYWHERE = re.compile(
    r"A4|XLSX|CSV|简体中文|English"  # formats; languages in their own words
    r"|[A-Z][A-Za-z]+(/[A-Za-z_-]+)+"  # time zones
    r"|[A-C]|姓名|工号|a\.csv"  # the uploaded file
    r"|#[a-z]+/?|no-network"  # places on a page, the name of a kind of page
    r"|[a-z0-9]{4}(-[a-z0-9]{4}){2}|[0-9a-f]{4}|[A-Z2-7]{32}|http://\S+"  # codes, fingerprint, key for an app, address
)
"""What stands on a page in every language alike."""
TRADES = {
    name
    for trade in json.loads(Path(settings.PACKAGE, "rooms/skills/trades.json").read_text("utf-8"))
    for name in trade["en"].split()
}

Key = tuple[str, str, str]
"""Context, text, plural text."""


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural


def book(language: str) -> polib.POFile:
    return polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))


def forms(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def places(text: str) -> set[str]:
    """What is filled in, and tags; the month may stand as a word or as a figure."""
    return set(
        re.findall(
            r"%\(\w+\)[sd]|%%|<[^>]+>", text.replace("%(number)d", "%(month)s").replace("%(number)s", "%(month)s")
        )
    )


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> dict[Key, polib.POEntry]:
    """Every text of code and templates as xgettext finds it today, in a copy without catalogues."""
    copy = tmp_path_factory.mktemp("words") / "huzhu"
    shutil.copytree(settings.PACKAGE, copy, ignore=lambda _folder, names: {
        name for name in names if name in ("locale", "collected", "static", "__pycache__")
    })  # fmt: skip
    (copy / "locale").mkdir()
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "-l", "en", "--no-location"],
        cwd=copy, check=True, capture_output=True,
        env={**os.environ, "PYTHONPATH": str(settings.PACKAGE.parent), "DJANGO_SETTINGS_MODULE": "huzhu.settings"},
    )  # fmt: skip
    return {key(entry): entry for entry in polib.pofile(str(copy / "locale/en/LC_MESSAGES/django.po"))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_catalogue_holds_exactly_the_texts_of_today(language: str, collected: dict[Key, polib.POEntry]) -> None:
    """If this fails: python3 dev.py messages, then translate what is new."""
    held = {key(entry) for entry in book(language)}
    assert collected.keys() - held == set(), "missing"
    assert held - collected.keys() == set(), "used nowhere"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_text_is_translated_with_the_same_places_to_fill_in(language: str) -> None:
    entries = book(language)
    assert [entry.msgid for entry in entries if entry.fuzzy or entry.obsolete] == []
    for entry in entries:
        said = forms(entry)
        assert all(said), f"empty: {entry.msgid}"
        assert len(said) == (LANGUAGES[language] if entry.msgid_plural else 1), entry.msgid
        wanted = places(entry.msgid) | places(entry.msgid_plural)
        for form in said:
            assert places(form) <= wanted, f"another place to fill in: {entry.msgid}"
        assert places(said[-1]) == places(entry.msgid_plural or entry.msgid), (
            f"a place to fill in is lost: {entry.msgid}"
        )


def test_the_english_catalogue_holds_no_chinese() -> None:
    assert [entry.msgid for entry in book("en") if CHINESE.search(entry.msgid + "".join(forms(entry)))] == []


def test_the_chinese_catalogue_keeps_the_house_style() -> None:
    """No exclamation, no 'please', no 'successfully', no rank of people; a space between Chinese and figures."""
    never = re.compile(r"！|!|成功|匹配度|排名|落后|失败|[\u3400-\u9fff][0-9]|[0-9][\u3400-\u9fff]|[“”]")
    said = [(entry.msgid, form) for entry in book("zh_Hans") for form in forms(entry)]
    assert [(text, form) for text, form in said if never.search(form)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_runs_is_what_was_written(language: str) -> None:
    """The .mo beside each .po, so that running needs no gettext."""
    written = {(key(entry)[:2]): forms(entry) for entry in book(language)}
    compiled = polib.mofile(str(LOCALE / language / "LC_MESSAGES" / "django.mo"))
    assert {(key(entry)[:2]): forms(entry) for entry in compiled} == written


class Bare(HTMLParser):
    """Words of a page that stand outside every ⟦ ⟧, in texts and in the attributes that are read aloud."""

    ATTRIBUTES = ("title", "alt", "placeholder", "aria-label", "aria-description", "label")
    NOT_WORDS = ("script", "style", "code", "kbd")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.depth, self.inside, self.found = 0, [""], list[str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.NOT_WORDS:
            self.inside.append(tag)
        said = dict(attrs)
        read = [name for name in self.ATTRIBUTES if said.get(name)]
        if tag == "input" and said.get("type") in ("submit", "button"):
            read.append("value")
        self.found += [f"{name}={word}" for name in read for word in bare(said[name] or "")[0]]

    def handle_endtag(self, tag: str) -> None:
        if tag == self.inside[-1]:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if len(self.inside) == 1:
            words, self.depth = bare(data, self.depth)
            self.found += words


def bare(text: str, depth: int = 0) -> tuple[list[str], int]:
    """(words with a letter outside of the (nested) brackets, depth at the end)."""
    outside = ""
    for sign in text:
        depth += sign == "⟦"
        outside += " " if depth else sign
        depth -= sign == "⟧"
    return [
        word for word in outside.split() if any(map(str.isalpha, word)) and not SAME_EVERYWHERE.fullmatch(word)
    ], depth


def test_bare_words_are_found_in_texts_and_attributes() -> None:
    assert Bare('<p title="⟦a ⟦b⟧ c⟧">⟦one⟧ 2 <b>⟦three⟧</b></p><p>⟦<b>a</b> b⟧</p><script>x</script>').found == []
    said = '<p title="a">⟦one⟧ two</p>three A4<input placeholder="x">'
    assert Bare(said).found == ["title=a", "two", "three", "placeholder=x"]


def test_no_template_holds_a_word_or_a_comma_outside_a_tag_of_translation() -> None:
    """Also what no page of the walk below comes to show. Chinese has signs of its own for , : ; and full stops."""
    translated = re.compile(
        r"{%\s*blocktranslate.*?{%\s*endblocktranslate\s*%}|{%\s*comment.*?endcomment\s*%}", re.DOTALL
    )
    tags = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
    words, signs = {}, {}
    for path in sorted(settings.PACKAGE.rglob("templates/**/*.html")):
        if path.name == "components.html":  # the developers' page of parts
            continue
        bones = tags.sub("", translated.sub("", path.read_text("utf-8")))
        name = str(path.relative_to(settings.PACKAGE))
        words[name] = Bare(bones).found
        signs[name] = re.findall(r"[,;:.!?，、；：。！？]", re.sub(r"<[^>]*>", "", bones))
    assert {name: found for name, found in words.items() if found} == {}
    assert {name: found for name, found in signs.items() if found} == {}


@pytest.fixture
def pseudo(tmp_path: Path) -> Iterator[None]:
    """Both languages say every text in ⟦ ⟧, Django's own too."""
    own = Path(django.__file__).parent / "conf/locale/en/LC_MESSAGES/django.po"
    entries = {key(entry): entry for entry in [*polib.pofile(str(own)), *book("en")]}
    bracketed = polib.POFile()
    bracketed.metadata = book("en").metadata
    for entry in entries.values():
        if entry.msgid_plural:
            entry.msgstr_plural = {0: f"⟦{entry.msgid}⟧", 1: f"⟦{entry.msgid_plural}⟧"}
        else:
            entry.msgstr = f"⟦{entry.msgid}⟧"
        bracketed.append(entry)
    for language in LANGUAGES:
        (tmp_path / language / "LC_MESSAGES").mkdir(parents=True)
        bracketed.save_as_mofile(str(tmp_path / language / "LC_MESSAGES/django.mo"))
    kept = dict(trans_real._translations)  # type: ignore[attr-defined]
    with override_settings(LOCALE_PATHS=[tmp_path]), translation.override("en"):
        trans_real._translations.clear()  # type: ignore[attr-defined]
        translation.activate("en")
        yield
    system_gettext._translations.clear()  # type: ignore[attr-defined]
    trans_real._translations.clear()  # type: ignore[attr-defined]
    trans_real._translations.update(kept)  # type: ignore[attr-defined]


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_no_page_says_a_word_outside_the_catalogues(pseudo: None) -> None:
    world = make_world()
    clients = {who: client for who, client in world.clients().items() if who in WALKERS}
    shown, found = set[str](), dict[str, set[str]]()
    for name, words in addresses():
        for who, client in clients.items():
            if who != WALKERS[0] and not opens(name, who):
                continue  # one of them is enough to see refusals
            answer = client.get(world.address(name, words), headers={"accept-language": "en"})
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                shown |= {name} if answer.status_code == 200 else set()
                for said in Bare(answer.content.decode()).found:
                    found.setdefault(said, set()).add(name)
    assert len(shown) > 40
    assert {said: sorted(where) for said, where in found.items() if said not in TRADES} == {}
