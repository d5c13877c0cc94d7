"""What production shows of a person."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.people.sight import nobody, sight

sight(_("your wage, where you wrote it down"), nobody, _("You alone: no leader, no export, no administrator."))
