"""Many signed contracts at once, as rows, and the signs of life that they gave."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from huzhu.base.db import new_uid
from huzhu.base.followup.models import LifeSign, Matter
from huzhu.base.people.models import Person
from huzhu.base.people.seal import seal
from huzhu.rooms.contracts.models import Contract, ContractIntroduction, Signature, Term
from huzhu.rooms.introductions.models import Introduction, Round, Wave, Wish
from huzhu.rooms.skills.models import Measurement, Technique
from tests.cast import Shop

PERIOD = 30


def at(day: date, hour: int = 9) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def lives(
    shop: Shop, count: int, *, signed: date, ends: date, closed: date | None = None, because: str = "", mode: str = "introduced",
    unit: int | None = None, two: tuple[Person, Person] | None = None, state: str = "",
) -> list[Contract]:  # fmt: skip
    """So many contracts of two people, kept by a group, each with one term from 350 to 800."""
    first, second = two or (shop.person(group=unit), shop.person(group=unit))
    keeps, new_until = unit or shop.group, signed + timedelta(days=PERIOD - 1)
    matters = Matter.objects.bulk_create(
        Matter(kind="contract", unit_id=keeps, opened=signed, new_until=new_until, quiet_after=new_until)
        for _ in range(count)
    )
    made = Contract.objects.bulk_create(
        Contract(
            matter=matter, uid=new_uid(), kind="sisters", state=state or ("ended" if closed else "signed"), mode=mode,
            first=first, second=second, first_unit_id=keeps, second_unit_id=keeps, drafted=at(signed), starts=signed,
            signed=at(signed), ends=ends, closed=closed, closed_because=because,
        )
        for matter in matters
    )  # fmt: skip
    Term.objects.bulk_create(
        Term(
            contract=row, position=1, teacher=first, learner=second, technique=shop.technique(), baseline=350,
            baseline_month=(signed.replace(day=1) - timedelta(days=1)).replace(day=1), target=800, ends=ends,
        )
        for row in made
    )  # fmt: skip
    return made


def practised(rows: Iterable[Contract], *days: date, kind: str = "session") -> None:
    """A sign of life of each contract on each of the days."""
    ids, period = [row.pk for row in rows], timedelta(days=PERIOD)
    for day in days:
        LifeSign.objects.bulk_create(
            LifeSign(matter_id=pk, day=day, until=day + period, kind=kind, source=day.toordinal()) for pk in ids
        )
        Matter.objects.filter(pk__in=ids, quiet_after__lt=day + period).update(quiet_after=day + period)


def remeasured(row: Contract, day: date, score: int) -> None:
    """What the assessor measured for the contract's one term on a day."""
    Measurement.objects.create(
        person_id=row.second_id, technique=Term.objects.get(contract=row).technique, score=score, day=day,
        month=day.replace(day=1), unit_id=row.second_unit_id, source="assessor", matter_id=row.pk, at=at(day),
    )  # fmt: skip


def said_wish(row: Contract, word: str) -> None:
    """Both have signed; the second says so of his own wish, the first says yes."""
    Signature.objects.filter(contract=row).delete()
    for person, said in ((row.first_id, "yes"), (row.second_id, word)):
        name = Signature(
            contract=row, version=1, person_id=person, first_id=row.first_id, second_id=row.second_id, at=row.signed,
            text="", facts="",
        )  # fmt: skip
        name.own_wish = seal(person, said, table="signature", row=name.uid, column="own_wish")
        name.save()


def grown_from(round_: Round, rows: Iterable[Contract], *, wished: bool = True) -> None:
    """These contracts grew from introductions of the round, each from the second's own request or from none."""
    wave, _ = Wave.objects.get_or_create(round=round_, number=1)
    for number, row in enumerate(rows):
        technique = Term.objects.get(contract=row).technique
        wish = Wish.objects.create(
            person_id=row.second_id, technique=technique, kind="request", state="fulfilled", unit_id=row.second_unit_id,
            opened=row.starts, lapses=row.ends,
        ) if wished else None  # fmt: skip
        other = Technique.objects.create(
            unit_id=technique.unit_id, trade_id=technique.trade_id, name=f"⟦{row.pk}⟧", position=number
        )
        met = Introduction.objects.create(
            wave=wave,
            teacher_id=row.first_id,
            learner_id=row.second_id,
            technique=other,
            request=wish,
            state="concluded",
        )
        ContractIntroduction.objects.create(contract=row, introduction=met)
