"""The guide speaks of commands, settings, places and pages that are there."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import polib
import pytest
from django.conf import settings

from huzhu.cli import COMMANDS, MODULES, _parser
from huzhu.conf.environment import variables

GUIDE = Path(__file__).parents[2] / "docs/guide"
CATALOGUES = {"en": "en", "zh": "zh_Hans"}
PAGES = sorted(GUIDE.rglob("*.md"))


def read(page: Path) -> str:
    return page.read_text("utf-8")


def test_both_languages_have_the_same_pages_with_the_same_commands_and_settings() -> None:
    def told(language: str) -> dict[str, list[str]]:
        said = r"huzhu (?:[a-z]+ )?--?[\w-]+|^ +huzhu \w+|HUZHU_\w+|^ {8}\w+ .*;$"
        return {page.name: re.findall(said, read(page), re.MULTILINE) for page in (GUIDE / language).glob("*.md")}

    assert told("en") == told("zh")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_link_leads_to_a_file(path: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", read(path))
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_command_option_and_setting_is_there(path: Path) -> None:
    for name, rest in re.findall(r"^ +huzhu (\w+)(.*)", read(path), re.MULTILINE):
        parser = _parser().subcommand(name)
        importlib.import_module(f"huzhu.cli.{MODULES.get(name, name)}").arguments(parser)
        known = {option for action in parser._actions for option in action.option_strings}
        assert set(re.findall(r"--[\w-]+", rest.partition("#")[0])) <= known
    assert set(re.findall(r"`huzhu (\w+)", read(path))) <= COMMANDS.keys()
    assert set(re.findall(r"HUZHU_\w+", read(path))) <= {name for name, _default, _says in variables()}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_way_through_the_pages_names_what_stands_on_them(path: Path) -> None:
    """'Group → Months → Close', whether bold, slanted or in 「」."""
    catalogue = CATALOGUES[path.parent.name]
    book = polib.pofile(str(settings.PACKAGE / "locale" / catalogue / "LC_MESSAGES/django.po"))
    words = {entry.msgstr for entry in book}
    ways = re.findall(r"[*「]([^*「」\n]+ → [^*「」\n]+)[*」]", read(path))
    steps = {step.strip(" .。") for way in ways for step in way.split("→")}
    assert steps - words - {"the factory", "a unit", "一个单位"} == set()
