"""Channels beside the app: e-mail, and an adapter for a company's messenger."""

from __future__ import annotations

from typing import Protocol

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from huzhu.base.notices.kinds import CATALOGUE
from huzhu.base.notices.models import Delivery, Notice


class Messenger(Protocol):
    """Adapter for a company's messenger; named by the setting HUZHU_MESSENGER as 'package.module.Class'."""

    def send(self, *, roll: str, text: str, url: str) -> None: ...


def deliver(notice_id: int) -> None:
    """Send one notice by every channel its owner can be reached by; done again it sends nothing twice."""
    notice = Notice.objects.select_related("person__account").get(id=notice_id)
    account = notice.person.account
    with translation.override(account.language or settings.LANGUAGE_CODE):
        text, url = text_of(notice), settings.ADDRESS + address_of(notice)
        if account.email and _first(notice, "email"):
            send_mail(_("Huzhu"), f"{text}\n{url}", None, [account.email])
        if settings.MESSENGER and _first(notice, "messenger"):
            messenger: Messenger = import_string(settings.MESSENGER)()
            messenger.send(roll=notice.person.roll, text=text, url=url)


def text_of(notice: Notice) -> str:
    kind = CATALOGUE[notice.kind]
    due = date_format(timezone.localtime(notice.due), "SHORT_DATETIME_FORMAT") if notice.due else ""
    return str(kind.text) % {"due": due}


def address_of(notice: Notice) -> str:
    kind = CATALOGUE[notice.kind]
    return reverse(kind.address) if kind.plain else reverse(kind.address, args=[notice.subject])


def _first(notice: Notice, channel: str) -> bool:
    _row, made = Delivery.objects.get_or_create(notice=notice, channel=channel, defaults={"sent": timezone.now()})
    return made
