"""Signing in at the office's own directory: a real OpenID provider beside us."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import httpx2
import oidc_provider_mock  # type: ignore[import-untyped]
import pytest
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import RSAKey
from sqlalchemy import Engine

from api.access.oidc import Directory, NotLetIn, Wish, claims_of, pack, unpack
from domain.access import StaffRole
from store import staff
from store.engine import writing
from store.vault import Vault
from tests.api.town import ON_SQLITE, SECRET, a_client, settle
from tests.examples import NOW

EMAIL = "ana@oficina.example"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def client(engine: Engine, issuer: str) -> TestClient:
    """A browser at an office that invited Ana and has a directory."""
    settle(engine)
    with writing(engine) as db:
        staff.add(db, Vault([SECRET]), "Ana de Prueba", EMAIL, StaffRole.SECRETARIAT, None, _now())
    return a_client(engine, clock=_now, directory=Directory(issuer, "convite", "a secret", "la de prueba"))


def _now() -> datetime:
    return datetime.now(UTC)


def knows(issuer: str, email: str = EMAIL, **claims: object) -> None:
    """The directory knows a person of this address."""
    said = {"email": email, **claims}
    httpx2.put(f"{issuer}/users/{quote(email)}", json=said).raise_for_status()


def go(client: TestClient, back: str = "/equipo/personas") -> str:
    """To the directory: the address at which it asks who one is."""
    answer = client.get(f"/entrar/directorio?{urlencode({'volver': back})}")
    assert answer.status_code == 303
    return answer.headers["location"]


def say_who(asked: str, email: str = EMAIL) -> str:
    """What the directory sends the browser back with."""
    answer = httpx2.post(asked, data={"sub": email}, follow_redirects=False)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["location"])
    assert back.path == "/entrar/directorio/vuelta"
    return f"{back.path}?{back.query}"


@ON_SQLITE
def test_who_was_invited_is_let_in_and_sent_where_she_wanted_to_go(client: TestClient, issuer: str) -> None:
    knows(issuer, email_verified=True)
    assert "Entrar con la de prueba" in client.get("/entrar/equipo").text
    answer = client.get(say_who(go(client)))
    assert answer.headers["location"] == "/equipo/personas"
    assert "Ana de Prueba" in client.get("/equipo").text


@ON_SQLITE
def test_who_was_not_invited_is_not_let_in(client: TestClient, issuer: str) -> None:
    knows(issuer, "otro@oficina.example")
    answer = client.get(say_who(go(client), "otro@oficina.example"))
    assert answer.status_code == 422
    assert "No pudimos confirmar quién es" in answer.text
    assert client.get("/equipo").status_code == 303


@ON_SQLITE
def test_an_address_that_the_directory_calls_unverified_lets_nobody_in(
    client: TestClient, issuer: str
) -> None:
    knows(issuer, email_verified=False)
    assert client.get(say_who(go(client))).status_code == 422


@ON_SQLITE
def test_only_the_browser_that_left_comes_back_and_once(
    client: TestClient, engine: Engine, issuer: str
) -> None:
    knows(issuer, email_verified=True)
    back = say_who(go(client))
    another = a_client(engine, clock=_now, directory=Directory(issuer, "convite", "a secret"))
    assert another.get(back).status_code == 422
    go(another)
    assert another.get(back).status_code == 422  # its own state is another
    assert client.get(re.sub(r"code=[^&]+", "code=guessed", back)).status_code == 422
    assert client.get(back).status_code == 303
    assert client.get(back).status_code == 422


@ON_SQLITE
def test_an_identity_that_was_asked_for_by_another_wish_is_not_taken(
    client: TestClient, engine: Engine, issuer: str
) -> None:
    knows(issuer, email_verified=True)
    back = say_who(go(client))
    kept = unpack(client.cookies["directorio"], SECRET)
    assert kept
    stranger = a_client(engine, clock=_now, directory=Directory(issuer, "convite", "a secret"))
    stranger.cookies.set("directorio", pack(kept._replace(nonce="another"), SECRET))
    assert stranger.get(back).status_code == 422


KEY, STRANGE_KEY = (RSAKey.generate_key(2048, {"kid": "k"}, auto_kid=False) for _ in range(2))
HERE = Directory("https://directory.example", "convite", "a secret")
WISH = Wish("state", "nonce", "verifier", "/")


def an_identity(key: RSAKey = KEY, algorithm: str = "RS256", **claims: object) -> str:
    said = {
        "iss": HERE.issuer,
        "aud": ["convite"],
        "exp": int(NOW.timestamp()) + 300,
        "nonce": "nonce",
        "email": EMAIL,
        **claims,
    }
    return jwt.encode({"alg": algorithm, "kid": "k"}, said, key)


def read(token: object) -> dict[str, object]:
    return claims_of(HERE, WISH, token, {"keys": [KEY.as_dict(private=False)]}, NOW)


def test_an_identity_is_taken_whose_every_word_holds() -> None:
    assert read(an_identity())["email"] == EMAIL
    assert read(an_identity(exp=int(NOW.timestamp()) - 59))["email"] == EMAIL  # clocks differ


@pytest.mark.parametrize(
    "token",
    [
        None,
        "",
        "a.b.c",
        an_identity(STRANGE_KEY),
        an_identity(iss="https://elsewhere.example"),
        an_identity(aud=["another"]),
        an_identity(nonce="another"),
        an_identity(exp=int(NOW.timestamp()) - 61),
        an_identity(exp=None),
        an_identity()[:-8],
        an_identity().rpartition(".")[0] + ".",
    ],
)
def test_an_identity_is_not_taken_of_which_one_word_does_not_hold(token: object) -> None:
    with pytest.raises(NotLetIn):
        read(token)


@ON_SQLITE
def test_a_directory_that_is_not_there_is_said_and_the_password_still_works(engine: Engine) -> None:
    settle(engine)
    lost = a_client(engine, clock=_now, directory=Directory("http://localhost:9", "convite", "a secret"))
    answer = lost.get("/entrar/directorio?volver=/equipo")
    assert answer.status_code == 422
    assert 'name="clave"' in answer.text


@ON_SQLITE
def test_without_a_directory_there_is_no_such_way(engine: Engine) -> None:
    client = a_client(engine)
    assert client.get("/entrar/directorio").status_code == 404
    assert client.get("/entrar/directorio/vuelta").status_code == 404
    assert "Entrar con" not in client.get("/entrar/equipo").text


@ON_SQLITE
def test_what_the_directory_is_asked_holds_no_secret(client: TestClient) -> None:
    asked = parse_qs(urlsplit(go(client)).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    kept = unpack(client.cookies["directorio"], SECRET)
    assert kept
    assert kept.verifier not in str(asked)
    assert "a secret" not in str(asked)


def test_a_wish_that_we_did_not_sign_is_none() -> None:
    assert unpack("", SECRET) is None
    assert unpack(pack(Wish.new("/"), "another secret"), SECRET) is None
