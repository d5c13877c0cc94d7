"""What calendars call a sharing meeting."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.calendar.kinds import SlotKind

SLOT = SlotKind("sharing", _("meeting to share what was learned"), "exchange:sharing-slot", called=True)
