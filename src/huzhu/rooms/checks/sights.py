"""What checks show of a person."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.people.sight import nobody, sight
from huzhu.rooms.contracts.access import sees_names

sight(
    _("the half-monthly check of a contract"), lambda scope, of: sees_names(scope, of.group_id),
    _("Also your partner's group; above, counts over five or more."),
)  # fmt: skip
sight(_("your two answers before a sitting"), nobody, _("A leader of the group sees only that help is wanted."))
sight(_("what stands in your way, and a talk about it"), nobody, _("You, and the one leader it is with."))
