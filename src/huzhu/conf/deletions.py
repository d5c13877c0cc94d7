"""Who was deleted: public ids in a file beside the keys, never in the database (Q36).

A database put back from an older backup knows these people again, so the file outlives it: it is appended to, copied
into each later backup, and applied again by `huzhu restore` and `huzhu migrate`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

FILE = "deletions.jsonl"


def listed(home: Path) -> list[str]:
    """Public ids in the order of their deletion; none where there is no list. A line cut by a crash is passed over."""
    path = home / FILE
    found = []
    for line in path.read_text("utf-8").splitlines() if path.is_file() else []:
        try:
            found.append(str(json.loads(line)["person"]))
        except (ValueError, KeyError, TypeError):
            continue
    return list(dict.fromkeys(found))


def add(home: Path, people: Iterable[str], at: str) -> None:
    """Append people who are not on the list yet, and wait until the disk has them."""
    fresh = [uid for uid in people if uid not in set(listed(home))]
    if not fresh:
        return
    with os.fdopen(os.open(home / FILE, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "a+", encoding="utf-8") as file:
        file.seek(0)
        cut = "" if (text := file.read()).endswith("\n") or not text else "\n"
        file.write(cut + "".join(json.dumps({"person": uid, "at": at}) + "\n" for uid in fresh))
        file.flush()
        os.fsync(file.fileno())
