"""What sign-ins put on 'today': people lie below notices, so their lines are registered here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from huzhu.base.access import LEADERS, Role, Scope
from huzhu.base.notices import Waiting, waiting
from huzhu.base.people.confirmations import waiting_for_confirmation
from huzhu.base.people.models import Mandate
from huzhu.base.people.standing import WITNESSES
from huzhu.base.units.models import Unit


@waiting
def my_second_confirmation(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """Whoever is not yet confirmed by two is told what is missing, and where the digits are."""
    if scope.account_id is not None and not scope.full:
        yield Waiting(
            _("Your sign-in lacks a confirmation"), _("You may look and wish, but not yet answer or sign."),
            reverse("account"), _("Show digits"),
        )  # fmt: skip


@waiting
def first_group(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """A house that was just founded: no group has a leader yet. One statement for administrators, none for others."""
    tops = [holding for holding in scope.holdings if holding.role is Role.ADMINISTRATOR]
    if (
        tops
        and not Mandate.objects.on(scope.day).filter(person__factory_id=scope.factory_id, role__in=LEADERS).exists()
    ):
        top = Unit.objects.values_list("uid", flat=True).get(id=tops[0].unit_id)
        yield Waiting(
            _("Found the first group"), _("Its name and its leader, who then puts in the people."),
            reverse("unit-group", args=[top]), _("Begin"),
        )  # fmt: skip


@waiting
def to_confirm(scope: Scope, now: datetime) -> Iterator[Waiting]:
    """Whose device shows digits now, for those who may confirm; one statement or two for them, none for others."""
    if not scope.full or scope.is_system or not scope.has(*LEADERS, *WITNESSES):
        return
    for line in waiting_for_confirmation(scope, now):
        yield Waiting(
            line.name, _("shows six digits for a sign-in"), f"{reverse('confirm')}?{urlencode({'roll': line.roll})}",
            _("Confirm"), due=now, somebody=True,
        )  # fmt: skip
