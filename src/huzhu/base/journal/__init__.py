"""Deeds, moves and events: how anything is ever changed."""

from huzhu.base.journal.deeds import deed, record
from huzhu.base.journal.events import happened, reaction
from huzhu.base.journal.moves import Move, Moves

__all__ = ["Move", "Moves", "deed", "happened", "reaction", "record"]
