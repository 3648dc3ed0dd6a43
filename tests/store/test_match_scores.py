"""The score of today, which the database works out of what is kept and of the days that a call has left."""

import pytest
from sqlalchemy import Engine

from domain.match import POINTS, DaysWeight, Match
from store import boards, match_states, matches
from store.engine import reading, writing
from store.match_states import CallState, States
from tests.api.town import a_match
from tests.examples import NOW, a_board, a_process

WEIGHT = DaysWeight(needed=12, points=667)
CALL = a_process()


def settle(engine: Engine, days: DaysWeight | None, left: int | None) -> Match:
    kept = a_match(CALL, score=0.8, days=days)
    state = CallState("mark", "", None, left)
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
        matches.replace(db, [kept], [], NOW)
        match_states.keep(db, States({}, {}, {CALL.portfolio_id: state}), {CALL.portfolio_id: b""}, ())
    return kept


@pytest.mark.parametrize("left", [0, 1, 5, 6, 11, 12, 13])
def test_of_a_score_is_lost_what_the_days_left_do_not_suffice_for(engine: Engine, left: int) -> None:
    settle(engine, WEIGHT, left)
    with reading(engine) as db:
        (told,) = matches.standing(db)
    assert told.score == (8_000 - WEIGHT.lost(left)) / POINTS
    assert told.days == WEIGHT


def test_with_no_days_left_all_is_lost_that_hangs_on_them_and_with_enough_nothing() -> None:
    assert [WEIGHT.lost(left) for left in (-1, 0, 6, 12, 30)] == [667, 667, 334, 0, 0]


@pytest.mark.parametrize(("days", "left"), [(None, 3), (WEIGHT, None), (None, None)])
def test_where_the_days_are_not_known_the_score_is_told_as_it_is_kept(
    engine: Engine, days: DaysWeight | None, left: int | None
) -> None:
    kept = settle(engine, days, left)
    with reading(engine) as db:
        assert matches.standing(db) == [kept]


def test_what_is_compared_is_told_as_it_is_kept(engine: Engine) -> None:
    kept = settle(engine, WEIGHT, 1)
    with reading(engine) as db:
        assert matches.of_boards(db, [kept.board_code]) == [kept]
        assert matches.between(db, [kept.board_code], [kept.portfolio_id]) == [kept]


def test_what_is_withdrawn_stands_no_more(engine: Engine) -> None:
    kept = settle(engine, WEIGHT, 1)
    with writing(engine) as db:
        matches.withdraw(db, [(kept.board_code, kept.portfolio_id)], NOW)
    with reading(engine) as db:
        assert matches.standing(db) == []
