"""What practice shows of a person."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import LEADERS
from huzhu.base.people.sight import sight
from huzhu.rooms.contracts.access import sees_names
from huzhu.rooms.skills.access import holds_here

sight(
    _("sessions of a contract: when, how long, what was decided"), lambda scope, of: sees_names(scope, of.group_id),
    _("Also your partner's group, its leaders and assessor, and its workshop's sponsor."),
)  # fmt: skip
sight(
    _("that two remember a session differently, and what each said"),
    lambda scope, of: scope.holds_exactly(*LEADERS, unit_id=of.group_id),
    _("You two; of two groups the leaders of the one that keeps the contract."),
)
sight(
    _("the cycle of a contract: watched, talked over, practising, mastered or not yet"),
    lambda scope, of: holds_here(scope, of.group_id),
    _("You two; of two groups whoever leads or measures in either."),
)
sight(
    _("faults found in your work, and reviews of progress that stands still"),
    lambda scope, of: scope.holds_exactly(*LEADERS, unit_id=of.group_id),
    _("You two; of two groups the leaders of both."),
)
