"""What no database can be asked for is not understood, and no fault of ours."""

from sqlalchemy import Engine

from domain.access import StaffRole
from tests.api.town import a_client, settle, sign_in_staff
from tests.store.waiting import ON_POSTGRESQL


@ON_POSTGRESQL
def test_a_nul_in_an_address_is_not_understood(engine: Engine) -> None:
    settle(engine)
    client = sign_in_staff(a_client(engine), engine, StaffRole.TRAINER)
    answer = client.get("/equipo/juntas/JAC%00/acompanamiento")
    assert answer.status_code == 422
    assert "No entendimos lo que se envió" in answer.text
