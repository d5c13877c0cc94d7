"""Who may do and see what: ids, paths and roles of somebody on a day. Knows no table."""

from huzhu.base.access.doors import open_door
from huzhu.base.access.errors import HuzhuError, NotAllowed, NotFound, Overtaken, Refused
from huzhu.base.access.requests import Request, acting
from huzhu.base.access.scope import LEADERS, Holding, Role, Scope

__all__ = [
    "LEADERS", "Holding", "HuzhuError", "NotAllowed", "NotFound", "Overtaken", "Refused", "Request", "Role", "Scope", "acting",
    "open_door",
]  # fmt: skip
