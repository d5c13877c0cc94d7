"""Work for the background worker of a test."""

import time
from pathlib import Path


def note(path: str, seconds: int) -> None:
    """Append 'begun', rest, append 'done'."""
    with Path(path).open("a") as file:
        file.write("begun\n")
        file.flush()
        time.sleep(seconds)
        file.write("done\n")
