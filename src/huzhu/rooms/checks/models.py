"""What checks keeps."""

from __future__ import annotations
