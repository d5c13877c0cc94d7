"""Sealed columns (Q34): AES-GCM under a key per person that is wrapped by the environment's key.

Every value is padded to one length, so a cipher text tells nothing; table, row and column are its associated data,
so a value cannot be moved. Protected against every role, export, log and one backup without the key file; not
against whoever holds machine and key.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from huzhu.base.people.models import PersonKey

LENGTH = 96
"""Bytes of a padded value: two for its length, the rest for UTF-8 text."""


def seal(
    person_id: int, value: str, *, table: str, row: str, column: str, wrapped: bytes | memoryview | None = None
) -> bytes:
    """Cipher text of `value` (at most 94 bytes of UTF-8) for the sealed column of a row with public id `row`.

    `wrapped`: the person's key as it is stored, where a query brought it along; else it is fetched.
    """
    raw = value.encode()
    if len(raw) > LENGTH - 2:
        raise ValueError(f"sealed value longer than {LENGTH - 2} bytes")
    padded = (len(raw).to_bytes(2, "big") + raw).ljust(LENGTH, b"\0")
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(_key(person_id, wrapped)).encrypt(nonce, padded, _about(table, row, column))


def unseal(
    person_id: int,
    sealed: bytes | memoryview | None,
    *,
    table: str,
    row: str,
    column: str,
    wrapped: bytes | memoryview | None = None,
) -> str:
    """The clear text; '' where nothing was sealed or the key is destroyed (Q36). Raises InvalidTag where a value was
    moved or changed."""
    if not sealed or (wrapped is None and (wrapped := _wrapped(person_id)) is None):
        return ""
    data = bytes(sealed)
    padded = AESGCM(_key(person_id, wrapped)).decrypt(data[:12], data[12:], _about(table, row, column))
    return padded[2 : 2 + int.from_bytes(padded[:2], "big")].decode()


def make_keys(person_ids: Sequence[int]) -> None:
    """Make the keys of many new persons in one statement."""
    PersonKey.objects.bulk_create(
        PersonKey(person_id=person_id, wrapped=_new_key(person_id)) for person_id in person_ids
    )


def make_key(person_id: int) -> None:
    """Make a person's key when the person is enrolled; doing it again changes nothing."""
    PersonKey.objects.get_or_create(person_id=person_id, defaults={"wrapped": _new_key(person_id)})


def _new_key(person_id: int) -> bytes:
    key, nonce = AESGCM.generate_key(256), secrets.token_bytes(12)
    return nonce + AESGCM(settings.KEYS.seal).encrypt(nonce, key, b"person %d" % person_id)


def _key(person_id: int, wrapped: bytes | memoryview | None = None) -> bytes:
    wrapped = wrapped if wrapped is not None else _wrapped(person_id)
    if wrapped is None:
        raise PersonKey.DoesNotExist
    wrapped = bytes(wrapped)
    return AESGCM(settings.KEYS.seal).decrypt(wrapped[:12], wrapped[12:], b"person %d" % person_id)


def _wrapped(person_id: int) -> bytes | memoryview | None:
    return PersonKey.objects.filter(person_id=person_id).values_list("wrapped", flat=True).first()


def _about(table: str, row: str, column: str) -> bytes:
    return f"{table}/{row}/{column}".encode()
