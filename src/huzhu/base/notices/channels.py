"""Channels beside the app: e-mail, and an adapter for a company's messenger."""

from __future__ import annotations

from typing import Protocol

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from huzhu.base.drawing.words import moment_words
from huzhu.base.notices.kinds import CATALOGUE
from huzhu.base.notices.models import Delivery, Notice


class Messenger(Protocol):
    """Adapter for a company's messenger; named by the setting HUZHU_MESSENGER as 'package.module.Class'."""

    def send(self, *, roll: str, text: str, url: str) -> None: ...


def deliver(notice_id: int) -> None:
    """Send one notice by every channel its owner can be reached by; done again it sends nothing twice.

    Where the notice is for nobody's eyes its deliveries are written all the same, so that no row tells (Q14).
    """
    notice = Notice.objects.select_related("person__account").get(id=notice_id)
    account = notice.person.account
    shown = bool(for_eyes([notice]))
    with translation.override(account.language or settings.LANGUAGE_CODE):
        text, url = text_of(notice), settings.ADDRESS + address_of(notice)
        if account.email and _first(notice, "email") and shown:
            send_mail(_("Huzhu"), f"{text}\n{url}", None, [account.email])
        if settings.MESSENGER and _first(notice, "messenger") and shown:
            messenger: Messenger = import_string(settings.MESSENGER)()
            messenger.send(roll=notice.person.roll, text=text, url=url)


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


def _first(notice: Notice, channel: str) -> bool:
    _row, made = Delivery.objects.get_or_create(notice=notice, channel=channel, defaults={"sent": timezone.now()})
    return made
