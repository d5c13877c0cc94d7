"""How a role is come by."""

from django.utils.translation import gettext_lazy as _

OBTAINED = {
    "elected": _("elected"),
    "appointed": _("appointed"),
    "delegated": _("delegated"),
    "acting": _("acting"),
}
