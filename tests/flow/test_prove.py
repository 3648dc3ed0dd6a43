"""The step that reads proofs from SECOP's rows: whose they are, and that they are taken back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, delete

from domain.board import Board
from domain.readiness import Evidence, EvidenceSource
from domain.sanction import Sanction
from domain.supplier import SupplierAccount
from service.context import Context
from service.progress import Progress
from service.steps import assess, link, prove
from service.steps.prove import ProofSummary
from store import boards, evidence, harvested
from store.contracts import CONTRACTS
from store.engine import reading, writing
from store.records import Records
from store.tables import contracts, sanctions, supplier_accounts
from tests.examples import NOW, TODAY, a_board, a_contract
from tests.flow.house import settings
from tests.readiness.test_proof import a_sanction, an_account

NIT = "900123456"


@pytest.fixture
def context(engine: Engine) -> Context:
    where = settings(engine, "http://127.0.0.1:1", "smtp://127.0.0.1:1", "13001")
    return Context(engine, where, lambda: NOW, Progress(quiet=True))


def settle(engine: Engine, *found: Board) -> None:
    with writing(engine) as db:
        boards.save(db, found or [a_board(nit=NIT)], NOW)


def harvest(engine: Engine, records: Records, *rows: tuple[Any, ...]) -> None:
    with writing(engine) as db:
        records.save(db, rows, [repr(row).encode() for row in rows], NOW)


def accounts(engine: Engine, *rows: SupplierAccount) -> None:
    harvest(engine, harvested.SUPPLIER_ACCOUNTS, *rows)


def accuse(engine: Engine, *rows: Sanction) -> None:
    harvest(engine, harvested.SANCTIONS, *rows)


def proven(engine: Engine, code: str = "JAC-0001") -> dict[str, Evidence]:
    with reading(engine) as db:
        found: Sequence[Evidence] = evidence.of_board(db, code)
    return {item.requirement: item for item in found if item.source is EvidenceSource.SECOP}


def test_an_account_with_the_boards_nit_is_its_own_wherever_it_says_it_is(
    engine: Engine, context: Context
) -> None:
    settle(engine)
    accounts(engine, an_account(name="OTRO NOMBRE", municipality="05001"))
    assert prove.run(context) == ProofSummary(boards=1, new=1, changed=0, withdrawn=0)
    assert proven(engine)["SEC2"].proof == "qmzu-gj57 799500001"


def test_an_account_is_known_by_its_name_in_its_own_town_alone(engine: Engine, context: Context) -> None:
    settle(engine)
    named = "JUNTA DE ACCION COMUNAL BARRIO EL POZON"
    accounts(
        engine,
        an_account(key="elsewhere", name=named, nit=None, municipality="05001"),
        an_account(key="nowhere", name=named, nit=None, municipality=None),
    )
    assert prove.run(context).boards == 0
    accounts(engine, an_account(key="here", name=named, nit=None))
    prove.run(context)
    assert proven(engine)["SEC2"].proof == "qmzu-gj57 here"


def test_a_name_that_is_only_alike_proves_nothing(engine: Engine, context: Context) -> None:
    settle(engine)
    accounts(engine, an_account(name="JUNTA DE ACCION COMUNAL EL POZON SECTOR CENTRAL", nit=None))
    assert prove.run(context).boards == 0


def test_an_account_with_another_nit_is_not_the_boards_though_the_name_is_the_same(
    engine: Engine, context: Context
) -> None:
    settle(engine)
    accounts(engine, an_account(nit="900999999"))
    assert prove.run(context).boards == 0


def test_a_nit_that_two_boards_have_proves_for_neither(engine: Engine, context: Context) -> None:
    settle(engine, a_board(nit=NIT), a_board(code="JAC-0002", name="JAC Olaya Herrera", nit=NIT))
    accounts(engine, an_account())
    accuse(engine, a_sanction(platform="SECOP I", supplier_nit=NIT))
    assert prove.run(context).boards == 0


def test_finished_contracts_of_a_certain_link_are_experience(engine: Engine, context: Context) -> None:
    settle(engine)
    harvest(engine, CONTRACTS, a_contract(status="terminado", ends_on=date(2026, 1, 31)))
    assert prove.run(context).boards == 0, "nobody has said yet whose it is"
    link.run(context)
    prove.run(context)
    assert proven(engine)["EXP"].proof == "jbjy-vk9h CO1.PCCNTR.1"


def test_a_probable_link_proves_nothing(engine: Engine, context: Context) -> None:
    settle(engine)
    name = "JUNTA DE ACCION COMUNAL EL POZON SECTOR CENTRAL"
    harvest(engine, CONTRACTS, a_contract(status="terminado", supplier_name=name, supplier_nit=None))
    assert link.run(context).probable == 1
    assert prove.run(context).boards == 0


def test_a_sanction_is_the_boards_by_its_nit_or_by_its_contract(engine: Engine, context: Context) -> None:
    settle(engine, a_board(nit=NIT), a_board(code="JAC-0002", name="JAC Olaya Herrera", nit="900222222"))
    harvest(engine, CONTRACTS, a_contract(status="En ejecución"))
    link.run(context)
    old = a_sanction(key="old", platform="SECOP I", supplier_nit="900222222", contract_id="CO1.PCCNTR.1")
    accuse(engine, a_sanction(key="new"), old, a_sanction(key="other", contract_id="CO1.PCCNTR.9"))
    prove.run(context)
    assert proven(engine)["SANC"].proof == "it5q-hg94 new"
    assert proven(engine, "JAC-0002")["SANC"].proof == "4n4q-k399 old"


def test_proofs_are_written_once_and_taken_back_when_their_rows_are_gone(
    engine: Engine, context: Context
) -> None:
    settle(engine)
    accounts(engine, an_account())
    accuse(engine, a_sanction(platform="SECOP I", supplier_nit=NIT))
    harvest(engine, CONTRACTS, a_contract(status="terminado"))
    link.run(context)
    with writing(engine) as db:
        evidence.save(db, [("JAC-0001", Evidence("SANC", 3, TODAY))], NOW)
    assert prove.run(context) == ProofSummary(1, new=3, changed=0, withdrawn=0)
    assert prove.run(context) == ProofSummary(1, new=0, changed=0, withdrawn=0)
    with writing(engine) as db:
        for table in (supplier_accounts, sanctions, contracts):
            db.execute(delete(table))
    assert prove.run(context) == ProofSummary(0, new=0, changed=0, withdrawn=3)
    with reading(engine) as db:
        assert evidence.of_board(db, "JAC-0001") == [Evidence("SANC", 3, TODAY)]


def test_a_proof_changes_with_its_rows_and_with_the_day(engine: Engine, context: Context) -> None:
    settle(engine)
    accounts(engine, an_account(key="1"))
    accuse(engine, a_sanction(platform="SECOP I", supplier_nit=NIT, effective_on=date(2021, 6, 3)))
    assert prove.run(context).new == 2
    accounts(engine, an_account(key="2", registered_on=date(2026, 1, 1)))
    tomorrow = replace(context, clock=lambda: NOW + timedelta(days=1))
    assert prove.run(tomorrow) == ProofSummary(1, new=0, changed=1, withdrawn=1)


def test_to_assess_reads_the_proofs_first(engine: Engine, context: Context) -> None:
    settle(engine)
    accounts(engine, an_account())
    assert assess.run(context).proofs.new == 1
    assert "SEC2" in proven(engine)
