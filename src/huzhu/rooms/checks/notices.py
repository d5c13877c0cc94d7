"""What is told: where to look, never what stands there."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.notices import NoticeKind

FINDING_YOURS = NoticeKind("checks.finding", _("A finding is yours to answer."), "checks:finding")
FINDING_ANSWERED = NoticeKind("checks.answered", _("A point of your group is answered."), "checks:finding")
