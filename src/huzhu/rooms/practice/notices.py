"""What people are told of practice: where to look, never what stands there."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.notices import NoticeKind

# --- sessions -------------------------------------------------------------------------------------------------------
SESSION_BOOKED = NoticeKind("practice.booked", _("A time for practice is booked with you."), "practice:session")
SESSION_RELIEF = NoticeKind("practice.relief", _("You are named as relief."), "practice:session")
SESSION_LOGGED = NoticeKind("practice.logged", _("A session is noted: did it happen?"), "practice:session", asks=True)
SESSION_DENIED = NoticeKind("practice.denied", _("Two people remember a session differently."), "practice:session")
# --- cycles, faults, stalls, adjacency ------------------------------------------------------------------------------
CHECK_ASKED = NoticeKind("practice.check-asked", _("Two people ask you for a check."), "contracts:page")
CHECKED = NoticeKind("practice.checked", _("A check of what you two practise is written down."), "contracts:page")
REVIEW_OPENED = NoticeKind("practice.review-opened", _("Two people need somebody who looks at it with them."), "practice:review")  # fmt: skip
REVIEW_WRITTEN = NoticeKind("practice.review-written", _("Somebody has looked at it with you two: read what he wrote."), "practice:review")  # fmt: skip
NEIGHBOURS_ASKED = NoticeKind("practice.neighbours-asked", _("Two people ask to work side by side."), "practice:neighbours")  # fmt: skip
NEIGHBOURS_ANSWERED = NoticeKind("practice.neighbours-answered", _("Your request to work side by side is answered."), "practice:neighbours")  # fmt: skip
