"""Who belongs to a session: the account and its person in one statement."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.db.models import QuerySet

from huzhu.base.db import compiled
from huzhu.base.people.models import Account


class WithPerson(ModelBackend):
    """Secrets are looked at by `secrets` and `attempts`; here is only the way back from the session."""

    def get_user(self, user_id: int) -> Account | None:
        account = next(iter(_accounts(user_id)), None)
        return account if account and self.user_can_authenticate(account) else None


@compiled
def _accounts(account_id: int) -> QuerySet[Account]:
    return Account.objects.select_related("person").filter(pk=account_id)
