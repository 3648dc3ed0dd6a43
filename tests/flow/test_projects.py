"""A project goes its whole way by rows that are harvested and linked, day by day."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine

from domain.project import Aside, BudgetLine, ProjectState, TieKind
from service.context import Context
from service.progress import Progress
from service.steps import link
from store import boards, budget_lines, processes, project_ties, projects
from store.contracts import CONTRACTS, PLANNED_PURCHASES
from store.engine import reading, writing
from store.records import Records
from tests.examples import NOW, TODAY, a_board, a_contract, a_process
from tests.flow.house import settings
from tests.projects import CANALS, a_line, an_officer, found_of, harvest, registered, tie

BUDGET = BudgetLine(2026, "ALCALDÍA", "De la Virgen y Turística", "12", "Canales", "6", None, "acta 3")
STATES = list(ProjectState)


def a_day(engine: Engine, day: int, table: Records, rows: Sequence[Any]) -> None:
    """What a cycle does with what came that day, as far as projects go."""
    with writing(engine) as db:
        harvest(db, table, rows, day)
    link.run(Context(engine, settings(engine, "", "", "13001"), lambda: at(day), Progress(quiet=True)))


def at(day: int) -> Any:
    return NOW + timedelta(days=day)


def state(engine: Engine, id_: int) -> ProjectState:
    with reading(engine) as db:
        found = projects.one(db, id_)
    assert found
    return found.state


def test_a_project_is_followed_from_registered_to_finished_by_its_rows(engine: Engine) -> None:
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
        id_, by = registered(db), an_officer(db)
        budget_lines.save(db, [BUDGET], NOW)
        (kept,) = budget_lines.find(db, "canales", 2026, 10)
    seen = [state(engine, id_)]
    with writing(engine) as db:
        assert tie(db, id_, TieKind.BUDGET_LINE, str(kept.id), by)
        assert not tie(db, id_, TieKind.BUDGET_LINE, str(kept.id), by)
    a_day(engine, 1, PLANNED_PURCHASES, [a_line()])
    seen.append(state(engine, id_))
    with writing(engine) as db:
        tie(db, id_, TieKind.PLAN_LINE, "PAA-1", by)
    newer = a_line(key="PAA-9", version=2)  # the tie was made to the row of an older version
    a_day(engine, 2, PLANNED_PURCHASES, [newer])
    seen.append(state(engine, id_))
    call = a_process(title=CANALS, published_on=TODAY + timedelta(days=60))
    a_day(engine, 60, processes.RECORDS, [call])
    seen.append(state(engine, id_))
    signed_on = TODAY + timedelta(days=80)
    contract = a_contract(status="Aprobado", signed_on=signed_on, starts_on=signed_on + timedelta(days=5))
    for day, status in ((81, "Aprobado"), (90, "En ejecución"), (150, "terminado")):
        a_day(engine, day, CONTRACTS, [contract._replace(status=status)])
        seen.append(state(engine, id_))
    assert seen == STATES
    with reading(engine) as db:
        found = found_of(db, id_)
    days = {one.waypoint.kind: one.waypoint.on for one in found if one.gone_at is None}
    assert days == {
        ProjectState.PRIORITISED: None,
        ProjectState.PLANNED: date(2026, 6, 4),  # when its line was first seen, in whatever version
        ProjectState.CALLED: TODAY + timedelta(days=60),
        ProjectState.CONTRACTED: signed_on,
        ProjectState.RUNNING: signed_on + timedelta(days=5),
        ProjectState.FINISHED: None,  # SECOP does not tell the day
    }
    assert {one.found_at for one in found if one.waypoint.kind is ProjectState.FINISHED} == {at(150)}


def test_a_probable_call_never_takes_a_project_further(engine: Engine) -> None:
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
        id_, by = registered(db), an_officer(db)
        harvest(db, PLANNED_PURCHASES, [a_line(value_cop=90_000_000)])  # the words fit, the amount does not
        tie(db, id_, TieKind.PLAN_LINE, "PAA-1", by)
        harvest(db, CONTRACTS, [a_contract()])
    call = a_process(title=CANALS, published_on=TODAY + timedelta(days=60))
    a_day(engine, 60, processes.RECORDS, [call])
    assert state(engine, id_) is ProjectState.PLANNED
    with reading(engine) as db:
        (maybe,) = [one.waypoint for one in found_of(db, id_) if one.waypoint.kind is ProjectState.CALLED]
    assert (maybe.about, maybe.is_sure) == ("CO1.BDOS.1", False)
    with writing(engine) as db:  # a person knows
        tie(db, id_, TieKind.PROCESS, "CO1.BDOS.1", by)
    a_day(engine, 61, processes.RECORDS, [])
    assert state(engine, id_) is ProjectState.RUNNING


def test_a_tie_that_is_taken_back_takes_the_project_back_and_keeps_what_was(engine: Engine) -> None:
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
        id_, by = registered(db), an_officer(db)
        harvest(db, CONTRACTS, [a_contract()])
        tie(db, id_, TieKind.CONTRACT, "CO1.PCCNTR.1", by)
    a_day(engine, 1, processes.RECORDS, [a_process()])
    assert state(engine, id_) is ProjectState.RUNNING
    with writing(engine) as db:
        (made,) = project_ties.OF_PROJECT.ask(db, project=id_)
        assert project_ties.untie(db, id_, made.id, "era otro contrato", by, at(2))
        assert not project_ties.untie(db, id_, made.id, "otra vez", by, at(3))
    a_day(engine, 2, processes.RECORDS, [])
    assert state(engine, id_) is ProjectState.REGISTERED
    with reading(engine) as db:
        (kept,) = project_ties.OF_PROJECT.ask(db, project=id_)
        assert (kept.by, kept.untied_by, kept.untied_why) == (
            "Nora de Prueba",
            "Nora de Prueba",
            "era otro contrato",
        )
        assert {one.gone_at for one in found_of(db, id_)} == {at(2)}


def test_a_contract_that_is_replaced_is_followed_by_the_new_one(engine: Engine) -> None:
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
        id_, by = registered(db), an_officer(db)
        harvest(db, processes.RECORDS, [a_process()])
        tie(db, id_, TieKind.PROCESS, "CO1.BDOS.1", by)
    first = a_contract()
    a_day(engine, 1, CONTRACTS, [first])
    assert state(engine, id_) is ProjectState.RUNNING
    a_day(engine, 2, CONTRACTS, [first._replace(status="Cancelado")])
    assert state(engine, id_) is ProjectState.CALLED
    a_day(engine, 3, CONTRACTS, [a_contract(key="CO1.PCCNTR.2", status="Aprobado", starts_on=None)])
    assert state(engine, id_) is ProjectState.CONTRACTED
    with reading(engine) as db:
        found = found_of(db, id_)
    standing = {(one.waypoint.kind, one.waypoint.about) for one in found if one.gone_at is None}
    assert standing == {
        (ProjectState.CALLED, "CO1.BDOS.1"),
        (Aside.CONTRACT_OFF, "CO1.PCCNTR.1"),
        (ProjectState.CONTRACTED, "CO1.PCCNTR.2"),
    }
    gone = {(one.waypoint.kind, one.gone_at) for one in found if one.gone_at}
    assert gone == {(ProjectState.CONTRACTED, at(2)), (ProjectState.RUNNING, at(2))}
