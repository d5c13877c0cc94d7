"""Channels beside the app: e-mail, and an adapter for a company's messenger."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
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


def deliver(notice_id: int) -> None:
    """Send one notice by every channel its owner can be reached by; done again it sends nothing twice.

    Where the notice is for nobody's eyes its deliveries are written all the same, and fail where a channel is down, so
    that neither row nor log line tells (Q14).
    """
    notice = Notice.objects.select_related("person__account").get(id=notice_id)
    account, roll = notice.person.account, notice.person.roll
    with translation.override(account.language or settings.LANGUAGE_CODE):
        text, url = text_of(notice), settings.ADDRESS + address_of(notice)
        if email := account.email:
            _once(notice, "email", lambda: send_mail(_("Huzhu"), f"{text}\n{url}", None, [email]), _reach_mail)
        if settings.MESSENGER:
            text_and_url = {"roll": roll, "text": text, "url": url}
            _once(notice, "messenger", lambda: _messenger().send(**text_and_url), lambda: _messenger().reach())


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
        deliver(notice_id)
    return len(notices)


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


def _once(notice: Notice, channel: str, send: Callable[[], object], reach: Callable[[], object]) -> None:
    """Send unless it has been sent; trouble is written down and does not touch the other channel."""
    row, _made = Delivery.objects.get_or_create(notice=notice, channel=channel)
    if row.sent:
        return
    row.tried = timezone.now()
    try:
        (send if for_eyes([notice]) else reach)()
        row.sent, row.trouble = row.tried, ""
    except Exception as trouble:  # whatever a mail server or an adapter raises
        row.trouble = type(trouble).__name__[:120]
        log.warning("not delivered", extra={"kind": channel, "state": row.trouble})
    row.save()
