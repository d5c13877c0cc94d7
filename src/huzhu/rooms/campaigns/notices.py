"""What is told of campaigns: where to look."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.notices import NoticeKind

PROPOSED = NoticeKind("campaigns.proposed", _("A unit may need help: a campaign is proposed."), "campaigns:page")
OPENED = NoticeKind("campaigns.opened", _("A campaign of help has begun in your unit."), "campaigns:page")
