"""QR codes of our own addresses, as drawings within the page."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_of(text: str) -> SafeString:
    """SVG without any inline style; the page gives it its words."""
    svg = segno.make(text, error="m", micro=False).svg_inline(
        scale=4, border=2, svgclass="qr", lineclass=None, omitsize=True
    )
    return mark_safe(svg)  # nosec B308 B703 - drawn by us
