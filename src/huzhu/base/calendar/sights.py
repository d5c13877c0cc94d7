"""What the calendar shows of a person."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.access import LEADERS, Scope
from huzhu.base.people.sight import Subject, nobody, sight


def _led(scope: Scope, subject: Subject) -> bool:
    return scope.holds_exactly(*LEADERS, unit_id=subject.group_id)


sight(_("your appointments"), _led, _("Those who take part with you, and whoever has the address of your calendar."))
sight(
    _("times, places and forms that don't suit you"), nobody,
    _("You alone. Proposals keep away from them and don't say why."),
)  # fmt: skip
