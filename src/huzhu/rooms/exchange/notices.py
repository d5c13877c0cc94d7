"""What exchange tells people: where to look, never what stands there."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.notices import NoticeKind

ASKED = NoticeKind("exchange.asked", _("Your partner has a question for you."), "exchange:question")
ANSWERED = NoticeKind("exchange.answered", _("Your question has an answer."), "exchange:question")
HELP_WANTED = NoticeKind(
    "exchange.help-wanted", _("Somebody near you needs help now."), "exchange:help-call", urgent=True
)
HELP_COMES = NoticeKind("exchange.help-comes", _("Somebody is coming to help you."), "exchange:help-call", urgent=True)
FILMED = NoticeKind("exchange.filmed", _("You are seen in a clip: say whether others may see it."), "exchange:clip")
UNFIT = NoticeKind("exchange.unfit", _("Your clip could not be kept as it is."), "exchange:clip")
