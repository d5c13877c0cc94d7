"""What exchange shows of a person."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.people.queries import sees_group
from huzhu.base.people.sight import nobody, sight

sight(
    _("what you ask and answer"), lambda scope, of: sees_group(scope, of.group_id),
    _("Also your partner, where it is about your contract."),
)  # fmt: skip
sight(_("that you call for help"), nobody, _("Those who are asked to come; nobody sees who was asked."))
sight(
    _("a clip in which you are seen"), lambda scope, of: sees_group(scope, of.group_id),
    _("Nobody before you said yes; your partner, where it is about your contract; gone as soon as you say no."),
)  # fmt: skip
