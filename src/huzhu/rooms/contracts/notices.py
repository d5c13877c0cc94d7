"""What the two are told: where to look, never what stands there."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.notices import NoticeKind

DRAFT_READY = NoticeKind("contracts.draft", _("A draft for you two is ready to look at."), "contracts:page")
SIGNED_BY_BOTH = NoticeKind("contracts.signed", _("Your contract is signed by both."), "contracts:page")
