"""The moves in the documentation are those of the code."""

from __future__ import annotations

import os
from pathlib import Path

from huzhu.base.charter.moves import MOVES as RULINGS
from huzhu.base.followup.moves import CHECKS, FINDINGS
from huzhu.base.journal.moves import CATALOGUE, documentation
from huzhu.base.units.moves import UNIT
from huzhu.rooms.campaigns.moves import MOVES as CAMPAIGNS
from huzhu.rooms.contracts.moves import MOVES, PROPOSALS
from huzhu.rooms.exchange.moves import CALLS, CLIPS, QUESTIONS, SHARINGS
from huzhu.rooms.introductions.moves import INTRODUCTION, ROUND, WISH
from huzhu.rooms.practice.moves import ADJACENCY, CYCLES, FAULTS, REVIEWS, SESSION
from huzhu.rooms.skills.moves import MONTHS, STANDARD
from huzhu.spreadsheets.moves import UPLOAD

PAGE = Path(__file__).parents[2] / "docs" / "moves.md"


def test_the_drawn_moves_are_the_moves_of_the_code() -> None:
    if os.environ.get("HUZHU_TEST_RENEW") == "moves":
        PAGE.write_text(documentation(), encoding="utf-8")
    assert set(CATALOGUE.values()) == {
        MOVES,
        PROPOSALS,
        INTRODUCTION,
        ROUND,
        WISH,
        MONTHS,
        RULINGS,
        STANDARD,
        UNIT,
        UPLOAD,
        SESSION,
        CYCLES,
        REVIEWS,
        FAULTS,
        ADJACENCY,
        QUESTIONS,
        CALLS,
        CLIPS,
        SHARINGS,
        CAMPAIGNS,
        CHECKS,
        FINDINGS,
    }
    assert PAGE.read_text(encoding="utf-8") == documentation()


def test_every_state_can_be_reached_and_no_move_is_made_from_a_state_without_an_entrance() -> None:
    for moves in CATALOGUE.values():
        reached = {move.target for move in moves.table.values()}
        begins = {"draft", "open", "gathering", "prepared"}
        assert {source for move in moves.table.values() for source in move.sources} <= reached | begins, moves.noun
