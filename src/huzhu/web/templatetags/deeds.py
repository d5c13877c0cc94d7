"""The hidden field that makes a form a deed done once."""

import uuid

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def request_id() -> SafeString:
    """A fresh request id: the same form sent twice does nothing twice."""
    return format_html('<input type="hidden" name="request_id" value="{}">', uuid.uuid4())
