"""Pages of skills."""

from huzhu.base.access import Request
from huzhu.base.units.queries import line_up


def crumbs(path: str, request: Request) -> list[dict[str, str]]:
    """The breadcrumb of a page: the way down the tree."""
    return [{"name": step.name, "url": ""} for step in line_up(path, request.scope.day)]
