"""The boards that a person of the office looks for."""

from typing import Any

import pytest
from sqlalchemy import Engine

from domain.board import Board
from domain.contact import Channel
from domain.readiness import Verdict
from store import assessments, authorisations, board_list, boards, contacts, stopping
from store.board_list import NOWHERE, UNASSESSED, Sought
from store.engine import reading, writing
from store.reach import Unreachable
from store.vault import Vault
from tests.api.town import SECRET, a_match, an_assessment, assess, settle
from tests.examples import NOW, TODAY, YESTERDAY, a_board, a_contact, a_process, an_authorisation

POZON = a_board(nit="900123456")
OLAYA = a_board(code="JAC-0002", name="Junta de Acción Comunal Olaya", barrio="Olaya Herrera", unit=None)
MANGA = a_board(
    code="JVC-0003", name="JVC Los Ñíspero", barrio=None, locality="Histórica y del Caribe Norte", unit="1"
)
PEOPLE = (POZON, OLAYA, MANGA)


def _sought(**fields: Any) -> Sought:
    return Sought(**{"municipality": "13001", "routes": ("R1", "R4"), **fields})


def _codes(engine: Engine, **fields: Any) -> list[str]:
    with reading(engine) as db:
        found, total = board_list.page(db, _sought(**fields), TODAY, 50)
    assert total == len(found)
    return [board.code for board in found]


def _people(engine: Engine, *people: Board) -> None:
    with writing(engine) as db:
        boards.save(db, people or PEOPLE, NOW)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pozon", ["JAC-0001"]),
        ("POZÓN", ["JAC-0001"]),
        ("accion olaya", ["JAC-0002"]),
        ("nispero", ["JVC-0003"]),
        ("JVC-0003", ["JVC-0003"]),
        ("900.123.456", ["JAC-0001"]),
        ("900123456", ["JAC-0001"]),
        ("olaya pozon", []),
        ("100%", []),
        ("", ["JAC-0001", "JAC-0002", "JVC-0003"]),
    ],
)
def test_a_board_is_found_by_the_words_of_its_name_code_barrio_and_nit(
    engine: Engine, text: str, found: list[str]
) -> None:
    _people(engine)
    assert _codes(engine, text=text) == found


def test_a_board_is_found_by_its_place_and_by_having_said_none(engine: Engine) -> None:
    _people(engine)
    assert _codes(engine, locality="De la Virgen y Turística") == ["JAC-0001", "JAC-0002"]
    assert _codes(engine, locality="De la Virgen y Turística", unit=NOWHERE) == ["JAC-0002"]
    assert _codes(engine, unit="6") == ["JAC-0001"]
    assert _codes(engine, barrio=NOWHERE) == ["JVC-0003"]


def test_boards_of_another_municipality_are_not_listed(engine: Engine) -> None:
    _people(engine, POZON, a_board(code="JAC-0009", municipality="05001"))
    assert _codes(engine) == ["JAC-0001"]


def test_a_level_is_asked_of_the_routes(engine: Engine) -> None:
    _people(engine)
    with writing(engine) as db:
        ready = an_assessment("R4", level="Lista", verdict=Verdict.ELIGIBLE, blocking=())
        assess(db, [("JAC-0001", ready), ("JAC-0002", an_assessment("R1"))])
    assert _codes(engine, level="Lista") == ["JAC-0001"]
    assert _codes(engine, level="Lista", routes=("R1",)) == []
    assert _codes(engine, level=UNASSESSED) == ["JVC-0003"]
    assert _codes(engine, level=UNASSESSED, routes=("R4",)) == ["JAC-0002", "JVC-0003"]


def test_a_gap_is_asked_by_its_whole_id(engine: Engine) -> None:
    _people(engine)
    with writing(engine) as db:
        found = [
            ("JAC-0001", an_assessment(blocking=("AUTO",))),
            ("JAC-0002", an_assessment(blocking=("AUT",))),
        ]
        assess(db, found)
    assert _codes(engine, requirement="AUT") == ["JAC-0002"]
    assert _codes(engine, requirement="AUT", routes=("R1",)) == []


def test_who_can_be_written_to_is_told_with_the_way_and_the_others_with_why_not(engine: Engine) -> None:
    _people(engine)
    vault = Vault([SECRET])
    with writing(engine) as db:
        authorisations.give(db, [an_authorisation(), an_authorisation(board_code="JAC-0002")])
        contacts.add(db, vault, a_contact(), NOW)
    with reading(engine) as db:
        found, _ = board_list.page(db, _sought(), TODAY, 50)
    ways = [board.way for board in found]
    assert ways == [Channel.EMAIL, Unreachable.NO_CONTACT, Unreachable.NO_AUTHORISATION]
    assert _codes(engine, is_reached=True) == ["JAC-0001"]
    assert _codes(engine, is_reached=False) == ["JAC-0002", "JVC-0003"]
    with writing(engine) as db:
        boards.stop(db, ["JAC-0001"], NOW)
    assert _codes(engine, is_reached=True) == []


def test_a_stopped_address_is_no_way_to_a_board(engine: Engine) -> None:
    _people(engine)
    vault = Vault([SECRET])
    with writing(engine) as db:
        authorisations.give(db, [an_authorisation()])
        contacts.add(db, vault, a_contact(), NOW)
        stopping.stop(db, vault, "JAC-0001", a_contact().source, NOW)
        boards.resume(db, "JAC-0001")
    assert _codes(engine, is_reached=True) == []


def test_pages_follow_each_other_without_a_board_lost_or_twice(engine: Engine) -> None:
    people = [a_board(code=f"JAC-{n:04}") for n in range(1, 8)]
    _people(engine, *people)
    seen, after = [], ""
    with reading(engine) as db:
        while True:
            found, total = board_list.page(db, _sought(), TODAY, 3, after)
            if not found:
                break
            assert total == 7
            seen += [board.code for board in found]
            after = seen[-1]
    assert seen == [board.code for board in people]


def test_matches_that_can_still_be_answered_are_counted(engine: Engine) -> None:
    calls = [a_process(number=n, closes_on=closes_on) for n, closes_on in enumerate((TODAY, YESTERDAY, None))]
    settle(engine, calls, [a_match(call) for call in calls], people=PEOPLE)
    with reading(engine) as db:
        found, _ = board_list.page(db, _sought(), TODAY, 50)
    assert [board.matches for board in found] == [2, 0, 0]


def test_the_standings_of_some_boards_come_best_first(engine: Engine) -> None:
    _people(engine)
    with writing(engine) as db:
        found = [("JAC-0001", an_assessment("R1", score=40)), ("JAC-0001", an_assessment("R4", score=62))]
        assessments.save(
            db, [*found, ("JAC-0001", an_assessment("R5", score=99)), ("JAC-0002", an_assessment())]
        )
    with reading(engine) as db:
        stands = board_list.standings(db, ["JAC-0001"], ("R1", "R4"))
    assert [(one.route, one.score) for one in stands["JAC-0001"]] == [("R4", 62), ("R1", 40)]
    assert stands["JAC-0001"][0].missing == ("RUT", "SEC2")
    assert set(stands) == {"JAC-0001"}
