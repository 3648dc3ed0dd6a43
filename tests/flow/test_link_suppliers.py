"""The step that finds whose contracts and bids are: outcomes without a form, and what people decide."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from domain.board import Board
from domain.outcome import OutcomeKind
from matching.linking.decisions import supplier_key
from matching.linking.link import Supplier
from service.context import Context
from service.progress import Progress
from service.steps import link
from service.steps.link import SupplierSummary
from store import bids, boards, contracts, links, outcomes
from store.engine import reading, writing
from store.links import LinkDecision
from store.processes import RECORDS
from tests.examples import NOW, a_bid, a_board, a_contract, a_process
from tests.flow.house import settings

POZON = a_board(nit="900123456")
LIKELY = "JAC EL POZOTAL"
KEY = supplier_key(Supplier("", LIKELY, None, "13001"))


@pytest.fixture
def context(engine: Engine) -> Context:
    where = settings(engine, "http://127.0.0.1:1", "smtp://127.0.0.1:1", "13001")
    return Context(engine, where, lambda: NOW + timedelta(days=1), Progress(quiet=True))


def fill(engine: Engine, *known: Board) -> None:
    """A contract with the board's NIT, a bid by its name, and a contract of a name that is only alike."""
    signed = [
        a_contract(),
        a_contract(key="CO1.PCCNTR.2", portfolio_id="CO1.BDOS.2", supplier_name=LIKELY, supplier_nit=None),
    ]
    with writing(engine) as db:
        boards.save(db, known or [POZON], NOW)
        RECORDS.save(db, [a_process()], [b"1"], NOW)
        contracts.CONTRACTS.save(db, signed, [b"1", b"2"], NOW)
        bids.RECORDS.save(
            db, [a_bid(), a_bid(key="CO1.REQ.1|701", supplier_name="ROCA SAS")], [b"1", b"2"], NOW
        )


def decide(engine: Engine, *, confirmed: bool) -> None:
    with writing(engine) as db:
        links.decide(db, LinkDecision(KEY, POZON.code, LIKELY, confirmed), NOW)


def found(engine: Engine) -> list[tuple[str, OutcomeKind]]:
    with reading(engine) as db:
        return sorted((one.portfolio_id, one.kind) for one in outcomes.of_board(db, POZON.code))


WON_AND_TRIED = [("CO1.BDOS.1", OutcomeKind.OFFERED), ("CO1.BDOS.1", OutcomeKind.WON)]


def test_certain_contracts_are_won_and_certain_bids_are_offered(engine: Engine, context: Context) -> None:
    fill(engine)
    assert link.suppliers(context) == SupplierSummary(2, 1, 1, 2, 1, 0)
    assert found(engine) == WON_AND_TRIED
    assert link.suppliers(context) == SupplierSummary(2, 1, 1, 2, 1, 0)
    assert found(engine) == WON_AND_TRIED


def test_a_confirmed_link_is_certain_for_each_contract_of_the_supplier(
    engine: Engine, context: Context
) -> None:
    fill(engine)
    decide(engine, confirmed=True)
    with writing(engine) as db:
        later = a_contract(
            key="CO1.PCCNTR.3", portfolio_id="CO1.BDOS.3", supplier_name=LIKELY, supplier_nit=None
        )
        contracts.CONTRACTS.save(db, [later], [b"3"], NOW)
    link.suppliers(context)
    won = [("CO1.BDOS.2", OutcomeKind.WON), ("CO1.BDOS.3", OutcomeKind.WON)]
    assert found(engine) == [*WON_AND_TRIED, *won]
    with writing(engine) as db:
        links.undo(db, KEY, POZON.code)
    link.suppliers(context)
    assert found(engine) == WON_AND_TRIED


def test_a_rejected_link_is_gone_and_stays_gone(engine: Engine, context: Context) -> None:
    fill(engine)
    decide(engine, confirmed=False)
    for _ in range(2):
        assert link.suppliers(context).probable == 0
    with reading(engine) as db:
        assert links.seen(db, "probable") == []


def test_a_contract_counts_where_its_work_is_done(engine: Engine, context: Context) -> None:
    fill(engine, a_board(name="JAC El Retiro"), a_board(code="M", name="JAC El Retiro", municipality="13430"))
    seat = {"city": "Cartagena", "buyer_name": "GOBERNACION DE BOLIVAR", "supplier_nit": None}
    signed = a_contract(key="G", object="Placa huella en el municipio de Magangué", **seat)
    with writing(engine) as db:
        contracts.CONTRACTS.save(db, [signed._replace(supplier_name="JAC EL RETIRO")], [b"9"], NOW)
    link.suppliers(context)
    with reading(engine) as db:
        assert [(one.key, one.board_code) for one in links.seen(db, "certain")] == [("G", "M")]


def test_the_seat_of_a_buyer_for_a_whole_department_is_no_town_of_a_board(
    engine: Engine, context: Context
) -> None:
    fill(engine, a_board(code="M", name="JAC Palmarito", municipality="13430"))
    signed = a_contract(key="G", city="Cartagena", supplier_name="JAC PALMARITO", supplier_nit=None)
    hall = signed._replace(key="H", object="Placa huella", buyer_name="ALCALDIA DE CARTAGENA")
    with writing(engine) as db:
        of_department = signed._replace(object="Placa huella", buyer_name="GOBERNACIÓN DE BOLÍVAR")
        contracts.CONTRACTS.save(db, [of_department, hall], [b"8", b"9"], NOW)
    link.suppliers(context)
    with reading(engine) as db:
        assert [(one.key, one.board_code) for one in links.seen(db, "certain")] == [("G", "M")]
