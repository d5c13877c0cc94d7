"""The versions of a contract's text, who signed which, and whether each signature still verifies (Q22)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from huzhu.rooms.contracts.models import Contract, Signature
from huzhu.rooms.contracts.proof import verifies
from huzhu.rooms.contracts.queries.text import facts_of, fingerprint, written


@dataclass(frozen=True)
class Name:
    person_id: int
    name: str
    at: datetime
    verifies: bool
    voided: bool


@dataclass(frozen=True)
class Version:
    """One version; `text` is the exact one that was signed, of an unsigned version the one to be signed."""

    n: int
    current: bool
    text: str
    fingerprint: str
    needed: int = 2
    names: list[Name] = field(default_factory=list)

    @property
    def signers(self) -> set[int]:
        return {name.person_id for name in self.names if not name.voided}

    @property
    def complete(self) -> bool:
        return len(self.signers) == self.needed


def versions(contract: Contract, names: dict[int, str]) -> list[Version]:
    """Newest first: the present version, and every one that somebody signed."""
    facts = facts_of(contract)
    found: dict[int, list[Signature]] = {contract.version: []}
    for row in Signature.objects.filter(contract=contract).order_by("at", "id"):
        found.setdefault(row.version, []).append(row)
    lines = []
    for n in sorted(found, reverse=True):
        valid = [row for row in found[n] if row.voided is None]
        text = (valid or found[n])[0].text if found[n] else written(contract)
        lines.append(Version(n, n == contract.version, text, fingerprint(text), len(contract.signers), [
            Name(row.person_id, names[row.person_id], row.at,
                 verifies(row, facts if n == contract.version and row.voided is None else None), row.voided is not None)
            for row in found[n]
        ]))  # fmt: skip
    return lines
