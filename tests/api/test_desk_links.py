"""`/equipo/enlaces`: what a reviewer is shown of a doubtful supplier, and what a decision does."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.linking.pairs import pairs
from domain.access import StaffRole
from store import audit, bids, boards, contracts, links, outcomes
from store.engine import reading, writing
from store.links import SupplierLink
from tests.api.counting import MOST_A_PAGE, statements_of
from tests.api.said import text_of
from tests.api.town import ON_SQLITE, a_client, sign_in_staff
from tests.examples import NOW, a_bid, a_board, a_contract

PATH = "/equipo/enlaces"
OTHER = a_board(code="OTRA", name="JAC El Pozotal Bajo", nit=None)
ALIKE: dict[str, Any] = {"supplier_name": "JAC EL POZOTAL", "supplier_nit": "901555444"}


def fill(engine: Engine, number: int = 1) -> None:
    """Doubtful contracts of as many suppliers, the first of which has a bid and a contract without value."""
    signed = [a_contract(key=f"{n}", portfolio_id=f"CO1.BDOS.{n}", **_alike(n)) for n in range(1, number + 1)]
    signed.append(a_contract(key="0", value_cop=None, signed_on=None, **_alike(1)))
    with writing(engine) as db:
        boards.save(db, [OTHER], NOW)
        contracts.CONTRACTS.save(db, signed, [one.key.encode() for one in signed], NOW)
        bids.RECORDS.save(db, [a_bid(**_alike(1))], [b"1"], NOW)
        found = [_link(one.key, one.supplier_nit) for one in signed]
        links.replace_of_contracts(db, found, NOW)
        links.replace_of_bids(db, [_link(a_bid().key, _alike(1)["supplier_nit"])], NOW)


def _alike(number: int) -> dict[str, Any]:
    return {**ALIKE, "supplier_nit": f"{901_555_443 + number}"}


def _link(key: str, nit: str | None) -> SupplierLink:
    return SupplierLink(key, OTHER.code, 78.4, "probable", f"nit {nit}", "13001", "not_alike_enough")


@pytest.fixture
def client(engine: Engine) -> TestClient:
    return sign_in_staff(a_client(engine), engine, StaffRole.SECRETARIAT)


def decide(client: TestClient, engine: Engine, *, yes: bool) -> str:
    """Decide on the first link of the page; gives the page that follows."""
    answer = client.post(f"{PATH}/{id_of(engine)}", data={"es": str(yes).lower()})
    assert answer.status_code == 303
    return client.get(answer.headers["location"]).text


def id_of(engine: Engine) -> str:
    with reading(engine) as db:
        return pairs(db)[0].id


def test_a_doubtful_supplier_stands_beside_the_board_with_all_that_helps_to_decide(
    engine: Engine, client: TestClient
) -> None:
    fill(engine)
    said = text_of(client.get(PATH).text)
    assert "Por revisar (1)" in said
    assert "¿Es JAC El Pozotal Bajo?" in said
    assert "JAC EL POZOTAL Cartagena de Indias · NIT 901.555.444-" in said
    assert "sin NIT · OTRA" in said
    assert "Los nombres se parecen, pero no del todo. Parecido: 78 de 100." in said
    assert "2 contratos y una oferta: 58 millones" in said
    assert "de uno no se publicó el valor" in said


def test_a_confirmed_supplier_counts_at_once_and_stands_among_the_confirmed(
    engine: Engine, client: TestClient
) -> None:
    fill(engine)
    said = text_of(decide(client, engine, yes=True))
    assert "cuentan desde ya como de la junta" in said
    assert "Por revisar (0)" in said
    assert "Confirmados (1)" in said
    with reading(engine) as db:
        assert {one.portfolio_id for one in outcomes.of_board(db, OTHER.code)} == {"CO1.BDOS.1", a_bid().key}
        (line,) = audit.newest(db, 9)
    assert (line.action, line.about) == (audit.Action.CHANGED, "board:OTRA")
    assert "confirmed" in line.detail
    assert "POZOTAL" not in line.detail


def test_a_rejected_supplier_is_not_asked_about_again_until_it_is_undone(
    engine: Engine, client: TestClient
) -> None:
    fill(engine)
    said = text_of(decide(client, engine, yes=False))
    assert "No se lo preguntamos más" in said
    assert "Por revisar (0)" in said
    undone = client.post(f"{PATH}/{id_of(engine)}/deshacer", data={"estado": "rejected"})
    after = text_of(client.get(undone.headers["location"]).text)
    assert "otra vez valen sólo las reglas" in after
    assert "Por revisar (1)" in after
    with reading(engine) as db:
        assert len(audit.newest(db, 9)) == 2


@ON_SQLITE
def test_what_counts_already_and_by_which_name_is_said_before_it_is_refused(
    engine: Engine, client: TestClient
) -> None:
    fill(engine)
    own = a_contract(key="own", supplier_name="JAC EL POZOTAL BAJO", supplier_nit="901555444")
    with writing(engine) as db:
        contracts.CONTRACTS.save(db, [own], [b"own"], NOW)
        sure = _link("own", "901555444")._replace(verdict="certain", score=100.0)
        links.replace_of_contracts(db, [sure], NOW, {"own"})
    said = text_of(client.get(PATH).text)
    assert "3 contratos y una oferta" in said
    assert "Uno ya cuenta como de la junta: si dicen que no es, deja de contar." in said
    assert "A nombre de JAC EL POZOTAL BAJO." in said
    assert "Parecido: 78 de 100." in said


@ON_SQLITE
def test_who_comes_too_late_is_told_and_sees_what_there_is_now(engine: Engine, client: TestClient) -> None:
    fill(engine)
    for path, data in ((f"{PATH}/ffffffff", {"es": "true"}), (f"{PATH}/ffffffff/deshacer", {})):
        gone = client.post(path, data=data)
        assert gone.status_code == 409
        assert "Ese vínculo ya no está" in gone.text
    nothing = client.post(f"{PATH}/{id_of(engine)}/deshacer")
    assert nothing.status_code == 409
    assert "no había nada que deshacer" in nothing.text
    with reading(engine) as db:
        assert audit.newest(db, 9) == []


@ON_SQLITE
def test_what_was_decided_is_told_only_where_it_was(engine: Engine, client: TestClient) -> None:
    fill(engine)
    assert 'role="status"' not in client.get(f"{PATH}?hecho=confirmed&vinculo={id_of(engine)}").text
    decide(client, engine, yes=True)
    assert 'role="status"' not in client.get(f"{PATH}?hecho=undone&vinculo={id_of(engine)}").text


@ON_SQLITE
@pytest.mark.parametrize("number", [20, 21])
def test_twenty_stand_on_a_page_and_no_page_asks_more_for_more(
    engine: Engine, client: TestClient, number: int
) -> None:
    fill(engine, number)
    with statements_of(engine) as asked:
        first = client.get(PATH).text
    assert len(asked) <= MOST_A_PAGE
    assert first.count("<article") == 20
    assert ("Siguientes" in first) is (number > 20)
    if number > 20:
        last = client.get(f"{PATH}?desde=20").text
        assert last.count("<article") == 1
        assert "21 a 21 de 21" in text_of(last)


@ON_SQLITE
@pytest.mark.parametrize(
    ("role", "status"),
    [
        (StaffRole.OBSERVER, 403),
        (StaffRole.TRAINER, 403),
        (StaffRole.SECRETARIAT, 200),
        (StaffRole.ADMINISTRATOR, 200),
    ],
)
def test_only_who_reviews_links_opens_and_decides(engine: Engine, role: StaffRole, status: int) -> None:
    fill(engine)
    client = sign_in_staff(a_client(engine), engine, role)
    assert client.get(PATH).status_code == status
    answer = client.post(f"{PATH}/{id_of(engine)}", data={"es": "true"})
    assert answer.status_code == (303 if status == 200 else 403)


@ON_SQLITE
def test_a_form_of_another_site_decides_nothing(engine: Engine, client: TestClient) -> None:
    fill(engine)
    answer = client.post(
        f"{PATH}/{id_of(engine)}", data={"es": "true"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403
    with reading(engine) as db:
        assert links.decisions(db) == []


@ON_SQLITE
def test_names_of_the_source_are_shown_as_text(engine: Engine, client: TestClient) -> None:
    script = {"supplier_name": "<script>alert(1)</script> JAC", "supplier_nit": "901555444"}
    one = a_contract(key="1", url="javascript:alert(1)", **script)
    with writing(engine) as db:
        boards.save(db, [OTHER], NOW)
        contracts.CONTRACTS.save(db, [one], [b"1"], NOW)
        links.replace_of_contracts(db, [_link("1", "901555444")], NOW)
    shown = client.get(PATH).text
    assert "<script>" not in shown
    assert "javascript:" not in shown


@ON_SQLITE
def test_where_nothing_is_doubtful_the_page_says_so(client: TestClient) -> None:
    assert "No hay ninguno por revisar" in client.get(PATH).text
