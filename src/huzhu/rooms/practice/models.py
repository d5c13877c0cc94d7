"""What practice keeps."""

from __future__ import annotations
