"""What other rooms ask of skills; ids, small dataclasses and plain values, constant statements."""

from huzhu.rooms.skills.queries.catalogue import (
    TechniqueLine,
    Wanted,
    in_language,
    scale_of,
    scales_of,
    techniques,
    techniques_for,
    trade_of,
    trades_for,
    wanted_for,
)  # fmt: skip
from huzhu.rooms.skills.queries.keys import current_key_problems, key_list_posted, key_techniques
from huzhu.rooms.skills.queries.marks import WishMark, wish_marks
from huzhu.rooms.skills.queries.merged import Common, common_of, compared_by, crosses, known_abroad, read_as
from huzhu.rooms.skills.queries.needs import first_words
from huzhu.rooms.skills.queries.standing import (
    Later,
    Ordered,
    Standing,
    baseline,
    current_scores,
    curve,
    curves,
    later_measurements,
    measured_in,
    ordered_measurements,
)  # fmt: skip
from huzhu.rooms.skills.queries.words import source_words
from huzhu.rooms.skills.scores import DEFAULT_SCALE, Level, level_of, quantity_of_score, score_of_quantity

__all__ = [
    "DEFAULT_SCALE", "Common", "Later", "Level", "Ordered", "Standing", "TechniqueLine", "Wanted", "WishMark", "baseline", "common_of", "compared_by",
    "crosses", "current_key_problems", "current_scores", "curve", "curves", "first_words", "in_language",
    "key_list_posted", "key_techniques", "known_abroad", "later_measurements", "level_of", "measured_in", "ordered_measurements", "quantity_of_score",
    "read_as", "scale_of", "scales_of", "score_of_quantity", "source_words", "techniques", "techniques_for",
    "trade_of", "trades_for", "wanted_for", "wish_marks",
]  # fmt: skip
