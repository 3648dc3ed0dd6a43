"""How a board stood before, so that before and after can be compared."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Engine

from domain.readiness import Assessment, Dimension, Verdict
from store import assessments, boards
from store.assessments import Past
from store.engine import reading, writing
from tests.examples import NOW, TODAY, TOMORROW, a_board

LATER = TODAY + timedelta(days=180)


def test_the_history_of_a_board_goes_by_route_from_the_oldest_to_the_newest(engine: Engine) -> None:
    shut = Assessment("R4", TODAY, Verdict.ELIGIBLE_IF, "Inicial", 20, dict.fromkeys(Dimension, 20), ("RUT",))
    open_ = replace(shut, on=LATER, verdict=Verdict.ELIGIBLE, level="Lista", score=90, blocking=())
    direct = replace(shut, route="R1")
    with writing(engine) as db:
        boards.save(db, [a_board(), a_board(code="JAC-0002")], NOW)
        assessments.save(db, [("JAC-0001", shut), ("JAC-0001", direct), ("JAC-0002", shut)])
        assessments.save(db, [("JAC-0001", replace(shut, on=TOMORROW))])  # nothing changed: no new line
        assessments.save(db, [("JAC-0001", open_)])

    with reading(engine) as db:
        assert assessments.history(db, "JAC-0001") == [
            Past("R1", TODAY, Verdict.ELIGIBLE_IF, "Inicial", 20),
            Past("R4", TODAY, Verdict.ELIGIBLE_IF, "Inicial", 20),
            Past("R4", LATER, Verdict.ELIGIBLE, "Lista", 90),
        ]
        assert assessments.history(db, "nobody") == []


def test_a_second_change_on_a_day_takes_the_place_of_the_first(engine: Engine) -> None:
    first = Assessment("R4", TODAY, Verdict.ELIGIBLE_IF, "Inicial", 20, dict.fromkeys(Dimension, 20))
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
        for score in (20, 30, 35):
            assessments.save(db, [("JAC-0001", replace(first, score=score))])
        assert [past.score for past in assessments.history(db, "JAC-0001")] == [35]
