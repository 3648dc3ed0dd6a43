"""The scores of matches of which nothing but the day is another."""

from datetime import timedelta

from sqlalchemy import Engine

from domain.match import Scored
from store import boards, matches
from store.engine import reading, writing
from store.kept_matches import Replaced
from tests.api.town import a_match
from tests.examples import NOW, a_board, a_process

TOMORROW = NOW + timedelta(days=1)
FIRST, SECOND, THIRD = (a_process(number=number) for number in (1, 2, 3))


def settle(engine: Engine) -> list[Scored]:
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
        matches.replace(db, [a_match(FIRST, score=0.8), a_match(SECOND, score=0.7)], [], NOW)
        return matches.scores(db, [a_board().code])


def test_a_score_takes_the_place_of_another_and_what_has_none_is_withdrawn(engine: Engine) -> None:
    stood = settle(engine)
    assert sorted(one.score for one in stood) == [0.7, 0.8]
    still = Scored(a_board().code, FIRST.portfolio_id, 0.75)
    with writing(engine) as db:
        assert matches.score(db, stood, [still], TOMORROW) == (Replaced(0, 1, 1), [])
    with reading(engine) as db:
        (kept,) = matches.standing(db)
        assert matches.scores(db, [a_board().code]) == [still]
        assert matches.since(db, a_board().code) == {FIRST.portfolio_id: NOW}
    assert (kept.score, kept.reasons) == (0.75, a_match(FIRST).reasons)


def test_the_same_scores_change_nothing(engine: Engine) -> None:
    stood = settle(engine)
    with writing(engine) as db:
        assert matches.score(db, stood, stood, TOMORROW) == (Replaced(0, 0, 0), [])
        assert matches.scores(db, [a_board().code]) == stood


def test_a_score_of_what_does_not_stand_is_kept_nowhere_and_told(engine: Engine) -> None:
    stood, strange = settle(engine), Scored(a_board().code, THIRD.portfolio_id, 0.9)
    with writing(engine) as db:
        assert matches.score(db, stood, [*stood, strange], TOMORROW) == (Replaced(0, 0, 0), [strange[:2]])
        assert matches.scores(db, [a_board().code]) == stood
