"""What calendars call a session: never the technique nor who needs help (S35)."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.calendar.kinds import SlotKind

SLOT = SlotKind("session", _("mutual aid, two together"), "practice:slot")
