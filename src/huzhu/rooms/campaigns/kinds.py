"""Why a campaign of help begins (S43)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NEW_WORKERS, PRODUCT, OWN = "new-workers", "product", "own"
REASONS: dict[str, Promise] = {
    NEW_WORKERS: _("many new workers"),
    PRODUCT: _("a new product"),
    OWN: _("decided by the unit itself"),
}
STATES: dict[str, Promise] = {
    "proposed": _("proposed"),
    "open": _("going on"),
    "closed": _("closed"),
    "declined": _("not taken up"),
}
