"""Named errors whose message a worker understands; `web` turns each into its page."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class HuzhuError(Exception):
    """Something that cannot be done, said so that a person knows what to do next."""

    status = 400
    message: str | Promise = _("This cannot be done.")

    def __init__(self, message: str | Promise | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(str(self.message))


class NotFound(HuzhuError):
    """Does not exist, or is not for this person: the two look the same."""

    status = 404
    message = _("This page does not exist, or is not for you.")


class NotAllowed(HuzhuError):
    """Seen, but not this person's to do."""

    status = 403
    message = _("This is not yours to do.")


class Overtaken(HuzhuError):
    """Somebody else was a moment earlier."""

    status = 409
    message = _("Somebody else changed this a moment ago. This is how it stands now.")


class Refused(HuzhuError):
    """A rule stands against it; `field` names the form field where the message belongs."""

    status = 422

    def __init__(self, message: str | Promise, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field
