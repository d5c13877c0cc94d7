"""What practice shows of a person."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import LEADERS
from huzhu.base.people.sight import sight
from huzhu.rooms.contracts.access import sees_names

sight(
    _("sessions of a contract: when, how long, what was decided"), lambda scope, of: sees_names(scope, of.group_id),
    _("Also your partner's group, its leaders and assessor, and its workshop's sponsor."),
)  # fmt: skip
sight(
    _("that two remember a session differently, and what each said"),
    lambda scope, of: scope.holds_exactly(*LEADERS, unit_id=of.group_id),
    _("You two; of two groups the leaders of the one that keeps the contract."),
)
