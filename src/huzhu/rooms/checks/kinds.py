"""The words that a sitting chooses from; codes are stored, the published order of the ratings is theirs here (Q28)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

GOOD, FAIR, POOR = "good", "fair", "poor"
RATINGS: dict[str, Promise] = {
    GOOD: pgettext_lazy("rating", "good"),
    FAIR: pgettext_lazy("rating", "fair"),
    POOR: pgettext_lazy("rating", "poor"),
}
OBSERVED: dict[str, Promise] = {
    "step": _("a step was done"),
    "fault": _("a fault was found"),
    "figure": _("a figure has changed"),
}
"""What is seen at the machine, which alone is a sign of life (Q23)."""
DIFFICULTIES: dict[str, Promise] = {
    "shifts": _("shifts don't meet"),
    "relief": _("no relief"),
    "machine": _("machine or material"),
    "method": _("the method"),
    "away": _("one was away"),
    "time": _("no time"),
    "other": _("something else"),
}
CAUSES: dict[str, Promise] = {
    "often": _("practised often"),
    "method-found": _("a better method was found"),
    "hands-on": _("the learner ran the machine"),
    "seldom": _("practised too seldom"),
    "shown-only": _("only shown, not done"),
    "hard": _("the aim was too high"),
    "plan": _("the plan came first"),
    "unclear": _("not clear yet"),
}
"""Why it went fast or slowly (S45)."""
LEVELS: dict[str, Promise] = {
    "group": _("the group"),
    "workshop": _("the workshop"),
    "factory": _("the factory"),
}
"""Who is asked for help; a finding belongs to one of them (S46)."""
GOING: dict[str, Promise] = {
    "yes": pgettext_lazy("going on", "Yes"),
    "partly": _("Half and half"),
    "no": pgettext_lazy("going on", "No"),
}
MISSING: dict[str, Promise] = {
    "nothing": _("Nothing"),
    "time": _("Time together"),
    "relief": _("Somebody who relieves me"),
    "machine": _("A machine to practise on"),
    "method": _("I don't see how it is done"),
    "talk": _("I would like to talk to somebody"),
}
"""The two questions that each answers for himself."""
OBSTACLES: dict[str, Promise] = {
    "impatience": _("losing patience"),
    "confidence": _("losing confidence"),
    "complacency": _("thinking it is enough"),
    "contempt": _("thinking little of the other"),
    "shame": _("being ashamed to ask"),
}
"""What may stand in somebody's way during a contract (S137)."""
