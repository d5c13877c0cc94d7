"""Time and place: working days, shifts and rotas (Q37), and slots of people × time × place without a clash (S35).

For rooms above:
- `actions.slots`: book(kind, unit_id=…, starts=…, minutes=…, seats=[Seat(person_id, part, covers=None)], machine_id=…,
  place=…, template=…, series_id=…, by=…, now=…) -> slot id; cancel_slot(id); agree(id); attended(id, {person: bool})
  inside your own deed. Refused(TAKEN, field='starts') tells neither what stands in the way nor whose time is taken.
  Your door says who may ask whom; that a post is relieved is your rule, too.
- `queries.free`: free_times(person_ids, machine_id=…, first=…, days=…, minutes=…, within=…, most=5) -> [start].
- `queries.slots`: slot_lines(ids) -> {id: SlotLine with seats}; slots_between(person, first, last);
  load_of_week(person, day) -> minutes; loads_of_week(persons, day); zone_of(person).
- `kinds`: register SlotKind(code, title, address) for your kind of slot; TEMPLATES of a week (S39); FORMS of learning.
- `models` for foreign keys: Slot, Machine, Series.
"""
