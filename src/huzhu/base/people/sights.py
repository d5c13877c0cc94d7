"""What the roll shows of a person."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.people.access import KEEPERS
from huzhu.base.people.queries import sees_group
from huzhu.base.people.sight import nobody, sight

sight(_("name, number and post"), lambda scope, of: sees_group(scope, of.group_id) or scope.holds(*KEEPERS, at=of.path))
sight(
    _("your page in the roll: groups, posts and roles with their dates"),
    lambda scope, of: scope.holds(*KEEPERS, at=of.path),
)
sight(_("your PIN, password, e-mail and devices"), nobody, _("An e-mail is also known to whoever wrote it for you."))
