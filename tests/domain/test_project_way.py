"""What rows show of a project: each edge between two states."""

from collections.abc import Sequence
from typing import Any

import pytest

from domain.contract import Contract
from domain.project import Aside, ProjectState
from domain.project_way import SECOP_I, Tied, way
from tests.examples import TODAY, TOMORROW, YESTERDAY, a_contract, a_process

CALL = a_process()
RUNNING, FINISHED = ProjectState.RUNNING, ProjectState.FINISHED
SIGNED = ProjectState.CONTRACTED


def kinds(contracts: Sequence[Contract], **fields: Any) -> list[ProjectState | Aside]:
    """What is found besides the call."""
    calls = {"calls": {CALL.portfolio_id: True}, "processes": {CALL.portfolio_id: CALL}}
    found = way(Tied(**{**calls, "contracts": contracts, **fields}), TODAY)
    return [one.kind for one in found if one.kind is not ProjectState.CALLED]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"status": "Borrador", "signed_on": None}, []),
        ({"status": "enviado Proveedor", "signed_on": None}, []),
        ({"status": "Convocado", "signed_on": None}, []),  # of SECOP I, a call
        ({"status": None, "signed_on": None}, []),
        ({"status": "Aprobado", "starts_on": YESTERDAY}, [SIGNED]),
        ({"status": "En ejecución", "signed_on": None, "starts_on": None}, [SIGNED, RUNNING]),
        ({"status": "Modificado", "starts_on": TODAY}, [SIGNED, RUNNING, Aside.CHANGED]),
        ({"status": "Modificado", "starts_on": TOMORROW}, [SIGNED, Aside.CHANGED]),
        ({"status": "Modificado", "starts_on": TOMORROW, "added_days": 5}, [SIGNED, Aside.EXTENDED]),
        ({"status": "En ejecución", "added_days": 0, "added_cop": 0}, [SIGNED, RUNNING]),
        ({"status": "Suspendido", "starts_on": TODAY}, [SIGNED, RUNNING, Aside.SUSPENDED]),
        ({"status": "terminado"}, [SIGNED, RUNNING, FINISHED]),
        ({"status": "Cancelado"}, [Aside.CONTRACT_OFF]),
    ],
)
def test_a_contract_shows_what_its_status_and_days_say(
    fields: dict[str, Any], found: list[ProjectState | Aside]
) -> None:
    assert kinds([a_contract(**fields)]) == found


def test_a_project_is_finished_when_all_its_contracts_are() -> None:
    over = a_contract(status="Cerrado")
    running = a_contract(key="CO1.PCCNTR.2")
    assert FINISHED not in (found := kinds([over, running]))
    assert Aside.PART_FINISHED in found
    assert FINISHED in kinds([over, running._replace(status="Liquidado")])
    assert FINISHED in kinds([over, running._replace(status="Cancelado")])


@pytest.mark.parametrize(("status", "is_over"), [("Publicado", False), ("Cancelado", True)])
def test_it_is_not_finished_while_something_called_for_it_waits(status: str, is_over: bool) -> None:
    other = a_process(number=2, status=status)
    both = {"CO1.BDOS.1": CALL, "CO1.BDOS.2": other}
    found = kinds([a_contract(status="terminado")], calls=dict.fromkeys(both, True), processes=both)
    assert (FINISHED in found) is is_over


def test_of_a_call_that_only_may_be_its_nothing_is_waited_for() -> None:
    both = {"CO1.BDOS.1": CALL, "CO1.BDOS.2": a_process(number=2)}
    calls = {"CO1.BDOS.1": True, "CO1.BDOS.2": False}
    assert FINISHED in kinds([a_contract(status="terminado")], calls=calls, processes=both)


def test_a_call_that_is_called_off_is_none() -> None:
    off = CALL._replace(status="Cancelado")
    assert kinds([], processes={CALL.portfolio_id: off}) == [Aside.CALLED_OFF]


def test_a_contract_of_secop_i_is_told_by_its_dataset() -> None:
    (one, *_) = way(Tied(contracts=[a_contract(key="22-13-1", status="Celebrado")]), TODAY)
    assert (one.kind, one.dataset) == (SIGNED, SECOP_I)
