"""What somebody is told: where to look, never what stands there."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.notices import NoticeKind

NOTED = NoticeKind(
    "production.noted", _("Something was noted on your page of plan and actual; you can add your own words."),
    "production:mine", plain=True,
)  # fmt: skip
