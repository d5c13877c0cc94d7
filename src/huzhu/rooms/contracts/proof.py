"""The proof of a signature (Q22): an HMAC whose key lies outside the database."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC

from django.conf import settings

from huzhu.rooms.contracts.models import Signature


def proof_of(signature: Signature) -> str:
    """HMAC-SHA256 in hex over text, facts, signer, time, device and version."""
    message = "\n".join(
        [
            signature.text, signature.facts, str(signature.contract_id), str(signature.person_id),
            signature.at.astimezone(UTC).isoformat(), str(signature.device_id), str(signature.version),
        ]
    )  # fmt: skip
    return hmac.new(settings.KEYS.proof, message.encode(), hashlib.sha256).hexdigest()


def verifies(signature: Signature, facts: str | None = None) -> bool:
    """Whether text, signer, time and device are what was signed; with `facts`, the contract's present rows too."""
    unchanged = facts is None or facts == signature.facts
    return unchanged and hmac.compare_digest(signature.proof, proof_of(signature))
