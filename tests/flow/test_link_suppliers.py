"""The step that finds whose contracts and bids are: outcomes without a form, and what people decide."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from domain.accompaniment import Milestone, Passed
from domain.board import Board
from domain.days import BOGOTA
from domain.event import EventKind
from domain.outcome import OutcomeKind
from matching.linking.decisions import supplier_key
from matching.linking.link import Supplier
from service.context import Context
from service.progress import Progress
from service.steps import link
from service.steps.link import SupplierSummary
from store import awards, bids, boards, contracts, events, links, milestones, outcomes
from store.engine import reading, writing
from store.event_tables import events as event_rows
from store.links import LinkDecision
from store.processes import RECORDS
from tests.examples import IN_TEN_DAYS, NOW, TODAY, YESTERDAY, a_bid, a_board, a_contract, a_process
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
    assert link.suppliers(context) == SupplierSummary(2, 1, 1, 2, 1, 0, 0, 0, 0)
    assert found(engine) == WON_AND_TRIED
    assert link.suppliers(context) == SupplierSummary(2, 1, 1, 2, 1, 0, 0, 0, 0)
    assert found(engine) == WON_AND_TRIED


def test_what_was_never_signed_was_not_won(engine: Engine, context: Context) -> None:
    fill(engine)
    with writing(engine) as db:
        contracts.CONTRACTS.change(db, [a_contract(status="Cancelado", signed_on=None)], [b"2"], NOW)
    link.suppliers(context)
    assert found(engine) == WON_AND_TRIED[:1]


def test_a_contract_that_secop_calls_finished_is_finished_on_its_last_day_that_has_come(
    engine: Engine, context: Context
) -> None:
    fill(engine)
    done = {"status": "terminado", "ends_on": YESTERDAY}
    with writing(engine) as db:
        contracts.CONTRACTS.change(db, [a_contract(**done)], [b"2"], NOW)
        contracts.CONTRACTS.save(
            db, [a_contract(key="3", portfolio_id="P3", **done | {"ends_on": IN_TEN_DAYS})], [b"3"], NOW
        )
    for _ in range(2):
        link.suppliers(context)
        with reading(engine) as db:
            ended = {
                one.portfolio_id: one.at
                for one in outcomes.of_board(db, POZON.code)
                if one.kind is OutcomeKind.FINISHED
            }
        assert ended == {"CO1.BDOS.1": datetime.combine(YESTERDAY, time(), BOGOTA), "P3": context.now}
    with writing(engine) as db:
        contracts.CONTRACTS.change(db, [a_contract()], [b"4"], NOW)
    link.suppliers(context)
    assert ("CO1.BDOS.1", OutcomeKind.FINISHED) not in found(engine)


def test_milestones_come_from_the_rows_of_secop_and_say_which_days_are_not_known(
    engine: Engine, context: Context
) -> None:
    fill(engine)
    done = a_contract(status="Cerrado", ends_on=YESTERDAY, url="https://secop.example/1")
    with writing(engine) as db:
        contracts.CONTRACTS.change(db, [done], [b"2"], NOW)
    link.suppliers(context)
    with reading(engine) as db:
        passed = milestones.MILESTONES.ask(db, code=POZON.code)
    assert passed[Milestone.FINISHED] == Passed(
        Milestone.FINISHED, YESTERDAY, False, "contracts", done.key, done.url
    )
    offer = passed[Milestone.OFFER]
    assert (offer.source, offer.row, offer.at_latest) == ("bids", "CO1.REQ.1|700", True)
    other = a_contract(key="3", portfolio_id="P3", status="Cerrado", ends_on=None)
    with writing(engine) as db:
        contracts.CONTRACTS.save(db, [other], [b"3"], NOW)
        bids.RECORDS.change(db, [a_bid(offered_on=YESTERDAY)], [b"2"], NOW)
        outcomes.replace_found(db, OutcomeKind.OFFERED, [], "secop")
    link.suppliers(context)
    with reading(engine) as db:
        passed = milestones.MILESTONES.ask(db, code=POZON.code)
    ended, offer = passed[Milestone.FINISHED], passed[Milestone.OFFER]
    assert (ended.on, ended.row, ended.at_latest) == (YESTERDAY, done.key, True)
    assert (offer.on, offer.at_latest) == (YESTERDAY, False)
    with writing(engine) as db:
        contracts.CONTRACTS.change(db, [done._replace(url="No Definido")], [b"5"], NOW)
        assert milestones.MILESTONES.ask(db, code=POZON.code)[Milestone.FINISHED].link is None


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


def awarded(engine: Engine, context: Context, **fields: Any) -> list[tuple[str, str, str, str]]:
    """The events that follow from one award to the board: kind, row, value and how sure."""
    of_board = {"supplier_name": POZON.name, "supplier_nit": POZON.nit, "award_cop": 9_000_000}
    row = a_process(number=5, status="Seleccionado", awarded_on=TODAY, closes_on=YESTERDAY)
    with writing(engine) as db:
        boards.save(db, [POZON], NOW)
        RECORDS.save(db, [row._replace(**of_board | fields)], [b"5"], NOW)
    link.suppliers(context)
    kinds = [EventKind.AWARDED.value, EventKind.OFFERED.value, EventKind.WON.value]
    e = event_rows.c
    shown = select(e.kind, e.row, e.value, e.sureness).where(e.kind.in_(kinds), e.known_until.is_(None))
    with writing(engine) as db:
        events.look(db, context.now)
        return [tuple(row) for row in db.execute(shown.order_by(e.kind))]


def test_who_was_awarded_among_offers_offered_by_the_day_of_closing_and_has_won_nothing_yet(
    engine: Engine, context: Context
) -> None:
    found = awarded(engine, context)
    assert [(*one[:2], one[3]) for one in found] == [
        ("awarded", "processes/CO1.REQ.5", "certain"),
        ("offered", "processes/CO1.REQ.5", "certain"),
    ]
    assert found[0][2] == "9000000"
    with reading(engine) as db:
        (offer,) = outcomes.of_board(db, POZON.code)
    assert (offer.portfolio_id, offer.at) == ("CO1.BDOS.5", datetime.combine(YESTERDAY, time(), BOGOTA))


def test_a_bid_shows_the_offer_better_than_an_award(engine: Engine, context: Context) -> None:
    with writing(engine) as db:
        boards.save(db, [POZON], NOW)
        bids.RECORDS.save(db, [a_bid(process_id="CO1.REQ.5", offered_on=TODAY)], [b"1"], NOW)
    assert [one[1] for one in awarded(engine, context)] == ["processes/CO1.REQ.5", f"bids/{a_bid().key}"]


@pytest.mark.parametrize("modality", ["Contratación directa", "Contratación régimen especial", None])
def test_an_award_where_nobody_need_offer_shows_no_offer(
    engine: Engine, context: Context, modality: str | None
) -> None:
    assert [one[0] for one in awarded(engine, context, modality=modality)] == ["awarded"]


def test_an_award_that_is_only_likely_the_boards_is_told_as_such(engine: Engine, context: Context) -> None:
    found = awarded(engine, context, supplier_name=LIKELY, supplier_nit=None)
    assert [(one[0], one[3]) for one in found] == [("awarded", "probable")]


def test_an_award_that_is_called_off_or_gone_is_none(engine: Engine, context: Context) -> None:
    assert awarded(engine, context)
    with writing(engine) as db:
        (award,) = awards.with_supplier(db)
        row = a_process(number=5, supplier_name=POZON.name, supplier_nit=POZON.nit)
        RECORDS.change(db, [row._replace(status="Cancelado")], [b"6"], NOW)
        assert awards.with_supplier(db) == []
        RECORDS.change(db, [row._replace(status="Seleccionado")], [b"7"], NOW)
        assert len(awards.with_supplier(db)) == 1
        RECORDS.mark_gone(db, [award.key], NOW)
    assert link.suppliers(context).awards == 0
    with writing(engine) as db:
        events.look(db, context.now)
        assert links.seen(db) == []
        assert outcomes.of_board(db, POZON.code) == []
