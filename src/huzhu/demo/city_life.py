"""What the city's people did beside the mill: pairs, contracts of units, plan and actual, rules, a round of the city."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from huzhu.base.access import LEADERS, Role
from huzhu.base.charter.actions import draft_clause, set_clause
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit
from huzhu.demo.chronicle import Chronicle
from huzhu.demo.city import City
from huzhu.demo.city_story import ASKS, HELPS, KINDS, pairs_of
from huzhu.demo.city_words import FACTORY_PROBLEMS, FOOD, GARMENT, MACHINES, PRINT, STANDARDS
from huzhu.demo.four_sides import FourSides
from huzhu.demo.house import Group, House
from huzhu.demo.pairs import Pairs
from huzhu.demo.words import STEPS
from huzhu.rooms.campaigns.actions.campaigns import begin, close, open_campaign
from huzhu.rooms.contracts.access import contract_for
from huzhu.rooms.contracts.actions.drafting import edit_draft
from huzhu.rooms.contracts.actions.proposing import ProposalWords, accept, propose
from huzhu.rooms.contracts.actions.recording import Recorded, RecordedTerm, record_contracts
from huzhu.rooms.contracts.actions.terms import DraftWords, TermWords
from huzhu.rooms.contracts.kinds import LEADING
from huzhu.rooms.introductions.actions.rounds import open_round
from huzhu.rooms.introductions.actions.wishes import offer_to_teach, wish_to_learn
from huzhu.rooms.production.actions.causes import find_cause, say_own_view
from huzhu.rooms.production.actions.figures import Said, save_figures
from huzhu.rooms.production.actions.indicators import found_indicator
from huzhu.rooms.production.queries.indicators import indicators_for
from huzhu.rooms.skills.actions.keys import post_key_problems
from huzhu.rooms.skills.months import later

COUNTED = "缝制一组"
"""The group whose people have plan and actual."""
BELOW = {5: "machine", 7: "", 9: "skill", 12: ""}
"""Places of those below plan, and the cause that was found; the first without one has said his own word."""
USUAL = (94, 98, 95, 100, 92, 96)
"""Per cent of the plan that each group of the garment factory reaches on a poor day."""
SOME_CONTENT = ("operations", "operations", "business", "operations", "research", "management")


class CityLife:
    """Plans on the chronicle what is done in the five factories, between units and at the city."""

    def __init__(self, city: City, days: Chronicle) -> None:
        self.city, self.days = city, days
        self.mill, *self.others = city.houses.values()
        self.units: dict[int, str] = dict(Unit.objects.values_list("id", "uid"))
        _, _, self.trainer, self.organiser = self.mill.spare
        self.indicator = 0

    def plan(self) -> None:
        machines = self.city.houses[MACHINES.name]
        sides = FourSides(machines, self.days, self.city.months)
        sides.plan()
        care = "清洁保养"
        self.days.on(self.days.back(60), partial(
            sides.standard, self.city.city[0], self.city.common[care], STANDARDS[care], by=self.trainer))  # fmt: skip
        for house in self.others:
            self._key_problem(house)
            self._pairs(house)
            self.days.on(self.days.back(22), partial(self._recorded, house))
        self._between_units()
        self._production(self.city.houses[GARMENT.name])
        self._helped(self.city.houses[GARMENT.name])
        self._rules()
        self._round()

    def _officer(self, house: House) -> int:
        return house.office[Role.TRAINING_OFFICER][0]

    # people
    def _key_problem(self, house: House) -> None:
        text, technique = FACTORY_PROBLEMS[house.words.name]
        rows: list[tuple[str, int | None]] = [(text, house.techniques[technique])]
        self.days.on(self.days.back(64), lambda now: post_key_problems(
            house.factory, rows, by=self.days.by(self._officer(house), now), now=now))  # fmt: skip

    def _pairs(self, house: House) -> None:
        pairs = Pairs(house, self.days, self.city.draw)
        for plan in pairs_of(house):
            pairs.pair(
                plan.age, plan.teacher, plan.learner, plan.technique, ends=self.days.today + timedelta(days=plan.ends),
                steps=4, back=plan.back, kind=plan.kind, content=plan.content,
            )  # fmt: skip

    def _recorded(self, house: House, now: datetime) -> None:
        """What the factory's old list says: two contracts in each group, of every kind and content."""
        by, rows = self.days.by(self._officer(house), now), []
        measured = [group for group in house.working.values() if group.words.measured]
        for number, group in enumerate(measured):
            last = group.words.trade.techniques[-1]
            for turn, (one, other) in enumerate(((8, 10), (11, 12))):
                at = 2 * number + turn
                term = RecordedTerm(
                    True, technique_id=house.techniques[last.name], baseline=400, target=600,
                    ends=self.days.today + timedelta(days=10 + at),
                )  # fmt: skip
                rows.append(Recorded(
                    group.people[one], group.people[other], (term,), kind=KINDS[at % 4], content=SOME_CONTENT[at % 6],
                    mode=("assigned", "unknown")[turn], starts=by.day,
                ))  # fmt: skip
        record_contracts(rows, by=by, now=now)

    # units
    def _between_units(self) -> None:
        garment, food = self.city.houses[GARMENT.name], self.city.houses[FOOD.name]
        machines, printers = self.city.houses[MACHINES.name], self.city.houses[PRINT.name]
        ends = self.days.today + timedelta(days=45)
        lines, sheds = [garment.groups[name] for name in ("缝制一组", "缝制二组")], list(food.workshops.values())
        seams = ProposalWords("返修率", "%", 2.5, ends, baseline=4.2, words="贵组上领返修少，想来学三次")
        waste = ProposalWords("残次品", "公斤/班", 6, ends, baseline=11, words="从出炉到装盒一起看")
        helps = ProposalWords(
            "停机时间", "小时/月", 8, ends, baseline=15, first_teaches=True, words="派两名钳工帮助检修"
        )
        stops = ProposalWords("停台时间", "分/班", 20, ends, baseline=34, words="前进组换梭快，想请来看一看")
        self._agree(
            34, lines[0].id, lines[1].id, "group", seams, self._leading(lines[0]), self._leading(lines[1]), True
        )
        sponsors = [[food.office[role][at] for role in LEADING["workshop"]] for at in (0, 1)]
        self._agree(6, sheds[0], sheds[1], "workshop", waste, sponsors[0], sponsors[1], False)
        chair = machines.office[Role.SPONSOR][-1]
        self._propose(4, machines.factory, printers.factory, helps, chair)
        red, forward = self.mill.groups["红旗组"], self.mill.groups["前进组"]
        self._propose(3, red.id, forward.id, stops, red.people[0])

    def _leading(self, group: Group) -> list[int]:
        return [group.leaders[role] for role in LEADERS]

    def _propose(self, ago: int, unit: int, other: int, said: ProposalWords, leader: int) -> None:
        self.days.on(self.days.back(ago), lambda now: propose(
            self.units[unit], self.units[other], said, by=self.days.by(leader, now), now=now))  # fmt: skip

    def _agree(
        self, ago: int, unit: int, other: int, level: str, said: ProposalWords, ours: list[int], theirs: list[int],
        signed: bool,
    ) -> None:  # fmt: skip
        """Proposed, accepted, written with weekly steps; signed by all four, or by the first side alone."""
        made: dict[str, str] = {}
        pairs = Pairs(self.mill, self.days, self.city.draw)

        def proposed(now: datetime) -> None:
            made["proposal"] = propose(
                self.units[unit], self.units[other], said, by=self.days.by(ours[0], now), now=now
            )

        def accepted(now: datetime) -> None:
            made["contract"] = accept(made["proposal"], by=self.days.by(theirs[0], now), now=now)

        def written(now: datetime) -> None:
            by = self.days.by(ours[0], now)
            draft = contract_for(made["contract"], by=by)
            term = TermWords(
                said.first_teaches, indicator=said.indicator, measure=said.measure, target=said.target, baseline=said.baseline,
                ends=said.ends, steps=STEPS,
            )  # fmt: skip
            edit_draft(
                draft.uid, DraftWords(draft.kind, draft.duties_first, draft.duties_second, (term,)), by=by, now=now
            )

        for back, what in ((2, proposed), (1, accepted), (1, written)):
            self.days.on(self.days.back(ago + back), what)
        for person in (*ours, *(theirs if signed else ())):
            self.days.on(self.days.back(ago), lambda now, person=person: pairs._put(made["contract"], person, now))  # type: ignore[misc]

    # production
    def _production(self, house: House) -> None:
        """Three months of the people of one group, daily figures of all groups, and why some were below plan."""
        group = house.groups[COUNTED]
        self.days.on(self.days.back(100), partial(self._indicator, house))
        for number, month in enumerate(self.city.months[-3:]):
            day = later(month, 1).replace(day=3)
            self.days.on(day, partial(self._of_people, group, number, month))
            self.days.on(day, partial(self._of_groups, house, month, later(month, 1)))
        running = later(self.city.months[-1], 1)
        yesterday = self.days.working_days_ago(1)
        if yesterday > running:
            self.days.on(yesterday, partial(self._of_groups, house, running, yesterday))
        self.days.on(later(running, 0).replace(day=4), partial(self._causes, group, self.city.months[-1]))

    def _indicator(self, house: House, now: datetime) -> None:
        by = self.days.by(self._officer(house), now)
        self.indicator = found_indicator(
            "合格件数", unit_id=house.factory, name_en="good pieces", measure="件", by=by, now=now
        )

    def _of_people(self, group: Group, number: int, month: date, now: datetime) -> None:
        rows = []
        for at, person in enumerate(group.people):
            below = at in BELOW if number == 2 else at % 2 and number == 0
            share = Decimal("0.82") if below else Decimal(100 + (at * 7 + number * 5) % 11) / 100
            plan = Decimal(2400 + 100 * (at % 4))
            actual = (plan * share).quantize(Decimal(1))
            rows.append(Said(self.indicator, month, plan, actual, person_id=person, span="month"))
        save_figures(rows, by=self.days.by(group.people[0], now), now=now)

    def _of_groups(self, house: House, first: date, end: date, now: datetime) -> None:
        """Each working day of each group, from `first` to the day before `end`."""
        rows = []
        for day in (first + timedelta(days=n) for n in range((end - first).days)):
            if day.weekday() < 5:
                for at, group in enumerate(house.working.values()):
                    plan = Decimal(110 * len(group.people))
                    share = Decimal(USUAL[at] + day.month % 3 + (day.day * 5 + at * 7) % 9) / 100
                    actual = (plan * share).quantize(Decimal(1))
                    rows.append(Said(self.indicator, day, plan, actual, unit_id=group.id))
        save_figures(rows, by=self.days.by(self._officer(house), now), now=now)

    def _causes(self, group: Group, month: date, now: datetime) -> None:
        path = self.city.houses[GARMENT.name].path
        uid = next(line.uid for line in indicators_for(path) if line.id == self.indicator)
        people: dict[int, str] = dict(Person.objects.filter(id__in=group.people).values_list("id", "uid"))
        remedies = {"machine": "repair", "skill": "learn"}
        for place, cause in BELOW.items():
            if cause:
                find_cause(
                    people[group.people[place]], uid, month, cause, remedies[cause], by=self.days.by(group.people[1], now),
                    now=now,
                )  # fmt: skip
        silent = next(place for place, cause in BELOW.items() if not cause)
        say_own_view(uid, month, "那几天线断得多，换线等了两回", by=self.days.by(group.people[silent], now), now=now)

    def _helped(self, house: House) -> None:
        """A campaign of help in the sewing shop, from the first of the three months to the last."""
        sponsor, made = house.sponsor(COUNTED), list[str]()
        before, after = self.city.months[-3], self.city.months[-1]
        shop = self.units[house.workshops[house.groups[COUNTED].workshop]]
        words = "新工人先跟熟手半天，再自己做；换线的活由熟手先做一遍。"
        self.days.on(later(before, 1).replace(day=5), lambda now: made.append(
            begin(shop, by=self.days.by(sponsor, now), now=now)))  # fmt: skip
        self.days.on(later(before, 1).replace(day=6), lambda now: open_campaign(
            made[0], before, by=self.days.by(sponsor, now), now=now))  # fmt: skip
        self.days.on(later(after, 1).replace(day=4), lambda now: close(
            made[0], after, words, by=self.days.by(sponsor, now), now=now))  # fmt: skip

    # rules and rounds
    def _rules(self) -> None:
        """A draft that the whole city reads, a trial in one factory, a rule in force in another."""
        city = self.city.city[0]
        machines, garment = self.city.houses[MACHINES.name], self.city.houses[GARMENT.name]
        chair = self.mill.office[Role.SPONSOR][0]
        sponsors = {house.factory: house.office[Role.SPONSOR][-1] for house in (machines, garment)}
        back, on, today = self.days.back, self.days.on, self.days.today
        on(back(9), lambda now: draft_clause(
            city, "introductions.gathering", 10, cited="市技协委员会讨论稿", shown=True, by=self.days.by(chair, now), now=now))  # fmt: skip
        on(back(24), lambda now: set_clause(
            machines.factory, "introductions.teaching_load", 2, starts=back(23) + timedelta(days=1), last=today + timedelta(days=40),
            cited="厂职代会：先试三个月", by=self.days.by(sponsors[machines.factory], now), now=now))  # fmt: skip
        on(back(50), lambda now: set_clause(
            garment.factory, "contracts.warn_aims", 2, starts=back(49) + timedelta(days=1), cited="厂工会决定",
            by=self.days.by(sponsors[garment.factory], now), now=now))  # fmt: skip

    def _round(self) -> None:
        """Wishes of three factories are gathered by the city, in techniques that are mapped to its common ones."""
        city = self.city.city[0]
        rows: list[tuple[str, int | None]] = [("设备保养差，停机多", self.city.common["清洁保养"])]
        self.days.on(
            self.days.back(6), lambda now: post_key_problems(city, rows, by=self.days.by(self.trainer, now), now=now)
        )
        self.days.on(self.days.back(3), lambda now: open_round(city, by=self.days.by(self.organiser, now), now=now))
        for deed, wishes in ((offer_to_teach, HELPS), (wish_to_learn, ASKS)):
            for (factory, group, place), technique in wishes.items():
                house = self.city.houses[factory]
                self.days.on(self.days.back(2), partial(
                    self._wish, deed, house.techniques[technique], house.groups[group].people[place]))  # fmt: skip

    def _wish(self, deed: object, technique: int, person: int, now: datetime) -> None:
        deed(technique, by=self.days.by(person, now), now=now, reach="city")  # type: ignore[operator]
