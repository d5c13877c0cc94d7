"""Time and place: working days, shifts and rotas (Q37), and slots of people × time × place without a clash (S35).

For rooms above:
- `actions.slots`: book(kind, unit_id=…, starts=…, minutes=…, seats=[Seat(person_id, part, covers=None)], machine_id=…,
  place=…, template=…, series_id=…, by=…, now=…) -> slot id; cancel_slot(id); agree(id); attended(id, {person: bool})
  inside your own deed. Refused(TAKEN, field='starts') tells neither what stands in the way nor whose time is taken.
  Your door says who may ask whom; that a post is relieved is your rule, too.
- `actions.series`: start_series(kind, template, unit_id=…, first=…, seats=…, minutes=…, machine_id=…) -> series id, once a
  week four weeks ahead, carried on and mended by the hour; end_series(id). A slot of it carries `series_id`.
- Events for your `reactions.py`: 'calendar.slot_cancelled' and 'calendar.slot_moved', each with the slot's id.
- `queries.free`: free_times(person_ids, first=…, days=…, minutes=…, within=…, machine_id=…, form=…, place=…) -> [start].
- `queries.slots`: slot_lines(ids) -> {id: SlotLine with seats}; slots_between(person, first, last);
  load_of_week(person, day) -> minutes; loads_of_week(persons, day); zone_of(person).
- `queries.machines`: machines_of(group ids), machine_line(id), are_neighbours(one, other); `access.machine_seen(uid, by)`.
- `kinds`: register SlotKind(code, title, address) for your kind of slot; TEMPLATES of a week (S39), each with `within`,
  `form`, `low`, `high`; FORMS of learning, the codes by which somebody may say that one doesn't suit (S138).
- `models` for foreign keys: Slot, Machine, Series.
"""
