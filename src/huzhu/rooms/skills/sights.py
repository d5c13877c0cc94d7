"""What skills show of a person."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.people.queries import sees_group
from huzhu.base.people.sight import sight
from huzhu.rooms.skills.access import sees_scores

sight(
    _("your levels by technique, and the records behind them as levels"),
    lambda scope, of: sees_group(scope, of.group_id),
)
sight(
    _("your scores and quantities"), lambda scope, of: sees_scores(scope, of.person_id, of.group_id),
    _("Whoever brings in a workbook sees its figures until they are saved."),
)  # fmt: skip
