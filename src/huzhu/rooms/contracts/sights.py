"""What contracts show of a person."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.people.sight import nobody, sight
from huzhu.rooms.contracts.access import sees_names

sight(_("a draft"), nobody, _("You two, and whom one of you shows it to."))
sight(
    _("a signed contract, with names"), lambda scope, of: sees_names(scope, of.group_id),
    _("Also your partner's group, its leaders and assessor, and its workshop's sponsor."),
)  # fmt: skip
sight(_("whether a contract was your own wish"), nobody, _("You alone; above, a count over five or more."))
