"""What SECOP's rows prove, what they do not, and how a charge is held against a board's own papers."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest

from domain.readiness import Evidence, EvidenceSource
from domain.sanction import Sanction
from domain.supplier import SupplierAccount
from readiness.catalogue import load
from readiness.proof import account, experience, proofs, sanction
from readiness.states import State, best, state_of
from tests.examples import a_contract
from tests.readiness.documents import CATALOGUE, ON

TOMORROW = ON + timedelta(days=1)


def an_account(**fields: Any) -> SupplierAccount:
    known = SupplierAccount(
        key="799500001",
        name="JUNTA DE ACCION COMUNAL BARRIO EL POZON",
        nit="900123456",
        kind="JUNTA DE ACCIoN COMUNAL.",
        department="Bolívar",
        city="Cartagena",
        municipality="13001",
        unspsc=None,
        active=True,
        registered_on=date(2024, 5, 3),
    )
    return known._replace(**fields)


def a_sanction(**fields: Any) -> Sanction:
    known = Sanction(
        key="CO1.BDOS.1|CO1.PCCNTR.1|RESOLUCIÓN 12 DE 2025|1",
        platform="SECOP II",
        buyer_name="ALCALDÍA DE VILLA INVENTADA",
        buyer_nit=None,
        portfolio_id="CO1.BDOS.1",
        contract_id="CO1.PCCNTR.1",
        supplier_name=None,
        supplier_nit=None,
        kind="Multa",
        act="RESOLUCIÓN 12 DE 2025",
        value_cop=1_080_000,
        effective_on=date(2025, 2, 8),
        status="Publicado",
        url=None,
    )
    return known._replace(**fields)


def charge(**fields: Any) -> Evidence:
    found = sanction([a_sanction(**fields)], ON)
    assert found
    return found


def the_state_of_sanc(*items: Evidence, on: date = ON) -> State:
    rule = CATALOGUE.requirements["SANC"]
    return state_of(load(on), rule, best(load(on), items, on).get("SANC"), on)


def test_where_secop_has_no_row_nothing_is_proven_for_or_against() -> None:
    assert proofs([], [], [], ON) == []


def test_an_account_is_proven_by_its_row() -> None:
    assert account([an_account()], ON) == Evidence(
        "SEC2",
        4,
        date(2024, 5, 3),
        note="SECOP II tiene la cuenta de proveedor, registrada el 3 de mayo de 2024. "
        "Revisen que el representante sea el actual.",
        source=EvidenceSource.SECOP,
        proof="qmzu-gj57 799500001",
    )


@pytest.mark.parametrize(("active", "proven"), [(True, True), (None, True), (False, False)])
def test_only_an_account_that_is_said_to_be_inactive_proves_nothing(
    active: bool | None, proven: bool
) -> None:
    assert (account([an_account(active=active)], ON) is not None) is proven


def test_of_several_accounts_the_newest_in_use_is_shown() -> None:
    rows = [
        an_account(key="1", registered_on=date(2020, 1, 1)),
        an_account(key="2", registered_on=date(2022, 1, 1)),
        an_account(key="3", registered_on=date(2024, 1, 1), active=False),
    ]
    for order in permutations(rows):
        shown = account(order, ON)
        assert shown
        assert shown.proof == "qmzu-gj57 2"


@pytest.mark.parametrize(("day", "issued_on"), [(ON, ON), (TOMORROW, None), (None, None)])
def test_a_day_that_has_not_come_is_a_slip_and_does_not_undo_the_proof(
    day: date | None, issued_on: date | None
) -> None:
    shown = account([an_account(registered_on=day)], ON)
    assert shown
    assert shown.issued_on == issued_on
    assert state_of(CATALOGUE, CATALOGUE.requirements["SEC2"], shown, ON) is State.MET


@pytest.mark.parametrize("status", ["terminado", "Cerrado", "Liquidado", "Terminado sin Liquidar"])
def test_a_finished_contract_is_experience(status: str) -> None:
    shown = experience([a_contract(status=status, ends_on=date(2025, 3, 1))], ON)
    assert shown == Evidence(
        "EXP",
        4,
        date(2025, 3, 1),
        note="SECOP muestra 1 contrato terminado o liquidado, del 1 de marzo de 2025.",
        source=EvidenceSource.SECOP,
        proof="jbjy-vk9h CO1.PCCNTR.1",
    )


@pytest.mark.parametrize(
    "status",
    [
        *("En ejecución", "Modificado", "Aprobado", "Suspendido", "Cancelado", "cedido", "Celebrado"),
        *("Terminado Anormalmente después de Convocado", "otra palabra", None),
    ],
)
def test_a_contract_that_is_not_said_to_be_finished_is_no_experience_yet(status: str | None) -> None:
    assert experience([a_contract(status=status, ends_on=date(2025, 3, 1))], ON) is None


def test_contracts_are_counted_once_each_and_the_newest_is_the_proof() -> None:
    rows = [
        a_contract(key="CO1.PCCNTR.1", status="terminado", ends_on=date(2024, 1, 1)),
        a_contract(key="CO1.PCCNTR.1#ab12", status="terminado", ends_on=date(2024, 1, 1)),
        a_contract(key="22-13-13100000-12200000", status="Liquidado", ends_on=date(2025, 6, 30)),
    ]
    for order in permutations(rows):
        shown = experience(order, ON)
        assert shown
        assert shown.proof == "f789-7hwg 22-13-13100000-12200000"
        assert shown.note == (
            "SECOP muestra 2 contratos terminados o liquidados; el más reciente es del 30 de junio de 2025."
        )


def test_a_sanction_is_a_charge_against_the_board_with_its_row() -> None:
    shown = charge()
    assert (shown.requirement, shown.level, shown.source) == ("SANC", 0, EvidenceSource.SECOP)
    assert shown.proof == "it5q-hg94 CO1.BDOS.1|CO1.PCCNTR.1|RESOLUCIÓN 12 DE 2025|1"
    assert shown.note == (
        "SECOP II: multa, RESOLUCIÓN 12 DE 2025, de ALCALDÍA DE VILLA INVENTADA, del 8 de febrero de 2025, "
        "por $1.080.000. La contamos hasta el 8 de febrero de 2030. Hasta cuándo pesa y si impide "
        "contratar: por confirmar con la oficina jurídica."
    )


def test_a_sanction_weighs_through_its_last_day_and_not_before_its_first() -> None:
    row = [a_sanction(effective_on=date(2024, 2, 29))]
    shown = {day: sanction(row, day) is not None for day in (date(2024, 2, 28), date(2024, 2, 29))}
    shown |= {day: sanction(row, day) is not None for day in (date(2029, 2, 28), date(2029, 3, 1))}
    assert list(shown.values()) == [False, True, True, False]


@pytest.mark.parametrize("status", ["Revocado", "Anulada", "Cancelado", "Borrador"])
def test_a_sanction_that_was_taken_back_is_no_charge(status: str) -> None:
    assert sanction([a_sanction(status=status)], ON) is None


def test_versions_of_one_act_are_one_sanction() -> None:
    versions = [a_sanction(key="a|1"), a_sanction(key="a|2")]
    both = sanction(versions, ON)
    assert both
    assert "SECOP muestra" not in (both.note or "")
    other = sanction([*versions, a_sanction(key="b", act="RESOLUCIÓN 90 DE 2025")], ON)
    assert other
    assert (other.note or "").startswith("SECOP muestra 2 multas o sanciones. La más reciente: ")


def test_a_sanction_of_secop_1_names_its_own_dataset() -> None:
    shown = charge(platform="SECOP I", kind=None, effective_on=None)
    assert (shown.proof or "").startswith("4n4q-k399 ")
    assert shown.expires_on is None
    assert (shown.note or "").startswith("SECOP I: sanción, RESOLUCIÓN 12 DE 2025, ")
    assert "sin fecha" in (shown.note or "")
    assert "en firme desde el 8 de febrero de 2025" in (charge(platform="SECOP I").note or "")


def test_a_word_that_the_source_writes_without_its_accent_is_mended() -> None:
    assert (charge(kind="Clausula Penal").note or "").startswith("SECOP II: cláusula penal, ")


@pytest.mark.parametrize("source", [EvidenceSource.BOARD, EvidenceSource.SURVEY])
@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_what_a_board_says_of_itself_does_not_outweigh_a_sanction(source: EvidenceSource, level: int) -> None:
    own = Evidence("SANC", level, ON, source=source)
    assert the_state_of_sanc(own).is_met is (level >= 3)
    for order in permutations((own, charge())):
        assert the_state_of_sanc(*order) is State.MISSING


def test_a_board_cannot_say_that_the_question_of_sanctions_does_not_apply_to_it() -> None:
    own = Evidence("SANC", 0, applies=False)
    assert the_state_of_sanc(own) is State.NOT_APPLICABLE
    assert the_state_of_sanc(own, charge()) is State.MISSING


def test_a_sanction_that_no_longer_weighs_leaves_the_boards_paper_standing() -> None:
    own, against = Evidence("SANC", 3, date(2025, 3, 1)), charge()
    assert against.expires_on
    assert the_state_of_sanc(own, against, on=against.expires_on) is State.MISSING
    assert the_state_of_sanc(own, against, on=against.expires_on + timedelta(days=1)) is State.MET


@pytest.mark.parametrize(
    ("officer", "state"),
    [
        (Evidence("SANC", 4, date(2025, 2, 8)), State.MET),
        (Evidence("SANC", 4, date(2025, 2, 7)), State.MISSING),
        (Evidence("SANC", 4), State.MISSING),
        (Evidence("SANC", 3, ON), State.MISSING),
        (Evidence("SANC", 4, TOMORROW), State.MISSING),
        (Evidence("SANC", 4, date(2025, 2, 8), date(2025, 12, 31)), State.MISSING),
        (Evidence("SANC", 0, ON, applies=False), State.MISSING),
    ],
)
def test_an_officer_who_checked_it_since_the_sanction_clears_it(officer: Evidence, state: State) -> None:
    officer = replace(officer, source=EvidenceSource.OFFICER)
    for order in permutations((officer, charge(), Evidence("SANC", 2))):
        assert the_state_of_sanc(*order) is state


def test_an_officer_clears_a_sanction_without_a_day_as_well() -> None:
    officer = Evidence("SANC", 4, date(2024, 1, 1), source=EvidenceSource.OFFICER)
    assert the_state_of_sanc(charge(effective_on=None)) is State.MISSING
    assert the_state_of_sanc(officer, charge(effective_on=None)) is State.MET
