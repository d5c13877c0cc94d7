"""Limits of campaigns; examples without source unless a row gives one."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.charter import Clause

SURGE_SHARE = Clause(
    "campaigns.surge_share",
    default=30,
    low=5,
    high=100,
    source="S43, Q6, N22",
    name=_("help is proposed from a share of new workers of"),
    unit="%",
    touches=_("Applies to what is proposed from then on; a campaign that stands keeps its share."),
)
AGAIN_AFTER = Clause(
    "campaigns.again_after",
    default=90,
    low=7,
    high=730,
    source="S43, N22",
    name=_("help is proposed again for the same unit after"),
    unit=_("days"),
    touches=_("Applies to what is proposed from then on."),
)
