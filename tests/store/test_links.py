"""Links of contracts and bids, and what people decided on them."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from domain.outcome import Outcome, OutcomeKind
from store import bids, boards, contracts, links, outcomes
from store.bids import NamedBid
from store.engine import reading, writing
from store.links import LinkDecision, SeenLink, SupplierLink
from store.processes import RECORDS
from store.tables import bid_links
from tests.examples import NOW, a_bid, a_board, a_contract, a_process

LATER = NOW + timedelta(hours=1)
BOARDS = (a_board(nit="900123456"), a_board(code="JAC-0002", name="JAC Olaya"))
SURE = SupplierLink("CO1.PCCNTR.1", "JAC-0001", 100.0, "certain", "nit 900123456", "13001", "same_nit")


@pytest.fixture
def filled(engine: Engine) -> Engine:
    with writing(engine) as db:
        boards.save(db, BOARDS, NOW)
        contracts.CONTRACTS.save(db, [a_contract()], [b"1"], NOW)
        bids.RECORDS.save(db, [a_bid(), a_bid(key="unnamed", supplier_name=None)], [b"1", b"2"], NOW)
    return engine


def test_links_of_contracts_and_bids_are_seen_with_both_names(filled: Engine) -> None:
    likely = SupplierLink("CO1.REQ.1|700", "JAC-0001", 80.0, "probable", "name jac", None, "not_alike_enough")
    with writing(filled) as db:
        links.replace_of_contracts(db, [SURE], NOW)
        links.replace_of_bids(db, [likely], NOW)
        bid, sure = links.seen(db)
        assert links.seen(db, "probable") == [bid]
    name = "JUNTA DE ACCION COMUNAL BARRIO EL POZON"
    named = ("JAC-0001", "JAC Barrio El Pozón", "900123456", "13001")
    assert sure == SeenLink(
        *("contract", SURE.key, "nit 900123456", name, "900123456", "13001"),
        *named,
        100.0,
        "certain",
        "same_nit",
    )
    assert (bid.source, bid.supplier_name, bid.supplier_nit) == ("bid", a_bid().supplier_name, None)


def test_a_link_found_again_keeps_its_date_and_one_found_no_more_goes(filled: Engine) -> None:
    one = SupplierLink("CO1.REQ.1|700", "JAC-0001", 80.0, "probable")
    with writing(filled) as db:
        links.replace_of_bids(db, [one], NOW)
        links.replace_of_bids(db, [one._replace(board_code="JAC-0002")], LATER)
        kept = db.execute(select(bid_links.c.board_code, bid_links.c.linked_at)).one()
        assert tuple(kept) == ("JAC-0002", NOW)
        links.replace_of_bids(db, [], LATER)
        assert links.seen(db) == []


def test_a_decision_is_kept_replaced_and_undone(filled: Engine) -> None:
    yes = LinkDecision("name jac", "JAC-0001", "JAC", True)
    with writing(filled) as db:
        links.decide(db, yes, NOW)
        links.decide(db, yes, NOW)
        assert links.decisions(db) == [yes]
        links.decide(db, yes._replace(confirmed=False), LATER)
        assert links.decisions(db) == [yes._replace(confirmed=False)]
        assert links.undo(db, "name jac", "JAC-0001")
        assert not links.undo(db, "name jac", "JAC-0001")
        assert links.decisions(db) == []


def test_a_supplier_is_confirmed_for_one_board_and_rejected_for_many(filled: Engine) -> None:
    first, second = (LinkDecision("name jac", board.code, "JAC", True) for board in BOARDS)
    with writing(filled) as db:
        links.decide(db, first, NOW)
        links.decide(db, second, LATER)
        assert links.decisions(db) == [second]
        links.decide(db, first._replace(confirmed=False), LATER)
        assert len(links.decisions(db)) == 2


def test_a_bid_is_told_with_what_its_process_says(filled: Engine) -> None:
    process = a_process()
    said = (process.portfolio_id, process.title, process.buyer_name, process.department, process.city)
    with writing(filled) as db:
        assert bids.with_supplier(db) == [NamedBid(a_bid(), None, None, None, None, None)]
        RECORDS.save(db, [process, process._replace(key="again")], [b"1", b"2"], NOW)
        offer = a_bid(key="CO1.OFFER.1", process_id=None, portfolio_id=process.portfolio_id)
        bids.RECORDS.save(db, [offer], [b"3"], NOW)
        assert bids.with_supplier(db) == [NamedBid(offer, *said), NamedBid(a_bid(), *said)]


def test_what_secop_shows_no_more_is_no_outcome_and_what_a_board_said_stays(filled: Engine) -> None:
    won = Outcome("JAC-0001", "CO1.BDOS.1", OutcomeKind.WON, NOW, "secop")
    said = Outcome("JAC-0001", "CO1.BDOS.2", OutcomeKind.WON, NOW, "page")
    with writing(filled) as db:
        outcomes.record(db, said)
        for _ in range(2):
            outcomes.replace_found(db, OutcomeKind.WON, [won], "secop")
            assert len(outcomes.of_board(db, "JAC-0001")) == 2
        outcomes.replace_found(db, OutcomeKind.OFFERED, [], "secop")
        outcomes.replace_found(db, OutcomeKind.WON, [], "secop")
    with reading(filled) as db:
        assert outcomes.of_board(db, "JAC-0001") == [said]
