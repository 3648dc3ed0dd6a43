"""Projects in the database: two that write at once, and who is left out."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, Engine

from api.following import follow
from domain.canary import BOARD, BOARD_CODE
from domain.project import TieKind
from domain.project_way import Tied
from store import boards, budget_lines, project_ties, projects, waypoints
from store.contracts import CONTRACTS
from store.engine import reading, writing
from tests.api.project_town import BUDGET
from tests.examples import NOW, a_board, a_contract
from tests.projects import a_wording, an_officer, found_of, harvest, registered, tie

CONTRACT = TieKind.CONTRACT, "CO1.PCCNTR.1"


@pytest.fixture
def id_(engine: Engine) -> int:
    """Of a project, beside one of the office."""
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
        harvest(db, CONTRACTS, [a_contract()])
        an_officer(db)
        return registered(db)


def at_once(
    engine: Engine,
    first: Callable[[Connection], object],
    second: Callable[[Connection], object],
    is_done: threading.Event | None = None,
) -> None:
    """The second begins before the first is done."""

    def come() -> None:
        with writing(engine) as db:
            second(db)

    other = threading.Thread(target=come, daemon=True)
    with writing(engine) as db:
        first(db)
        other.start()
        other.join(0.3)
    if is_done:
        is_done.set()
    other.join()


def test_of_two_changes_at_once_both_are_kept_and_the_later_one_holds(engine: Engine, id_: int) -> None:
    at_once(
        engine,
        lambda db: projects.change(db, id_, a_wording(title="Uno"), NOW),
        lambda db: projects.change(db, id_, a_wording(title="Dos"), NOW),
    )
    with reading(engine) as db:
        found = projects.one(db, id_)
        before = [one.wording.title for one in projects.FORMER.ask(db, project=id_)]
    assert found
    assert (found.project.said.title, before[0]) == ("Dos", "Uno")


def test_two_that_tie_at_once_tie_once(engine: Engine, id_: int) -> None:
    def made(db: Connection) -> None:
        tie(db, id_, *CONTRACT, 1)
        follow(db, NOW, id_)

    at_once(engine, made, made)
    with reading(engine) as db:
        assert len(project_ties.OF_PROJECT.ask(db, project=id_)) == 1
        found = [one.waypoint.kind for one in found_of(db, id_)]
    assert len(found) == len(set(found))


def test_a_tie_that_is_made_while_all_are_followed_takes_its_project_further(
    engine: Engine, id_: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    tied, is_tied = project_ties.tied, threading.Event()

    def made(db: Connection) -> None:
        tie(db, id_, *CONTRACT, 1)
        follow(db, NOW, id_)

    def slowly(db: Connection, one: int | None = None) -> dict[int, Tied]:
        found = tied(db, one)
        if one is None:
            is_tied.wait(5)
        return found

    monkeypatch.setattr(project_ties, "tied", slowly)
    at_once(engine, made, lambda db: follow(db, NOW), is_tied)
    with reading(engine) as db:
        found = found_of(db, id_)
    assert found
    assert {one.gone_at for one in found} == {None}


def test_of_two_that_bring_the_same_list_at_once_one_adds_it(engine: Engine) -> None:
    def bring(db: Connection) -> None:
        saved.append(budget_lines.save(db, [BUDGET], NOW).new)

    saved: list[int] = []
    at_once(engine, bring, bring)
    assert saved == [1, 0]


def test_what_is_new_of_the_canary_is_told_to_nobody(unsaved: Connection) -> None:
    boards.save(unsaved, [BOARD], NOW)
    harvest(unsaved, CONTRACTS, [a_contract()])
    tie(unsaved, registered(unsaved, BOARD_CODE), *CONTRACT, an_officer(unsaved))
    follow(unsaved, NOW)
    assert waypoints.news(unsaved, BOARD.municipality, 9) == []
    assert waypoints.of_public(unsaved, BOARD.municipality) == []
