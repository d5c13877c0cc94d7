"""What happens by itself: old uploads are put away."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from huzhu.base.access import Scope
from huzhu.base.jobs import sweeps
from huzhu.spreadsheets.actions.importing import KEPT_DAYS, wipe_old
from huzhu.spreadsheets.models import Upload


@sweeps
def put_away_old(now: datetime) -> int:
    """Uploads that nobody saved within 7 days lose their content."""
    if not Upload.objects.filter(state=Upload.State.READ, taken_in__lt=now - timedelta(days=KEPT_DAYS)).exists():
        return 0
    return int(wipe_old(by=Scope.system(timezone.localdate(now)), now=now)["put away"])
