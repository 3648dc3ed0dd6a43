"""What closing gaps would open: kept, read back, and replaced."""

import pytest
from sqlalchemy import Engine

from domain.unlock import GapUnlock, GroupUnlock, Unlock
from store import boards, unlocks
from store.engine import writing
from tests.examples import NOW, a_board

ALONE = GapUnlock("RUT", Unlock(3, 1, 10**15, 1))
PAIR = GapUnlock("PJ", Unlock(), "RUT", Unlock(5, 1, 10**15 + 7, 2))
GROUPS = [GroupUnlock(None, "RUT", 9, 4, Unlock(3, 1, 500, 0)), GroupUnlock("Norte", "RUT", 2, 1, Unlock(1))]


@pytest.fixture
def code(engine: Engine) -> str:
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
    return a_board().code


def test_what_a_board_would_open_comes_back_as_it_was(engine: Engine, code: str) -> None:
    with writing(engine) as db:
        unlocks.replace(db, [(code, [ALONE, PAIR])], GROUPS)
        assert unlocks.of_board(db, code) == [PAIR, ALONE]
        assert unlocks.of_board(db, "nobody") == []
        assert unlocks.of_groups(db) == GROUPS


def test_what_is_no_longer_so_goes(engine: Engine, code: str) -> None:
    with writing(engine) as db:
        unlocks.replace(db, [(code, [ALONE, PAIR])], GROUPS)
        unlocks.replace(db, [(code, [PAIR])], GROUPS[:1])
        unlocks.replace(db, [(code, [PAIR])], GROUPS[:1])
        assert unlocks.of_board(db, code) == [PAIR]
        assert unlocks.of_groups(db) == GROUPS[:1]
