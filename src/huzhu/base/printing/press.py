"""The press: one typst compiler per template and process, the fonts, and what they can show."""

import io
import json
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import segno
import typst
from django.utils.translation import gettext as _

from huzhu.base.access.errors import Refused

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
HOUSE = HERE.parents[1]  # a template may take from any other of the package, by its path from here
LONGEST_RUN = 12  # Latin letters without a space before a line may break between them

_lock = Lock()
_compilers: dict[Path, typst.Compiler] = {}


class PrintError(Refused):
    """A sheet that cannot be printed; its message tells a worker why and what to change."""


class MissingCharacter(PrintError):
    """A text holds a character that no print font has."""

    def __init__(self, character: str, text: str) -> None:
        self.character, self.text = character, text
        super().__init__(
            _("The print has no type for “%(character)s” (U+%(code)s) in “%(text)s”. Write it another way.")
            % {"character": character, "code": f"{ord(character):04X}", "text": text[:40]}
        )


class TooLong(PrintError):
    """The text does not fit one page in the smallest type; `part` is the tallest part: parties, terms, weeks, duties, signatures, foot or text."""

    def __init__(self, part: str) -> None:
        self.part = part
        names = {
            "parties": _("the parties"),
            "terms": _("the terms"),
            "weeks": _("the weekly steps"),
            "duties": _("the duties"),
            "signatures": _("the signatures"),
            "foot": _("the clauses at the foot"),
        }
        super().__init__(
            _("This does not fit one page. Too long: %(part)s. Shorten it there.")
            % {"part": names.get(part, _("the text"))}
        )


@lru_cache(maxsize=1)
def printable() -> frozenset[str]:
    """Every character the committed fonts show, from characters.txt, and the line break."""
    lines = (HERE / "characters.txt").read_text(encoding="utf-8").splitlines()
    return frozenset({"\n"} | {chr(int(line.split()[0], 16)) for line in lines if not line.startswith("#")})


def clean(value: Any) -> Any:
    """The same value with every text composed (NFC), tabs as spaces, invisible signs dropped; a text with an unprintable one raises MissingCharacter."""
    if isinstance(value, str):
        return _clean_text(value)
    if isinstance(value, dict):
        return {key: clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    return value


def _clean_text(text: str) -> str:
    text = unicodedata.normalize("NFC", re.sub(r"\r\n?", "\n", text)).replace("\t", " ")
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf").strip()
    for sign in text:
        if sign not in printable():
            raise MissingCharacter(sign, text)
    return text


def breakable(value: Any) -> Any:
    """The same value with a zero-width space after every 12 signs of a longer run without a break, so that no cell overflows."""
    if isinstance(value, str):
        return re.sub(rf"[!-~\u00a1-\u017f]{{{2 * LONGEST_RUN},}}", _cut, value)
    if isinstance(value, dict):
        return {key: breakable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [breakable(item) for item in value]
    return value


def _cut(run: re.Match[str]) -> str:
    text = run.group()
    return "\u200b".join(text[at : at + LONGEST_RUN] for at in range(0, len(text), LONGEST_RUN))


def qr_svg(url: str) -> str:
    """The QR code of an address as SVG text without a border (the paper gives it)."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()


def press(template: Path, data: dict[str, Any], url: str) -> bytes:
    """Print `template` (a file of the package) with the data and the address' QR code; PDF bytes. Raises MissingCharacter, TooLong."""
    payload = json.dumps(breakable(clean(data)), ensure_ascii=False)
    with _lock:
        compiler = _compilers.get(template)
        if compiler is None:
            compiler = _compilers[template] = typst.Compiler(
                str(template), root=str(HOUSE), font_paths=[str(FONTS)], ignore_system_fonts=True
            )
        try:
            pdf = compiler.compile(sys_inputs={"data": payload, "qr": qr_svg(url)}, format="pdf")
        except typst.TypstError as error:
            too_long = re.search(r"too-long:(\w+)", str(error))
            if too_long is None:
                raise
            raise TooLong(too_long.group(1)) from None
    assert isinstance(pdf, bytes)  # a list only for several pictures
    return pdf
