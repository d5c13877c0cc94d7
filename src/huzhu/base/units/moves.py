"""How a unit's state changes (S14). The state is dated, so a move makes a new period instead of changing a row."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.journal.moves import Move, Moves

FORMING, ACTIVE, SUSPENDED, DISSOLVED, REBUILT = "forming", "active", "suspended", "dissolved", "rebuilt"
STATES = (FORMING, ACTIVE, SUSPENDED, DISSOLVED, REBUILT)
STATE_NAMES = {
    FORMING: _("forming"),
    ACTIVE: _("active"),
    SUSPENDED: _("suspended"),
    DISSOLVED: _("dissolved"),
    REBUILT: _("rebuilt"),
}

UNIT = Moves(
    "unit",
    {
        "form": Move((), FORMING, who="administrator or training officer"),
        "found": Move((), ACTIVE, who="administrator or training officer"),
        "begin": Move((FORMING, REBUILT), ACTIVE, who="administrator"),
        "suspend": Move((FORMING, ACTIVE, REBUILT), SUSPENDED, who="administrator"),
        "resume": Move((SUSPENDED,), ACTIVE, who="administrator"),
        "dissolve": Move((FORMING, ACTIVE, SUSPENDED, REBUILT), DISSOLVED, who="administrator"),
        "rebuild": Move((), REBUILT, who="administrator, as the successor of a dissolved unit"),
    },
)
