"""What contracts tell of a contract: versions, signing, steps, measurements, missed dates, how it ended."""

from __future__ import annotations
