"""What is told of slots: where to look, never what is there nor why."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.notices import NoticeKind

SLOT_ASKED = NoticeKind(
    "calendar.asked", _("Does a time suit you? It lies outside your work."), "calendar:week", plain=True
)
SLOT_MOVED = NoticeKind("calendar.moved", _("An appointment of yours has another time."), "calendar:week", plain=True)
SLOT_CANCELLED = NoticeKind("calendar.cancelled", _("An appointment of yours does not take place."), "calendar:week", plain=True)  # fmt: skip
