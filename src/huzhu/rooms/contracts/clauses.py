"""Limits of contracts; their values are examples without source unless a row gives one."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.charter import Clause

TERM_MONTHS = Clause(
    "contracts.term_months",
    default=1,
    low=1,
    high=12,
    source="S33, N1",
    name=_("usual length of a contract"),
    unit=_("months"),
    touches=_("Applies to drafts made from then on; a draft or contract keeps its end."),
)
WARN_MONTHS = Clause(
    "contracts.warn_months",
    default=3,
    low=1,
    high=24,
    source="S33, N22",
    name=_("a contract is long above"),
    unit=_("months"),
    touches=_("Applies to what is drafted or changed from then on; what was signed stays."),
)
WARN_AIMS = Clause(
    "contracts.warn_aims",
    default=3,
    low=1,
    high=20,
    source="S33, N22",
    name=_("a contract has many aims above"),
    unit=_("aims"),
    touches=_("Applies to what is drafted or changed from then on; what was signed stays."),
)
DRAFT_DAYS = Clause(
    "contracts.draft_days",
    default=10,
    low=1,
    high=60,
    source="Q19, N22",
    name=_("a draft lapses after"),
    unit=_("working days"),
    touches=_("Applies to drafts made from then on; a draft that is out keeps its last day."),
)
PAPER_DAYS = Clause(
    "contracts.paper_days",
    default=30,
    low=7,
    high=120,
    source="S49, N22",
    name=_("without a sign of life paper only after"),
    unit=_("days"),
    touches=_("Applies to contracts signed from then on; a date that stands already stays."),
)
REVIEW_DAYS = Clause(
    "contracts.review_days",
    default=7,
    low=1,
    high=60,
    source="S28, N22",
    name=_("joint review after a missed date within"),
    unit=_("days"),
    touches=_("Applies to dates missed from then on; a review that is called keeps its day."),
)
LIVING_FALL = Clause(
    "contracts.living_fall",
    default=20,
    low=1,
    high=100,
    source="S48, N22",
    name=_("alarm when living contracts fall by"),
    unit="%",
    touches=_("Applies to every month that is looked at from then on; no contract changes."),
)
BURST_OF = Clause(
    "contracts.burst_of",
    default=5,
    low=2,
    high=100,
    source="S49, N22",
    name=_("a burst is, within 3 days of one group,"),
    unit=_("signatures"),
    touches=_("Applies to what is looked at from then on; no contract changes."),
)
HEALTHY_OWN = Clause(
    "contracts.healthy_own",
    default=50,
    low=0,
    high=100,
    source="S143, N22",
    name=_("of a healthy round's contracts, begun by the two themselves"),
    unit="%",
    touches=_("Applies to rounds that are looked at from then on; no contract changes."),
)
HEALTHY_SUPPORTED = Clause(
    "contracts.healthy_supported",
    default=50,
    low=0,
    high=100,
    source="S143, N22",
    name=_("of a healthy round's contracts, supported within 30 days"),
    unit="%",
    touches=_("Applies to rounds that are looked at from then on; no contract changes."),
)
