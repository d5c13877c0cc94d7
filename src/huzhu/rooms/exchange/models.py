"""What exchange keeps."""

from __future__ import annotations
