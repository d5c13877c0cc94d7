"""The truth about contracts on a day (Q24): signed = new + living + paper only + due, and working as a part of living.

Nothing here is entered: it is computed from the days that deeds stamped, the same for today and for any day past.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from huzhu.base.calendar.working import end_of
from huzhu.base.followup.models import LifeSign
from huzhu.base.units.queries import last_places
from huzhu.engine.evidence.rates import per_mille
from huzhu.engine.evidence.standing import WORKS
from huzhu.rooms.contracts.actions.closing import MET, REASONS
from huzhu.rooms.contracts.models import Contract, Review, Term
from huzhu.rooms.contracts.moves import VOID
from huzhu.rooms.contracts.queries.measured import measured_in
from huzhu.rooms.contracts.values import score_of
from huzhu.rooms.skills.queries import techniques

NEW, LIVING, PAPER, DUE = "new", "living", "paper", "due"
STANDS = (LIVING, NEW, PAPER, DUE)
READ = (
    "learner_id", "technique_id", "baseline", "baseline_month", "target", "outcome", "closed", "contract__mode",
    "contract__second_unit_id", "contract__starts", "contract__drafted",
)  # fmt: skip
"""What is read of a term and its contract to say whether it works; there may be thousands."""


@dataclass(frozen=True)
class Truth:
    """How the contracts of a unit, or of one way in which they came about, stand on a day; `working` is part of living."""

    new: int = 0
    living: int = 0
    paper: int = 0
    due: int = 0
    working: int = 0

    @property
    def signed(self) -> int:
        return self.new + self.living + self.paper + self.due

    @property
    def rate(self) -> int:
        """Working of signed, in thousandths: 6 of 106 = 57."""
        return per_mille(self.working, self.signed)

    def __add__(self, other: Truth) -> Truth:
        return Truth(
            self.new + other.new,
            self.living + other.living,
            self.paper + other.paper,
            self.due + other.due,
            self.working + other.working,
        )


@dataclass(frozen=True)
class Part:
    """Contracts kept by one unit that came about in one way."""

    unit: int
    mode: str
    truth: Truth


def signed_on(day: date) -> QuerySet[Contract]:
    """Signed by all, and not closed before `day` (Q24); void ones count nowhere."""
    return Contract.objects.filter(Q(closed=None) | Q(closed__gte=day), signed__lt=end_of(day)).exclude(state=VOID)


def standing_on(day: date) -> QuerySet[Any]:
    """The same, each with how it `stands`: exactly one of STANDS. What a joint review extended later was due until then."""
    extended = Review.objects.filter(contract_id=OuterRef("pk"), decision="extend", missed__lt=day, held__gt=day)
    awake = LifeSign.objects.filter(matter_id=OuterRef("pk"), until__gte=day, day__lte=day)
    stands = Case(
        When(Q(ends__lt=day) | Q(extended_from__lt=day) & Exists(extended), then=Value(DUE)),
        When(Exists(awake), then=Value(LIVING)),
        When(matter__new_until__gte=day, then=Value(NEW)),
        default=Value(PAPER),
        output_field=CharField(),
    )
    return signed_on(day).annotate(stands=stands)


def kept_under(path: str, day: date) -> Q:
    """Contracts kept at and below a unit: where the second party's unit hangs on `day`, or last hung."""
    return Q(second_unit_id__in=last_places(path, day).values("unit_id"))


def truth_of(path: str, day: date, *, tree: date) -> list[Part]:
    """How everything kept at and below `path` stood on `day`, in the tree of the day `tree`.

    At most nine statements, whatever is found; as many parts as units and ways.
    """
    rows = standing_on(day).filter(kept_under(path, tree))
    counts: dict[tuple[int, str], dict[str, int]] = {}
    told: Iterable[Any] = rows.values_list("second_unit_id", "mode", "stands").annotate(n=Count("pk")).order_by()
    for unit, mode, stands, n in told:
        counts.setdefault((unit, mode), {})[stands] = n
    works: dict[tuple[int, str], int] = {}
    for key in working_among(rows.filter(stands=LIVING), day).values():
        works[key] = works.get(key, 0) + 1
    return [
        Part(unit, mode, Truth(**found, working=works.get((unit, mode), 0))) for (unit, mode), found in counts.items()
    ]


def counted(path: str, days: Iterable[date], *, tree: date) -> list[Truth]:
    """How many stood how at the end of each of several days, without what works; one statement a day."""
    found = []
    for day in days:
        rows = standing_on(day).filter(kept_under(path, tree)).values_list("stands").annotate(n=Count("pk")).order_by()
        found.append(Truth(**dict(rows)))
    return found


def ended_between(path: str, first: date, last: date, *, tree: date) -> QuerySet[Contract]:
    """What was signed on `first` and closed before `last`: with what was signed since, the way from one day's figure to
    the other's."""
    return signed_on(first).filter(kept_under(path, tree), closed__lt=last)


def reasons_of(rows: QuerySet[Contract]) -> list[tuple[str, int]]:
    """(why they were closed, how many), most first; one statement."""
    told: Iterable[Any] = rows.values_list("closed_because").annotate(n=Count("pk")).order_by()
    return sorted(((cause_word(code), n) for code, n in told), key=lambda line: (-line[1], line[0]))


def cause_word(code: str) -> str:
    """Why a contract was closed, in words."""
    others = {
        "terms": _("all terms closed"),
        "revised": _("went on in the next version"),
        "review": _("closed in a joint review"),
        "": _("reason not recorded"),
    }
    return str(REASONS.get(code) or others.get(code, code))


@dataclass(frozen=True)
class SignedRow:
    """A contract as it was signed: id, the unit that keeps it, when."""

    id: int
    unit: int
    signed: datetime


def signed_between(path: str, first: date, last: date, *, tree: date) -> list[SignedRow]:
    """Everything kept at and below `path` that was signed on these days, whatever became of it, by unit and time."""
    rows = Contract.objects.filter(kept_under(path, tree), signed__gte=end_of(first - timedelta(days=1)))
    rows = rows.filter(signed__lt=end_of(last)).exclude(state=VOID).order_by("second_unit_id", "signed", "pk")
    return [SignedRow(pk, unit, at) for pk, unit, at in rows.values_list("pk", "second_unit_id", "signed") if at]


def alive_between(contract_ids: Collection[int], first: date, last: date) -> dict[int, list[date]]:
    """{contract: the days on which it gave a sign of life}; one statement."""
    found: dict[int, list[date]] = {}
    rows = LifeSign.objects.filter(matter_id__in=contract_ids, day__gte=first, day__lte=last).order_by("day")
    for contract, day in rows.values_list("matter_id", "day"):
        found.setdefault(contract, []).append(day)
    return found


def working_among(rows: QuerySet[Contract], day: date) -> dict[int, tuple[int, str]]:
    """{contract: (unit that keeps it, how it came about)} of those of which a term's last measurement known on `day` beats
    its baseline by 50 score points or has met its target; an indicator's says so itself."""
    terms = Term.objects.filter(contract__in=rows)
    asked = list(terms.select_related("contract").only(*READ))
    pairs = terms.filter(technique__isnull=False).annotate(person_id=F("learner_id")).order_by()
    measured = measured_in([(term.contract, term) for term in asked], day, pairs)
    known = techniques({term.technique_id for term in asked if term.technique_id})
    found = {}
    for term in asked:
        if term.pk in measured:
            technique, score = known[term.technique_id or 0], measured[term.pk].score
            risen = term.baseline is not None and score - score_of(technique, term.baseline) >= WORKS
            works = risen or (term.target is not None and score >= score_of(technique, term.target))
        else:
            works = term.technique_id is None and term.outcome == MET and term.closed is not None and term.closed <= day
        if works:
            found[term.contract_id] = (term.contract.second_unit_id, term.contract.mode)
    return found


def sum_of(truths: Iterable[Truth]) -> Truth:
    return sum(truths, Truth())
