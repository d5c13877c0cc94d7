"""Pages of introductions."""

from django.utils import timezone

from huzhu.base.access import Request
from huzhu.rooms.introductions.queries.introductions import Shown


def days_left(shown: Shown, request: Request) -> int:
    """Days to the deadline by the local calendar; 0 on its day."""
    return (timezone.localdate(shown.deadline) - request.scope.day).days if shown.deadline else 0
