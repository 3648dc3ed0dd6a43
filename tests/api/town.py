"""A small invented town for the pages: boards, calls that suit them, and a browser's view of both."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection, Engine

from api.app import Web
from domain.access import StaffRole
from domain.board import Board
from domain.match import Match, Refusal
from domain.outcome import Outcome
from domain.process import Process
from domain.readiness import Assessment, Dimension, Evidence, Verdict
from domain.reason import Reason
from notifications.links import sign
from store import assessments, boards, evidence, matches, outcomes, processes, sessions, staff
from store.engine import reading, writing
from store.vault import Vault
from tests.api.shared_app import SharedApp, client_of
from tests.examples import NOW, TODAY, a_board, a_process

# For what is of the web alone: a database on a server costs two seconds a test, and says the same.
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SECRET = "a secret that only the tests know"
POZON = a_board()
OLAYA = a_board(code="JAC-0002", name="JAC Olaya Herrera", barrio="Olaya Herrera")


def a_client(
    engine: Engine, now: datetime = NOW, clock: Callable[[], datetime] | None = None, **fields: Any
) -> TestClient:
    """A client of the web over a database."""
    web = Web(
        **{
            "secret_key": SECRET,
            "public_url": "http://testserver",
            "municipality": "13001",
            "now": clock or (lambda: now),
            **fields,
        }
    )
    return client_of(SharedApp(engine, web))


def sign_in(client: TestClient, engine: Engine, board: Board = POZON) -> TestClient:
    """The same browser, in which the board is signed in from now on."""
    with writing(engine) as db:
        token = sessions.begin(db, NOW, board_code=board.code)
    return _of_our_pages(client, token)


def sign_in_staff(client: TestClient, engine: Engine, role: StaffRole, **fields: Any) -> TestClient:
    """The same browser, in which a new person of the office is signed in from now on."""
    named = {"name": "Ana de Prueba", "email": f"{role}@oficina.example", "locality": None, **fields}
    with writing(engine) as db:
        id_ = staff.add(db, Vault([SECRET]), named["name"], named["email"], role, named["locality"], NOW)
        token = sessions.begin(db, NOW, staff_id=id_)
    return _of_our_pages(client, token)


def _of_our_pages(client: TestClient, token: str) -> TestClient:
    client.cookies.set("sesion", token)
    client.headers["sec-fetch-site"] = "same-origin"
    return client


def page_of(board: Board) -> str:
    """The path of a board's page."""
    return f"/junta/{sign(board.code, SECRET)}"


def a_match(process: Process, board: Board = POZON, **fields: Any) -> Match:
    return Match(
        **{
            "board_code": board.code,
            "portfolio_id": process.portfolio_id,
            "score": 0.8,
            "route": "R4",
            "verdict": Verdict.ELIGIBLE,
            "reasons": (
                Reason("same_barrio", 1.0, "Es en su barrio: El Pozón"),
                Reason("trade", 0.8, "Es de sus oficios: mantenimiento y aseo («limpieza»)"),
            ),
            "closes_on": process.closes_on,
            **fields,
        }
    )


def an_assessment(route: str = "R4", **fields: Any) -> Assessment:
    return Assessment(
        **{
            "route": route,
            "on": TODAY,
            "verdict": Verdict.ELIGIBLE_IF,
            "level": "En desarrollo",
            "score": 62,
            "scores": dict.fromkeys(Dimension, 62),
            "blocking": ("RUT", "SEC2"),
            **fields,
        }
    )


def assess(db: Connection, found: Sequence[tuple[str, Assessment]]) -> None:
    """Boards of which something is known, assessed."""
    assessments.save(db, found)
    evidence.save(db, [(code, Evidence("BANCO", 1)) for code in sorted({code for code, _ in found})], NOW)


def settle(
    engine: Engine,
    calls: Sequence[Process] = (),
    found: Sequence[Match] = (),
    refused: Sequence[Refusal] = (),
    people: Sequence[Board] = (POZON, OLAYA),
) -> None:
    """Fill the database with boards, calls and matches."""
    with writing(engine) as db:
        boards.save(db, people, NOW)
        processes.RECORDS.save(db, calls, [call.key.encode() for call in calls], NOW)
        matches.replace(db, found, refused, NOW)


def settle_one_call(engine: Engine, **fields: Any) -> Process:
    """The boards, and one call that suits the first of them."""
    call = a_process(**fields)
    settle(engine, [call], [a_match(call)])
    return call


def outcomes_of(engine: Engine, board: Board = POZON) -> list[Outcome]:
    with reading(engine) as db:
        return outcomes.of_board(db, board.code)
