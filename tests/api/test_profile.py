"""A board says on its own page what it does."""

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from domain.board import Trade
from store import boards
from store.engine import reading
from tests.api.town import OLAYA, ON_SQLITE, POZON, a_client, page_of, settle, sign_in

pytestmark = ON_SQLITE

PROFILE = "/junta/mia/perfil"


def trades(engine: Engine, code: str = POZON.code) -> tuple[Trade, ...]:
    with reading(engine) as db:
        board = boards.get(db, code)
    assert board
    return board.trades


def of_pozon(engine: Engine) -> TestClient:
    settle(engine)
    return sign_in(a_client(engine), engine)


def test_a_board_sees_what_the_office_says_of_it_and_corrects_it(engine: Engine) -> None:
    client = of_pozon(engine)
    shown = client.get(PROFILE).text
    assert "dice la lista de la oficina" in shown
    assert 'value="obra_vial" checked' in shown
    answer = client.post(PROFILE, data={"oficio": ["eventos_logistica", "alimentacion", "alimentacion"]})
    assert answer.status_code == 303
    assert trades(engine) == (Trade.EVENTS, Trade.FOOD)
    shown = client.get(answer.headers["location"]).text
    assert "ustedes dijeron el miércoles 3 de junio de 2026" in shown
    assert 'value="obra_vial">' in shown
    assert trades(engine, OLAYA.code) == OLAYA.trades


def test_a_board_that_marks_nothing_is_asked_again_and_keeps_what_it_had(engine: Engine) -> None:
    client = of_pozon(engine)
    answer = client.post(PROFILE, data={})
    assert answer.status_code == 422
    assert "Marquen por lo menos un oficio" in answer.text
    assert trades(engine) == POZON.trades


def test_a_trade_that_is_none_is_refused(engine: Engine) -> None:
    client = of_pozon(engine)
    assert client.post(PROFILE, data={"oficio": ["<script>"]}).status_code == 422
    assert trades(engine) == POZON.trades


def test_a_link_alone_and_another_site_change_nothing(engine: Engine) -> None:
    client = of_pozon(engine)
    link = a_client(engine)
    assert link.get(f"{page_of(POZON)}/perfil").status_code == 303
    assert link.post(f"{page_of(POZON)}/perfil", data={"oficio": ["alimentacion"]}).status_code == 303
    client.headers["sec-fetch-site"] = "cross-site"
    assert client.post(PROFILE, data={"oficio": ["alimentacion"]}).status_code == 403
    assert trades(engine) == POZON.trades
