"""Limits of sittings and findings; their values are examples without source."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.charter import Clause

_FROM_THEN = _("Applies to half months that begin from then on; one that has begun keeps its limits.")
ACTIVE_DAYS = Clause(
    "checks.active_days", 8, 1, 15, "S44, N22", _("a contract is checked where it was active in the half month for at least"),
    _("days"), touches=_FROM_THEN,
)  # fmt: skip
DUE_DAYS = Clause(
    "checks.due_days", 0, 0, 14, "S44, N22", _("the sitting is in time so long after the half month"), _("days"),
    touches=_FROM_THEN,
)  # fmt: skip
GOOD_SESSIONS = Clause(
    "checks.good_sessions", 2, 1, 12, "S47, N22", _("a half month is proposed as good from"), _("sessions"),
    touches=_FROM_THEN,
)  # fmt: skip
FINDING_DAYS = Clause(
    "checks.finding_days", 14, 1, 90, "S46, N22", _("a finding is answered within"), _("days"),
    touches=_("Applies to findings raised in half months that begin from then on."),
)  # fmt: skip
ESCALATE_DAYS = Clause(
    "checks.escalate_days", 3, 0, 60, "S46, N22", _("an overdue finding goes one level up after"), _("days"),
    touches=_("Applies to findings raised in half months that begin from then on."),
)  # fmt: skip
TALK_DAYS = Clause(
    "checks.talk_days", 3, 1, 30, "S137, N22", _("a talk about an obstacle within"), _("days"),
    touches=_("Applies to talks opened from then on."),
)  # fmt: skip
