"""Columns that every room uses."""

import base64
import secrets
from typing import Any

from django.db import models

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base 32: nothing that reads like another
UID_LENGTH = 12
_CROCKFORD = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET.encode())


def new_uid() -> str:
    """A random public id of 60 bits; addresses carry these, never serial numbers."""
    bits = secrets.randbits(5 * UID_LENGTH) << 4  # 12 letters of 5 bits, filled up to 8 bytes
    return base64.b32encode(bits.to_bytes(8, "big"))[:UID_LENGTH].translate(_CROCKFORD).decode()


def is_uid(text: str) -> bool:
    """Could this be a public id? One from a file may be anything, and addresses are made of them."""
    return len(text) == UID_LENGTH and set(text) <= set(ALPHABET)


def _fresh_uid() -> str:
    return new_uid()


class UidField(models.CharField):
    """Random public id of a row, unique in its table."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("default", _fresh_uid)
        super().__init__(**{"max_length": UID_LENGTH, "unique": True, "editable": False} | options)


class PathField(models.CharField):
    """Materialised path '/1/5/12/' of unit ids, compared byte by byte on both databases."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 400} | options)

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        parameters = super().db_parameters(connection)
        parameters["collation"] = "C" if connection.vendor == "postgresql" else "BINARY"
        return parameters
