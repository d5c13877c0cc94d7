"""Keys of an installation: they lie beside the database, never in it (Q33, Q34)."""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from huzhu.conf.environment import Refused

FILE = "keys.json"
NAMES = ("django", "seal", "proof", "pin")


@dataclass(frozen=True, slots=True)
class Keys:
    """32 random bytes each: `django` for sessions, `seal` wraps persons' keys, `proof` HMACs, `pin` peppers PINs."""

    django: bytes = field(repr=False)
    seal: bytes = field(repr=False)
    proof: bytes = field(repr=False)
    pin: bytes = field(repr=False)


def load(home: Path) -> Keys:
    """Read HOME/keys.json, made at the first start with mode 600.

    Raises Refused if others may read the file, or if it is damaged: it is never made anew over an old one.
    """
    path = home / FILE
    if not path.exists():
        _make(path)
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise Refused(f"{path} can be read by others; run: chmod 600 {path}")
    try:
        raw = json.loads(path.read_text("ascii"))
        keys = Keys(**{name: base64.b64decode(raw[name], validate=True) for name in NAMES})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused(f"{path} is damaged ({type(error).__name__}); put back your copy of it") from None
    if any(len(getattr(keys, name)) != 32 for name in NAMES):
        raise Refused(f"{path} is damaged (wrong length); put back your copy of it")
    return keys


def _make(path: Path) -> None:
    """Write new keys; of several processes that start at once the first one's file stands."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = json.dumps({name: base64.b64encode(secrets.token_bytes(32)).decode() for name in NAMES}, indent=1)
    draft = path.with_name(f".{FILE}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
