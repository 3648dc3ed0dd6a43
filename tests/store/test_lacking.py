"""How many boards of each place lack what."""

from sqlalchemy import Engine

from domain.readiness import Verdict
from store import assessments, boards, lacking
from store.engine import reading, writing
from store.lacking import Lacking, Where
from tests.api.town import an_assessment, assess
from tests.examples import NOW, TODAY, TOMORROW, a_board

POZON = Where("De la Virgen y Turística", "6", "El Pozón")
ROUTES = ("R1", "R4")


def _settle(engine: Engine) -> None:
    with writing(engine) as db:
        people = [a_board(), a_board(code="JAC-0002"), a_board(code="JAC-0003", locality=None, unit=None)]
        boards.save(db, [*people, a_board(code="JAC-0004", municipality="05001")], NOW)
        found = [
            ("JAC-0001", an_assessment("R1", blocking=("AUTO", "RUT"))),
            ("JAC-0001", an_assessment("R4", blocking=("RUT", "SEC2"), on=TOMORROW)),
            ("JAC-0002", an_assessment("R4", verdict=Verdict.ELIGIBLE, blocking=())),
            ("JAC-0004", an_assessment("R4")),
        ]
        assess(db, found)


def test_what_shuts_two_routes_of_a_board_counts_once(engine: Engine) -> None:
    _settle(engine)
    with reading(engine) as db:
        found = lacking.by_place(db, "13001", ROUTES)
    assert found[POZON].by_requirement == {"AUTO": 1, "RUT": 1, "SEC2": 1}
    assert found[POZON].newest == TOMORROW


def test_a_board_that_nobody_assessed_is_counted_apart_and_lacks_nothing_that_we_know_of(
    engine: Engine,
) -> None:
    _settle(engine)
    with reading(engine) as db:
        found = lacking.by_place(db, "13001", ROUTES)
    assert (found[POZON].boards, found[POZON].assessed) == (2, 2)
    assert found[Where(None, None, "El Pozón")] == Lacking(boards=1)


def test_only_the_routes_asked_for_and_the_municipality_count(engine: Engine) -> None:
    _settle(engine)
    with reading(engine) as db:
        found = lacking.by_place(db, "13001", ["R1"])
    assert sum(one.boards for one in found.values()) == 3
    assert found[POZON] == Lacking(2, 1, TODAY, found[POZON].by_requirement)
    assert found[POZON].by_requirement == {"AUTO": 1, "RUT": 1}


def test_a_municipality_without_boards_has_no_place(engine: Engine) -> None:
    _settle(engine)
    with reading(engine) as db:
        assert lacking.by_place(db, "99999", ROUTES) == {}


def test_places_are_added_up(engine: Engine) -> None:
    _settle(engine)
    with reading(engine) as db:
        places = lacking.by_place(db, "13001", ROUTES).values()
    together = Lacking()
    for place in places:
        together.add(place)
    assert (together.boards, together.assessed, together.newest) == (3, 2, TOMORROW)
    assert together.by_requirement["RUT"] == 1


def test_a_board_of_which_nobody_knows_anything_is_not_said_to_lack_all(engine: Engine) -> None:
    _settle(engine)
    with writing(engine) as db:
        boards.save(db, [a_board(code="JAC-0005")], NOW)
        assessments.save(db, [("JAC-0005", an_assessment("R4", blocking=("RUT",)))])
    with reading(engine) as db:
        found = lacking.by_place(db, "13001", ROUTES)
    assert (found[POZON].boards, found[POZON].assessed) == (3, 2)
    assert found[POZON].by_requirement["RUT"] == 1
