"""What people are told about introducing: where to look, never what is there."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.notices import NoticeKind


def _hidden(person_id: int, subjects: set[str]) -> set[str]:
    from huzhu.rooms.introductions.queries.introductions import hidden_from

    return hidden_from(person_id, subjects)


INTRODUCED = NoticeKind(
    "introductions.sent", _("You have an introduction. Look at it by %(due)s."), "introductions:page", hidden=_hidden
)
REMINDER = NoticeKind(
    "introductions.reminder", _("An introduction of yours is open until %(due)s."), "introductions:page", hidden=_hidden
)
CLOSED = NoticeKind(
    "introductions.closed", _("An introduction of yours has come to its date."), "introductions:page", hidden=_hidden
)
CONCLUDED = NoticeKind("introductions.concluded", _("There is news of an introduction of yours."), "introductions:page")

WISH_ENDS = NoticeKind(
    "wishes.ends", _("A wish of yours ends on %(due)s. One tap renews it."), "introductions:my-wishes", plain=True
)
OFFER_IDLE = NoticeKind("wishes.idle", _("There is news of an offer of yours."), "introductions:my-wishes", plain=True)
GROUP_OWNS = NoticeKind(
    "wishes.group", _("A request of your group waits for you until %(due)s."), "introductions:board", plain=True
)
WORKSHOP_OWNS = NoticeKind(
    "wishes.workshop", _("A request of your workshop waits for you until %(due)s."), "introductions:board", plain=True
)
BOTH_OPEN = NoticeKind(
    "wishes.both-open", _("A request and an offer of one technique are both open."), "introductions:board", plain=True
)
TALK_WANTED = NoticeKind(
    "private.talk", _("Somebody would like to talk with you first."), "introductions:talks", plain=True
)
ROUND_CLOSED = NoticeKind(
    "rounds.closed", _("A round has closed. Look where your wish stands."), "introductions:my-wishes", plain=True
)
