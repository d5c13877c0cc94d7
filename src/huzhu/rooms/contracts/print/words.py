"""The words of the forms, translated; kept apart so that a caller can print in words of his own."""

from django.utils.translation import gettext as _
from django.utils.translation import override, to_language


def labels(language: str) -> dict[str, str]:
    """Every word of the contract form in 'zh_Hans' or 'en', by its place on the sheet."""
    with override(to_language(language)):
        return {
            "form": _("Form %(form)s"),
            "version": _("version %(version)s"),
            "parties": _("The parties"),
            "roll": _("No. %(roll)s"),
            "teaches": _("Teaches: %(techniques)s"),
            "learns": _("Learns: %(techniques)s"),
            "terms": _("Terms"),
            "n": _("Term"),
            "who": _("Who teaches"),
            "technique": _("Item"),
            "baseline": _("Now"),
            "target": _("Target"),
            "date": _("Date"),
            "measured": _("How measured"),
            "weeks": _("Steps week by week"),
            "week": _("Week"),
            "step_of": _("Term %(n)s: %(technique)s"),
            "duties": _("What both do"),
            "signatures": _("Signatures"),
            "pledge": _("I have read all of this and I want it."),
            "signed": _("Signed by device: %(when)s"),
            "unsigned": _("Not signed yet"),
            "scan": _("Scan to see this contract and its versions."),
            "code": _("Code %(code)s"),
            "fingerprint": _("Fingerprint of the text:"),
            "same": _("The same as was signed; one changed character and it differs."),
            "copies": _(
                "One copy for each party. What counts is the signature in Huzhu; ink on this page changes nothing there."
            ),
        }


def invitation_labels(language: str) -> dict[str, str]:
    """Every word of the invitation sheet in 'zh_Hans' or 'en', by its place on the sheet."""
    with override(to_language(language)):
        return {
            "title": _("Join your group"),
            "lead": _("See what you are good at, and say what you would like to learn."),
            "step_scan": _("Scan this code with your phone."),
            "step_pin": _("Enter your roll number and choose a PIN."),
            "step_confirm": _("Show the six digits to your leader: %(leader)s."),
            "free": _("You can stay out; it costs you nothing."),
            "by_hand": _("Without a camera: open %(address)s"),
            "code": _("Code %(code)s"),
            "until": _("Valid until %(date)s"),
        }
