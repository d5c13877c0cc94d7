"""The two SQL dialects: what differs between SQLite and PostgreSQL, and what both must do alike."""

from huzhu.base.db.compiled import compiled
from huzhu.base.db.fields import PathField, UidField, is_uid, new_uid
from huzhu.base.db.sql import insert_many, insert_once, rise, sink, under

__all__ = [
    "PathField", "UidField", "compiled", "insert_many", "insert_once", "is_uid", "new_uid", "rise", "sink", "under",
]  # fmt: skip
