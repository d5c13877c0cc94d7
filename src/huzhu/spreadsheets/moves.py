"""Every way in which an upload changes its state."""

from huzhu.base.journal import Move, Moves
from huzhu.spreadsheets.models import Upload

S = Upload.State
UPLOAD = Moves(
    "upload",
    {
        "take in": Move((), S.READ, who="an importer"),
        "save": Move((S.READ,), S.SAVING, who="the same importer"),
        "saved": Move((S.SAVING,), S.SAVED, who="the background job"),
        "back": Move((S.SAVING,), S.READ, who="the background job, after an error or a cancelling"),
        "put away": Move((S.READ,), S.PUT_AWAY, who="the same importer, or the sweeper after 7 days"),
    },
)
