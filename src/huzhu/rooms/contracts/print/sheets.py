"""What stands on a sheet, and the two deeds of the press: a contract and an invitation."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from huzhu.base.printing import clean, press

from .words import invitation_labels, labels

HERE = Path(__file__).parent
Language = Literal["zh_Hans", "en"]


@dataclass(frozen=True)
class Party:
    """One who signs: the letter used for him (甲, A), name as written, roll number, post, techniques taught and learnt."""

    label: str
    name: str
    roll: str
    post: str = ""
    teaches: str = ""
    learns: str = ""


@dataclass(frozen=True)
class Term:
    """One direction of the aid, as it is read: `who` is '甲教乙' or 'A teaches B', figures carry their unit."""

    n: int
    who: str
    technique: str
    baseline: str
    target: str
    date: str
    measured: str


@dataclass(frozen=True)
class Week:
    """The steps of one week: its dates and one cell per term, in the order of the terms."""

    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Signature:
    """A line to sign on; `signed_at` is the time of the signature by device in words, or ''."""

    label: str
    name: str
    signed_at: str = ""


@dataclass(frozen=True)
class ContractSheet:
    """All that a contract's page prints; texts are plain, dates and figures already in words of the sheet's language.

    `url` goes into the QR code, `code` is the same in letters; `fingerprint`, `keepers`, `clauses`, `form`, `weeks` may be empty and are left out then.
    """

    title: str
    place: str
    number: str
    version: int
    date: str
    parties: tuple[Party, ...]
    terms: tuple[Term, ...]
    duties: str
    signatures: tuple[Signature, ...]
    url: str
    code: str
    weeks: tuple[Week, ...] = ()
    keepers: str = ""
    fingerprint: str = ""
    clauses: str = ""
    language: Language = "zh_Hans"
    form: str = ""


@dataclass(frozen=True)
class InvitationSheet:
    """What a group's invitation prints: `url` is the join page, `address` the same short enough to type, `leader` who reads the six digits."""

    place: str
    group: str
    leader: str
    url: str
    address: str = ""
    code: str = ""
    until: str = ""
    language: Language = "zh_Hans"
    paper: Literal["a4", "a5"] = "a5"


def print_contract(sheet: ContractSheet, words: Mapping[str, str] | None = None) -> bytes:
    """Print a contract on one A4 page; PDF bytes.

    words: the form's labels, by default those of `labels(sheet.language)`.
    Raises MissingCharacter for a sign without type, TooLong when even the smallest type does not fit, ValueError when a week has not one cell per term.
    """
    said = dict(labels(sheet.language) if words is None else words)
    if any(len(week.cells) != len(sheet.terms) for week in sheet.weeks):
        raise ValueError("each week needs one cell per term")
    data = clean(asdict(sheet))
    heads = [said[key] for key in ("n", "who", "technique", "baseline", "target", "date", "measured")]
    rows = [
        [str(term[key]) for key in ("n", "who", "technique", "baseline", "target", "date", "measured")]
        for term in data["terms"]
    ]
    week_heads = [said["week"]] + [
        _fill(said["step_of"], n=term["n"], technique=term["technique"]) for term in data["terms"]
    ]
    week_rows = [[week["label"], *week["cells"]] for week in data["weeks"]]
    for party in data["parties"]:
        party["roll"] = _fill(said["roll"], roll=party["roll"]) if party["roll"] else ""
        party["teaches"] = _fill(said["teaches"], techniques=party["teaches"]) if party["teaches"] else ""
        party["learns"] = _fill(said["learns"], techniques=party["learns"]) if party["learns"] else ""
    for line in data["signatures"]:
        line["note"] = _fill(said["signed"], when=line["signed_at"]) if line["signed_at"] else said["unsigned"]
    form = [_fill(said["form"], form=data["form"])] if data["form"] else []
    data |= {
        "words": said,
        "numbers": [*form, data["number"], _fill(said["version"], version=data["version"]), data["date"]],
        "term_table": {"heads": heads, "rows": rows},
        "week_table": {"heads": week_heads, "rows": week_rows},
        "code": _fill(said["code"], code=data["code"]),
    }
    return press(HERE / "contract.typ", _without(data, "url"), sheet.url)


def print_invitation(sheet: InvitationSheet, words: Mapping[str, str] | None = None) -> bytes:
    """Print a group's invitation with the QR code of its join page on one sheet of A5 or A4; PDF bytes. Raises MissingCharacter, TooLong."""
    said = dict(invitation_labels(sheet.language) if words is None else words)
    data = clean(asdict(sheet))
    data |= {
        "words": said,
        "steps": [said["step_scan"], said["step_pin"], _fill(said["step_confirm"], leader=data["leader"])],
        "by_hand": _fill(said["by_hand"], address=data["address"]) if data["address"] else "",
        "code": _fill(said["code"], code=data["code"]) if data["code"] else "",
        "until": _fill(said["until"], date=data["until"]) if data["until"] else "",
    }
    return press(HERE / "invitation.typ", _without(data, "url"), sheet.url)


def _fill(words: str, **values: object) -> str:
    return words % values


def _without(data: dict[str, object], key: str) -> dict[str, object]:
    return {name: value for name, value in data.items() if name != key}
