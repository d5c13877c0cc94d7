"""Beside every table of a page: take it along."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from huzhu.spreadsheets.tables import KINDS, TABLES

register = template.Library()


@register.simple_tag
def table_links(name: str, uid: str = "") -> SafeString:
    """`{% table_links "skills" group.uid %}`: the page's table as XLSX or CSV."""
    words = [uid] if uid else []
    links = format_html_join(
        " · ",
        '<a href="{}" download>{}</a>',
        ((reverse(f"spreadsheets:{TABLES[name].name}-{kind}", args=words), kind.upper()) for kind in KINDS),
    )
    return format_html('<p class="note">{} {}</p>', _("Take this table along:"), links)
