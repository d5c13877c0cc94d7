"""Beside every table of a page: take it along."""

from __future__ import annotations

from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from huzhu.spreadsheets.tables import KINDS

register = template.Library()


@register.simple_tag
def table_links(name: str, uid: str = "", **asked: object) -> SafeString:
    """`{% table_links "skills" group.uid month="2026-02" %}`: the page's table, as it was asked for, as XLSX or CSV."""
    words, query = [uid] if uid else [], {key: value for key, value in asked.items() if value}
    end = f"?{urlencode(query)}" if query else ""
    links = format_html_join(
        " · ",
        '<a href="{}" download>{}</a>',
        ((reverse(f"spreadsheets:{name}-{kind}", args=words) + end, kind.upper()) for kind in KINDS),
    )
    said = _("Every month's scores:") if name == "measurements" else _("Take this table along:")
    return format_html('<p class="note">{} {}</p>', said, links)
