"""Who is told what, by which channel; and what waits for somebody today."""

from huzhu.base.notices.kinds import NoticeKind
from huzhu.base.notices.telling import tell, tell_all
from huzhu.base.notices.today import Tap, Waiting, WentWell, waiting, waiting_for, went_well, went_well_for

__all__ = [
    "NoticeKind",
    "Tap",
    "Waiting",
    "WentWell",
    "tell",
    "tell_all",
    "waiting",
    "waiting_for",
    "went_well",
    "went_well_for",
]
