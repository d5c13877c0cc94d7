"""The assessor's round: pick once, then card after card (S16)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huzhu.base.access import NotFound, Refused, Request, Role, acting
from huzhu.base.people.public import goes_on
from huzhu.base.people.queries import roster
from huzhu.base.units.queries import UnitLine
from huzhu.rooms.skills.access import group_led
from huzhu.rooms.skills.actions.sitting import begin_sitting, mark_card, sitting_for
from huzhu.rooms.skills.forms_measuring import PickForm, TapForm
from huzhu.rooms.skills.models import Sitting
from huzhu.rooms.skills.queries.heat import columns_of
from huzhu.rooms.skills.queries.sitting import Card, Cards, cards_of, face_of, last_sitting


@goes_on
def assess(request: Request, uid: str) -> HttpResponse:
    """Whom and what to measure today, picked once; a round begun today can be gone on with."""
    group, scope = group_led(uid, request.scope, Role.ASSESSOR), request.scope
    people = [line for line in roster(group.id, scope.day) if line.id != scope.person_id]
    lines, last = (
        columns_of(group, [line.id for line in people], scope.day, set()),
        last_sitting(group.id, scope.person_id),
    )
    form = PickForm(request.POST or None, people=people, techniques=lines, last=last.techniques if last else [])
    if form.is_valid():
        try:
            made = begin_sitting(group.id, **form.picked(), by=acting(request), now=request.now)
            return redirect(_address(group, made, cards_of(sitting_for(made, scope), group).first_open))
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
    going = cards_of(last, group) if last and last.at.date() == request.now.date() else None
    context = {"group": group, "form": form, "going": going, "able": bool(people and lines)}
    return render(request, "skills/assess.html", context)


def sitting(request: Request, uid: str, sitting: str) -> HttpResponse:
    """All cards of a round, done or not; each opens."""
    group = group_led(uid, request.scope, Role.ASSESSOR)
    return render(
        request, "skills/sitting.html", {"group": group, "cards": cards_of(_of(group, sitting, request), group)}
    )


@goes_on
def card(request: Request, uid: str, sitting: str, person: str, technique: str) -> HttpResponse:
    """One person in one technique: a tap says it and turns to the next; a card can be left and taken up again."""
    group = group_led(uid, request.scope, Role.ASSESSOR)
    row = _of(group, sitting, request)
    cards = cards_of(row, group)
    here = cards.at(person, technique)
    if here is None:
        raise NotFound
    tap = TapForm(request.POST or None, face=face_of(here, row, group, request.scope.day), technique=here.technique)
    if not tap.is_valid():
        return _shown(request, group, cards, here, tap)
    done = mark_card(row.uid, here.person.id, here.technique.id, **tap.said, by=acting(request), now=request.now)
    following = cards.after(here) if done else here
    if following is None or not request.htmx:
        return _to(request, _address(group, row.uid, following))
    row.refresh_from_db()
    fresh, face = cards_of(row, group), face_of(following, row, group, request.scope.day)
    return _shown(request, group, fresh, following, TapForm(face=face, technique=following.technique))


def _of(group: UnitLine, uid: str, request: Request) -> Sitting:
    """One's own round in this very group."""
    row = sitting_for(uid, request.scope)
    if row.unit_id != group.id:
        raise NotFound
    return row


def _shown(request: Request, group: UnitLine, cards: Cards, here: Card, tap: TapForm) -> HttpResponse:
    """The card alone where htmx asks for it, else the page around it."""
    context = {"group": group, "cards": cards, "card": here, "face": tap.face, "tap": tap, "back": cards.before(here)}
    page = "skills/card.html" if request.htmx else "skills/card_page.html"
    answer = render(request, page, context, status=422 if tap.errors else 200)
    if request.htmx and not tap.errors:
        answer["HX-Push-Url"] = _address(group, cards.uid, here)
    return answer


def _to(request: Request, address: str) -> HttpResponse:
    return HttpResponse(status=204, headers={"HX-Redirect": address}) if request.htmx else redirect(address)


def _address(group: UnitLine, sitting: str, card: Card | None) -> str:
    """A card's address; where none is left, that of the whole round."""
    if card is None:
        return reverse("skills:sitting", args=[group.uid, sitting])
    return reverse("skills:card", args=[group.uid, sitting, card.person.uid, card.technique.uid])
