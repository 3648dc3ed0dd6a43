"""How a person of the office is let in, and what an administrator does with accounts."""

import re
from datetime import datetime, timedelta

import pyotp
import pytest
from fastapi.testclient import TestClient
from pwdlib import PasswordHash
from sqlalchemy import Engine, select, update

from api.access import passwords
from domain.access import STAY_OF_STAFF, Staff, StaffRole
from store import failures, staff
from store.access_tables import staff as table
from store.audit import Action, newest
from store.engine import reading, writing
from store.vault import Vault
from tests.api.town import ON_SQLITE, SECRET, a_client, settle, sign_in_staff
from tests.examples import NOW

VAULT = Vault([SECRET])
TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "cuatro palabras bien juntas"
EMAIL = "ana@oficina.example"


@pytest.fixture
def clock() -> list[datetime]:
    return [NOW]


@pytest.fixture
def client(engine: Engine, clock: list[datetime]) -> TestClient:
    """A browser, and a trainer who has taken up her invitation."""
    settle(engine)
    with writing(engine) as db:
        id_ = staff.add(db, VAULT, "Ana de Prueba", EMAIL, StaffRole.TRAINER, None, NOW)
        token = staff.invite(db, VAULT, id_, TOTP, NOW)
        found = staff.invitation(db, VAULT, token, NOW)
        assert found
        assert staff.take_up(db, VAULT, token, found, passwords.hashed(PASSWORD), 0, NOW)
    client = a_client(engine, clock=lambda: clock[0])
    client.headers["sec-fetch-site"] = "same-origin"
    return client


def code_at(now: datetime, secret: str = TOTP) -> str:
    return pyotp.TOTP(secret).at(now)


def typed(**fields: str) -> dict[str, str]:
    return {"correo": EMAIL, "clave": PASSWORD, "codigo": code_at(NOW), **fields}


def enter(client: TestClient, **fields: str) -> int:
    return client.post("/entrar/equipo", data=typed(**fields)).status_code


def test_a_person_enters_by_password_and_code_and_is_sent_where_they_wanted_to_go(
    client: TestClient, engine: Engine
) -> None:
    wanted = client.get("/equipo?a=1").headers["location"]
    assert wanted == "/entrar/equipo?volver=%2Fequipo%3Fa%3D1"
    assert 'value="/equipo?a=1"' in client.get(wanted).text
    answer = client.post("/entrar/equipo", data=typed(volver="/equipo?a=1"))
    assert answer.headers["location"] == "/equipo?a=1"
    assert "Ana de Prueba" in client.get("/equipo").text
    with reading(engine) as db:
        assert [line.action for line in newest(db, 5)] == [Action.SIGNED_IN]


@ON_SQLITE
@pytest.mark.parametrize(
    "wrong",
    [
        {"clave": "otra"},
        {"clave": ""},
        {"codigo": "000000"},
        {"codigo": ""},
        {"codigo": "１２３４５６"},
        {"correo": "otra@oficina.example"},
        {"correo": ""},
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same(wrong: dict[str, str], client: TestClient) -> None:
    answer = client.post("/entrar/equipo", data=typed(**wrong))
    assert answer.status_code == 422
    assert "Alguno de los tres datos no es correcto" in answer.text
    assert PASSWORD not in answer.text
    assert "set-cookie" not in answer.headers


def test_a_code_lets_in_once(client: TestClient) -> None:
    assert enter(client) == 303
    assert enter(client) == 422


@ON_SQLITE
@pytest.mark.parametrize(("seconds", "status"), [(-30, 303), (59, 303), (-31, 422), (60, 422)])
def test_a_telephones_clock_may_be_half_a_minute_off(seconds: int, status: int, client: TestClient) -> None:
    assert enter(client, codigo=code_at(NOW + timedelta(seconds=seconds))) == status


@pytest.mark.parametrize(("wrong", "status"), [(failures.MOST - 1, 303), (failures.MOST, 422)])
def test_after_too_many_failures_an_account_waits_a_quarter_of_an_hour(
    wrong: int, status: int, client: TestClient, clock: list[datetime]
) -> None:
    for _ in range(wrong):
        assert enter(client, clave="otra") == 422
    assert enter(client) == status
    clock[0] += failures.WHILE
    assert client.post("/entrar/equipo", data=typed(codigo=code_at(clock[0]))).status_code == 303


def a_network(number: int) -> tuple[str, int]:
    return f"198.51.100.{number}", 1


def test_nobody_shuts_a_person_out_of_a_browser_that_they_entered_from(
    client: TestClient, engine: Engine, clock: list[datetime]
) -> None:
    """Somebody with many addresses types wrong passwords for hers, faster than any limit."""
    assert enter(client) == 303
    hers = client.cookies["aparato"]
    for nth in range(failures.MOST_ANYWHERE + 2):
        somebody = TestClient(
            client.app, client=a_network(nth // 3), headers={"sec-fetch-site": "same-origin"}
        )
        enter(somebody, clave="otra")
    clock[0] += timedelta(minutes=1)
    right = typed(codigo=code_at(clock[0]))
    anew = TestClient(
        client.app, client=a_network(99), headers={"sec-fetch-site": "same-origin"}, follow_redirects=False
    )
    assert anew.post("/entrar/equipo", data=right).status_code == 422
    anew.cookies.set("aparato", hers + "x")
    assert anew.post("/entrar/equipo", data=right).status_code == 422
    anew.cookies.set("aparato", hers)
    assert anew.post("/entrar/equipo", data=right).status_code == 303
    with reading(engine) as db:
        refused = [line for line in newest(db, 500) if line.action is Action.REFUSED]
    assert len(refused) == failures.MOST_ANYWHERE  # what is not looked at fills no ledger


def test_a_known_browser_of_another_persons_is_a_stranger_to_hers(client: TestClient, engine: Engine) -> None:
    with writing(engine) as db:
        id_ = staff.add(db, VAULT, "Luis de Prueba", "luis@oficina.example", StaffRole.TRAINER, None, NOW)
        token = staff.invite(db, VAULT, id_, TOTP, NOW)
        found = staff.invitation(db, VAULT, token, NOW)
        assert found
        assert staff.take_up(db, VAULT, token, found, passwords.hashed(PASSWORD), 0, NOW)
    assert enter(client, correo="luis@oficina.example") == 303
    for _ in range(failures.MOST):
        enter(client, clave="otra")
    client.cookies.delete("aparato")  # a browser that is new is counted by its network, as that one was
    assert enter(client) == 422


class Watched:
    """Checks passwords, and keeps how dear each known hash was, and when one was made."""

    def __init__(self, real: PasswordHash) -> None:
        self.real = real
        self.costs: list[str] = []

    def hash(self, password: str) -> str:
        self.costs.append("made")
        return self.real.hash(password)

    def verify_and_update(self, password: str, known: str) -> tuple[bool, str | None]:
        self.costs.append(known.rpartition("$")[0].rpartition("$")[0])
        return self.real.verify_and_update(password, known)


@ON_SQLITE
def test_a_stranger_costs_as_much_work_as_a_person(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(passwords._HASH)
    monkeypatch.setattr(passwords, "_HASH", watched)
    for correo in (EMAIL, "nadie@oficina.example"):
        passwords._nobodys.cache_clear()  # as when nobody was asked about before
        enter(client, clave="otra", correo=correo)
    enter(client, clave="otra")
    enter(client, clave="otra", correo="nadie@oficina.example")
    made, cost = watched.costs[:2]
    assert cost.startswith("$argon2id$")
    assert watched.costs == [made, cost, made, cost, cost, cost]


@ON_SQLITE
@pytest.mark.parametrize(
    "back", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere", "javascript:1", ""]
)
def test_nobody_is_sent_to_another_site(back: str, client: TestClient) -> None:
    assert client.post("/entrar/equipo", data=typed(volver=back)).headers["location"] == "/equipo"


@ON_SQLITE
def test_a_desk_is_left_after_an_hour_and_after_a_day(client: TestClient, clock: list[datetime]) -> None:
    enter(client)
    clock[0] += STAY_OF_STAFF.idle - timedelta(seconds=1)
    assert client.get("/equipo").status_code == 200
    clock[0] += STAY_OF_STAFF.idle
    assert client.get("/equipo").status_code == 303


@ON_SQLITE
def test_who_is_disabled_is_out_at_once_and_stays_out(client: TestClient, engine: Engine) -> None:
    enter(client)
    with writing(engine) as db:
        db.execute(update(table).values(disabled_at=NOW))
    assert client.get("/equipo").status_code == 303
    assert enter(client, codigo=code_at(NOW + timedelta(seconds=30))) == 422


@ON_SQLITE
def test_an_older_hash_is_renewed_when_its_owner_enters(client: TestClient, engine: Engine) -> None:
    from argon2 import PasswordHasher

    older = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with writing(engine) as db:
        db.execute(update(table).values(password=older))
    assert enter(client) == 303
    with reading(engine) as db:
        assert db.execute(select(table.c.password)).scalar_one() != older


def test_a_password_is_hashed_at_its_full_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # what makes the tests quick
    assert passwords.hashed(PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


@pytest.fixture
def administrator(engine: Engine) -> TestClient:
    settle(engine)
    return sign_in_staff(a_client(engine), engine, StaffRole.ADMINISTRATOR)


def invite(client: TestClient, **fields: str) -> str:
    """The path of an invitation that an administrator made."""
    form = {"nombre": "Luis  de Prueba", "correo": "luis@oficina.example", "rol": "secretariat", **fields}
    answer = client.post("/equipo/personas", data=form)
    found = re.search(r"http://testserver(/invitacion/[\w-]+)", answer.text)
    assert found, answer.text
    return found[1]


def secret_on(page: str) -> str:
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert found
    return found[1].replace(" ", "")


def test_an_invited_person_chooses_a_password_joins_a_telephone_and_is_in(
    administrator: TestClient, engine: Engine
) -> None:
    link = invite(administrator)
    person = a_client(engine)
    person.headers["sec-fetch-site"] = "same-origin"
    seen = person.get(link)
    assert "Luis de Prueba" in seen.text
    assert seen.headers["cache-control"] == "private, no-store"
    chosen = {"clave": PASSWORD, "otra_vez": PASSWORD, "codigo": code_at(NOW, secret_on(seen.text))}
    assert person.post(link, data=chosen).headers["location"] == "/equipo"
    assert "Secretaría" in person.get("/equipo").text
    assert person.get(link).status_code == 410
    assert person.post(link, data=chosen).status_code == 410


@ON_SQLITE
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"clave": "corta", "otra_vez": "corta"}, "por lo menos 12"),
        ({"clave": "aaaaaaaaaaaaaaaa", "otra_vez": "aaaaaaaaaaaaaaaa"}, "fácil de adivinar"),
        ({"clave": "luis y nadie más", "otra_vez": "luis y nadie más"}, "fácil de adivinar"),
        ({"otra_vez": "otra cosa muy distinta"}, "no son iguales"),
        ({"codigo": "000000"}, "no es el código"),
    ],
)
def test_an_invitation_is_not_spent_on_what_will_not_do(
    wrong: dict[str, str], said: str, administrator: TestClient
) -> None:
    link = invite(administrator)
    secret = secret_on(administrator.get(link).text)
    chosen = {"clave": PASSWORD, "otra_vez": PASSWORD, "codigo": code_at(NOW, secret)}
    answer = administrator.post(link, data={**chosen, **wrong})
    assert answer.status_code == 422
    assert said in answer.text
    assert administrator.post(link, data=chosen).status_code == 303


@ON_SQLITE
def test_an_invitation_holds_for_a_week_and_the_newest_alone(
    engine: Engine, administrator: TestClient
) -> None:
    first = invite(administrator)
    (id_,) = (one.id for one in people(engine) if one.role is StaffRole.SECRETARIAT)
    answer = administrator.post(f"/equipo/personas/{id_}/invitar")
    second = re.search(r"http://testserver(/invitacion/[\w-]+)", answer.text)
    assert second
    assert administrator.get(first).status_code == 410
    for after, status in ((timedelta(seconds=-1), 200), (timedelta(), 410)):
        later = a_client(engine, NOW + staff.INVITATION_LASTS + after)
        assert later.get(second[1]).status_code == status


def people(engine: Engine) -> list[Staff]:
    with reading(engine) as db:
        return staff.every(db, VAULT)


@ON_SQLITE
def test_an_administrator_changes_roles_and_takes_people_out_and_in(
    engine: Engine, administrator: TestClient
) -> None:
    invite(administrator)
    (luis,) = (one for one in people(engine) if one.role is StaffRole.SECRETARIAT)
    act = f"/equipo/personas/{luis.id}"
    administrator.post(f"{act}/rol", data={"rol": "observer", "localidad": ""})
    assert StaffRole.OBSERVER in {one.role for one in people(engine)}
    administrator.post(f"{act}/retirar")
    assert [one.disabled_at for one in people(engine) if one.id == luis.id] == [NOW]
    assert "No puede entrar desde" in administrator.get("/equipo/personas").text
    administrator.post(f"{act}/recibir")
    assert [one.disabled_at for one in people(engine) if one.id == luis.id] == [None]
    seen = administrator.get("/equipo/accesos").text
    assert "Invitó" in seen
    assert "Cambió qué hace: Observa (sólo cifras)" in seen
    assert administrator.post("/equipo/personas/999/retirar").status_code == 404


@ON_SQLITE
@pytest.mark.parametrize("act", ["rol", "retirar"])
def test_nobody_takes_their_own_permissions_away(act: str, engine: Engine, administrator: TestClient) -> None:
    (me,) = people(engine)
    answer = administrator.post(f"/equipo/personas/{me.id}/{act}", data={"rol": "observer"})
    assert answer.status_code == 422
    assert people(engine) == [me]


@ON_SQLITE
def test_what_is_wrong_with_a_new_person_is_said_and_nobody_is_added(
    engine: Engine, administrator: TestClient
) -> None:
    wrong = {"nombre": " ", "correo": "nada", "rol": "king"}
    answer = administrator.post("/equipo/personas", data=wrong)
    assert answer.status_code == 422
    assert answer.text.count('class="fault"') == 3
    invite(administrator)
    again = administrator.post(
        "/equipo/personas", data={"nombre": "Otro", "correo": "LUIS@oficina.example", "rol": "trainer"}
    )
    assert "Ya hay una persona con ese correo" in again.text
    assert len(people(engine)) == 2


@ON_SQLITE
def test_a_name_is_shown_as_it_was_typed_and_runs_nothing(administrator: TestClient) -> None:
    invite(administrator, nombre="<script>alert(1)</script>")
    seen = administrator.get("/equipo/personas").text
    assert "<script>" not in seen
    assert "&lt;script&gt;" in seen


@ON_SQLITE
@pytest.mark.parametrize("role", [role for role in StaffRole if role is not StaffRole.ADMINISTRATOR])
def test_nobody_else_manages_people(role: StaffRole, engine: Engine) -> None:
    settle(engine)
    client = sign_in_staff(a_client(engine), engine, role)
    assert client.get("/equipo/personas").status_code == 403
    assert client.post("/equipo/personas", data={"nombre": "a"}).status_code == 403
    assert "/equipo/personas" not in client.get("/equipo").text
