"""What campaigns keeps."""

from __future__ import annotations
