"""What exchange has to show in the world that every address is walked through."""

from __future__ import annotations

from datetime import timedelta

from huzhu.base.access import Scope
from huzhu.base.calendar.models import Machine
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit
from huzhu.rooms.exchange import films
from huzhu.rooms.exchange.actions.clips import bring, clean
from huzhu.rooms.exchange.actions.help import call_help
from huzhu.rooms.exchange.actions.questions import ask
from huzhu.rooms.exchange.actions.sharing import plan, write_lesson
from huzhu.rooms.exchange.models import Clip, Sharing
from tests.cast import NOW, TODAY, Shop


def exchanged(
    shop: Shop, teacher: Person, learner: Person, leader: Person, contract_uid: str
) -> dict[str, dict[str, str]]:
    """A question, a call for help and a clip of the group; a meeting that was, with a lesson, and one that will be.

    contract_uid: a running contract of the teacher's.
    """
    group, technique = Unit.objects.get(id=shop.group).uid, shop.technique().id
    machine = Machine.objects.create(unit_id=shop.group, name="⟦loom 7⟧")
    asked = ask(technique, "⟦why does it break⟧", by=shop.scope(learner), now=NOW)
    call = call_help(technique, by=shop.scope(learner), now=NOW, machine_uid=machine.uid)
    by, leads = shop.scope(teacher), shop.scope(leader)
    clip = bring("⟦slowly⟧", technique, [teacher.id], films.keep([b"film"], "mp4"), by=by, now=NOW)
    film = films.Film(films.keep([b"film"], "mp4"), 4, 3.0)
    clean(Clip.objects.get(uid=clip).pk, film, by=Scope.system(TODAY), now=NOW)
    held = plan(group, "⟦breaks⟧", TODAY, [teacher.id, learner.id], by=leads, now=NOW)
    write_lesson(held, "⟦looser⟧", [contract_uid], by=leads, now=NOW)
    ahead = NOW + timedelta(days=2, hours=3)
    slot = Sharing.objects.get(
        uid=plan(group, "⟦more⟧", ahead.date(), [leader.id], starts=ahead, by=leads, now=NOW)
    ).slot
    assert slot is not None
    ids = {f"exchange:{name}": {"uid": asked} for name in ("question", "answer", "accept", "ask-again", "withdraw")}
    ids |= {f"exchange:{name}": {"uid": call} for name in ("help-call", "help-take", "help-take-back")}
    parts = ("", "-film", "-consent", "-steps", "-lesson", "-delete")
    ids |= {f"exchange:clip{part}": {"uid": clip} for part in parts}
    ids |= {f"exchange:{name}": {"uid": held} for name in ("sharing", "sharing-drop")}
    ids |= {f"exchange:{name}": {"uid": contract_uid} for name in ("ask-partner", "clip-of-contract")}
    return ids | {"exchange:help-machine": {"uid": machine.uid}, "exchange:sharing-slot": {"uid": slot.uid}}
