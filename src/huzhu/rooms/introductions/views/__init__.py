"""Pages of introductions."""

from django.utils import timezone

from huzhu.base.access import Request
from huzhu.base.units.queries import line_up
from huzhu.rooms.introductions.queries.introductions import Shown


def crumbs(path: str, request: Request) -> list[dict[str, str]]:
    """The breadcrumb of a page: the way down the tree."""
    return [{"name": step.name, "url": ""} for step in line_up(path, request.scope.day)]


def days_left(shown: Shown, request: Request) -> int:
    """Days to the deadline by the local calendar; 0 on its day."""
    return (timezone.localdate(shown.deadline) - request.scope.day).days if shown.deadline else 0
