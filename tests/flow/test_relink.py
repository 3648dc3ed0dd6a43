"""One supplier held against the boards again, as a decision on the web asks: the same as all of them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from api.linking import decisions
from api.linking.pairs import pairs
from api.linking.suppliers import relink
from service.context import Context
from service.progress import Progress
from service.steps import link
from store import bids, boards, contracts, links, outcomes, processes
from store.engine import reading, writing
from tests.examples import NOW, a_bid, a_board, a_contract, a_process
from tests.flow.house import settings

POZON = a_board(nit="900123456")
OTHER = a_board(code="OTRA", name="JAC El Pozotal Bajo", nit=None)
ALIKE = {"supplier_name": "JAC EL POZOTAL", "supplier_nit": "901555444"}
WITHOUT_NIT = {"supplier_name": "JAC EL POZOTAL", "supplier_nit": None}
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def context(engine: Engine) -> Context:
    where = settings(engine, "http://127.0.0.1:1", "smtp://127.0.0.1:1", "13001")
    return Context(engine, where, lambda: LATER, Progress(quiet=True))


def fill(engine: Engine, context: Context, alike: dict[str, Any]) -> None:
    """A board's own contract; two contracts, a bid and an award of a supplier that is only alike, one of the
    contracts of the portfolio in which the board won already.
    """
    signed = [
        a_contract(),
        a_contract(key="2", portfolio_id="CO1.BDOS.2", **alike),
        a_contract(key="3", portfolio_id="CO1.BDOS.1", **alike),
    ]
    with writing(engine) as db:
        boards.save(db, [POZON, OTHER], NOW)
        contracts.CONTRACTS.save(db, signed, [b"1", b"2", b"3"], NOW)
        bids.RECORDS.save(db, [a_bid(**alike)], [b"1"], NOW)
        processes.RECORDS.save(db, [a_process(number=7, status="Seleccionado", **alike)], [b"1"], NOW)
    link.suppliers(context)


def the_doubtful(db: Connection) -> str:
    return next(one.id for one in pairs(db) if one.supplier == "JAC EL POZOTAL")


def stands(engine: Engine) -> tuple[object, ...]:
    with reading(engine) as db:
        of_boards = [outcomes.of_board(db, code) for code in (POZON.code, OTHER.code)]
        return links.seen(db), [{(one.portfolio_id, one.kind) for one in some} for some in of_boards]


def confirm(db: Connection, id_: str) -> str:
    return decisions.decide(db, id_, LATER, confirmed=True).supplier_key


def reject(db: Connection, id_: str) -> str:
    return decisions.decide(db, id_, LATER, confirmed=False).supplier_key


def undo(db: Connection, id_: str) -> str:
    return decisions.undo(db, id_).supplier_key


@pytest.mark.parametrize("alike", [ALIKE, WITHOUT_NIT], ids=["by_nit", "by_name"])
@pytest.mark.parametrize(
    "acts", [(confirm,), (reject,), (confirm, reject), (confirm, undo), (reject, undo), (confirm, confirm)]
)
def test_after_each_decision_links_and_outcomes_are_those_that_the_whole_step_makes(
    engine: Engine,
    context: Context,
    alike: dict[str, Any],
    acts: tuple[Callable[[Connection, str], str], ...],
) -> None:
    fill(engine, context, alike)
    with reading(engine) as db:
        id_ = the_doubtful(db)
    for act in acts:
        with writing(engine) as db:
            relink(db, act(db, id_), LATER)
        now = stands(engine)
        link.suppliers(context)
        assert stands(engine) == now


def test_what_was_confirmed_is_won_at_once_and_the_boards_own_stays(engine: Engine, context: Context) -> None:
    fill(engine, context, ALIKE)
    before = stands(engine)
    with writing(engine) as db:
        id_ = the_doubtful(db)
        relink(db, confirm(db, id_), LATER)
    with reading(engine) as db:
        (one,) = [one for one in pairs(db) if one.id == id_]
        won = {one.portfolio_id for one in outcomes.of_board(db, one.board_code)}
    assert (one.verdict, one.contracts, one.bids, one.awards) == ("confirmed", 2, 1, 1)
    assert won >= {"CO1.BDOS.1", "CO1.BDOS.2", "CO1.BDOS.7"}
    with writing(engine) as db:
        relink(db, undo(db, id_), LATER)
    assert stands(engine) == before
