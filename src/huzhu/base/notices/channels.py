"""Channels beside the app: e-mail, and an adapter for a company's messenger."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Protocol

from django.conf import settings
from django.core.mail import get_connection, send_mail
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from huzhu.base.drawing.words import moment_words
from huzhu.base.jobs import sweeps
from huzhu.base.notices.kinds import CATALOGUE
from huzhu.base.notices.manner import goes_out, manner_of
from huzhu.base.notices.models import Delivery, Notice

AGAIN, GIVEN_UP, AT_ONCE = timedelta(minutes=10), timedelta(days=1), 200
log = logging.getLogger("huzhu.notices")


class Messenger(Protocol):
    """Adapter for a company's messenger; named by the setting HUZHU_MESSENGER as 'package.module.Class'.

    `reach` sends nothing and raises like `send` where the messenger is down: so that what is for nobody's eyes fails
    with all else.
    """

    def send(self, *, roll: str, text: str, url: str) -> None: ...

    def reach(self) -> None: ...


def deliver(notice_id: int, at: datetime | None = None) -> None:
    """Send one notice by every channel its owner can be reached by, or hold it until he wants it; done again it sends
    nothing twice. `at`: the moment asked about, by default the notice's own."""
    notice = Notice.objects.select_related("person__account").get(id=notice_id)
    moment = at or notice.at
    if (when := goes_out(notice, manner_of(notice.person_id), moment)) > moment:
        Notice.objects.filter(id=notice_id).update(held=when)
    else:
        _deliver([notice])


def _deliver(notices: list[Notice]) -> None:
    """Send one person's notices, together, by every channel he can be reached by.

    Where they are for nobody's eyes their deliveries are written all the same, and fail where a channel is down, so
    that neither row nor log line tells (Q14).
    """
    person = notices[0].person
    account, roll = person.account, person.roll
    with translation.override(account.language or settings.LANGUAGE_CODE):
        if email := account.email:
            _once(notices, "email", lambda said: send_mail(_("Huzhu"), _letter(said), None, [email]), _reach_mail)
        if settings.MESSENGER:
            _once(
                notices, "messenger",
                lambda said: _messenger().send(
                    roll=roll, text="\n".join(map(text_of, said)),
                    url=settings.ADDRESS + (address_of(said[0]) if len(said) == 1 else reverse("today")),
                ),
                lambda: _messenger().reach(),
            )  # fmt: skip


def _letter(notices: list[Notice]) -> str:
    return "\n\n".join(f"{text_of(notice)}\n{settings.ADDRESS}{address_of(notice)}" for notice in notices)


def deliver_all(notice_ids: str) -> None:
    """Deliver many, one after the other; `notice_ids` parted by spaces."""
    for notice_id in notice_ids.split():
        deliver(int(notice_id))


@sweeps
def send_again(now: datetime) -> int:
    """What a channel did not take, every ten minutes for a day; afterwards it stands in the app alone."""
    waiting = Delivery.objects.filter(sent=None, tried__lte=now - AGAIN, notice__at__gte=now - GIVEN_UP)
    notices = list(dict.fromkeys(waiting.order_by("tried").values_list("notice_id", flat=True)[:AT_ONCE]))
    for notice_id in notices:
        deliver(notice_id, now)
    return len(notices)


@sweeps
def send_held(now: datetime) -> int:
    """What waited for the morning or for the day's message: each person's in one."""
    rows = Notice.objects.filter(held__lte=now).select_related("person__account").order_by("person_id", "at", "id")
    found = list(rows[:AT_ONCE])
    for _person, theirs in groupby(found, lambda notice: notice.person_id):
        notices = list(theirs)
        _deliver(notices)
        Notice.objects.filter(id__in=[notice.id for notice in notices]).update(held=None)
    return len(found)


def for_eyes(notices: list[Notice]) -> list[Notice]:
    """Those of one person's notices that he may see; whoever lists notices asks this first. A statement per kind."""
    hidden = set()
    for kind in {notice.kind for notice in notices}:
        if look := CATALOGUE[kind].hidden:
            mine = {notice.subject for notice in notices if notice.kind == kind}
            hidden |= {(kind, subject) for subject in look(notices[0].person_id, mine)}
    return [notice for notice in notices if (notice.kind, notice.subject) not in hidden]


def text_of(notice: Notice) -> str:
    kind = CATALOGUE[notice.kind]
    due = moment_words(notice.due) if notice.due else ""
    return str(kind.text) % {"due": due}


def address_of(notice: Notice) -> str:
    kind = CATALOGUE[notice.kind]
    return reverse(kind.address) if kind.plain else reverse(kind.address, args=[notice.subject])


def _messenger() -> Messenger:
    adapter: Messenger = import_string(settings.MESSENGER)()
    return adapter


def _reach_mail() -> None:
    """Open the way to the mail server and close it; raises where sending would."""
    with get_connection():
        pass


def _once(
    notices: list[Notice], channel: str, send: Callable[[list[Notice]], object], reach: Callable[[], object]
) -> None:
    """Send what has not been sent; trouble is written down and does not touch the other channel."""
    rows = [Delivery.objects.get_or_create(notice=notice, channel=channel)[0] for notice in notices]
    rows = [row for row in rows if not row.sent]
    if not rows:
        return
    at, sent, trouble = timezone.now(), None, ""
    try:
        said = for_eyes([row.notice for row in rows])
        if said:
            send(said)
        else:
            reach()
        sent = at
    except Exception as raised:  # whatever a mail server or an adapter raises
        trouble = type(raised).__name__[:120]
        log.warning("not delivered", extra={"kind": channel, "state": trouble})
    Delivery.objects.filter(id__in=[row.id for row in rows]).update(tried=at, sent=sent, trouble=trouble)
