"""What the two are told: where to look, never what stands there."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.notices import NoticeKind

DRAFT_READY = NoticeKind("contracts.draft", _("A draft for you two is ready to look at."), "contracts:page")
SIGNED_BY_BOTH = NoticeKind("contracts.signed", _("Your contract is signed."), "contracts:page")
PROPOSED_TO_YOU = NoticeKind("contracts.proposed", _("A unit proposes a contract to yours."), "contracts:proposal")
PROPOSAL_ANSWERED = NoticeKind("contracts.answered", _("Your unit's proposal is answered."), "contracts:proposal")
PART_ASKED = NoticeKind("contracts.part", _("You are asked to take part in a contract of two units."), "contracts:part")
TO_BE_REVISED = NoticeKind("contracts.to-be-revised", _("A contract of yours is to be revised."), "contracts:page")
REVIEW_ASKED = NoticeKind(
    "contracts.review", _("A date was missed: say your word for the talk about it."), "contracts:review"
)
