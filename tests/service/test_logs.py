"""What the service logs: one shape, and nothing of a person, whoever speaks and whatever fails."""

import ast
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
import structlog
from sqlalchemy import Engine, text

from domain.contact import Channel
from notifications.links import sign
from service import cli, logs, web
from service.context import Context
from service.postman import Postman
from store.engine import writing
from tests.examples import NOW, a_board
from tests.flow.house import SECRET, House, a_house, a_wire_row, publish, settle

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("api", "harvesters", "matching", "notifications", "readiness", "service", "store")
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}

NAME, TELEPHONE, IDENTITY = "Zoraida Plantada", "3000000912", "1047000912"
MAIL, WORDS = "zoraida.plantada@juntas.example", "palabras que se plantaron"
BOARD = a_board(code="JAC-0001", president=NAME)
TOKEN = sign(BOARD.code, SECRET)
PLANTED = (
    NAME,
    "Plantada",
    "plantada",
    TELEPHONE,
    IDENTITY,
    MAIL,
    WORDS,
    "plantaron",
    TOKEN,
    TOKEN.split(".")[1],
)


@pytest.fixture
def told(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Logs are set up as a command does it, and as they were afterwards."""
    root = logging.getLogger()
    handlers, hooks = root.handlers[:], (threading.excepthook, sys.unraisablehook)
    logs.set_up("test")
    yield
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    threading.excepthook, sys.unraisablehook = hooks


def lines(capfd: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """What was logged since the last look; nothing else was said."""
    said = capfd.readouterr()
    assert said.out == ""
    return [json.loads(line) for line in said.err.splitlines()]


def test_every_field_of_every_line_in_the_code_is_known() -> None:
    unknown = [
        f"{path.relative_to(ROOT)}:{call.lineno} {keyword.arg}"
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for call in _lines_in(path)
        for keyword in call.keywords
        if keyword.arg != "exc_info" and keyword.arg not in logs.FIELDS
    ]
    assert unknown == []


def _lines_in(path: Path) -> Iterator[ast.Call]:
    code = path.read_text(encoding="utf-8")
    for call in ast.walk(ast.parse(code)) if "structlog" in code else ():
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            is_a_line = call.func.attr in LEVELS and "log" in ast.unparse(call.func.value)
            yield from [call] if is_a_line else []


def test_a_field_that_nobody_thought_of_is_left_out_and_named(
    capfd: pytest.CaptureFixture[str], told: None
) -> None:
    structlog.get_logger().info("ran", job="cycle", president=NAME)
    (line,) = lines(capfd)
    assert (line["job"], line["withheld"]) == ("cycle", ["president"])
    assert NAME not in str(line)


@dataclass(frozen=True)
class _Summary:
    sent: int
    answers: dict[str, list[str]]
    channel: Channel
    at: datetime


def test_a_summary_is_told_whole_and_its_texts_are_cleaned(
    capfd: pytest.CaptureFixture[str], told: None
) -> None:
    summary = _Summary(3, {"failed": [f"550 <{MAIL}>"]}, Channel.EMAIL, datetime(2026, 6, 3, tzinfo=UTC))
    structlog.get_logger().info("ran", summary=summary)
    assert lines(capfd)[0]["summary"] == {
        "sent": 3,
        "answers": {"failed": ["550 <[address]>"]},
        "channel": "email",
        "at": "2026-06-03T00:00:00+00:00",
    }


def test_libraries_warnings_and_threads_speak_in_the_same_shape(
    capfd: pytest.CaptureFixture[str], told: None
) -> None:
    logging.getLogger("apscheduler.executors").info("ran well")
    logging.getLogger("sqlalchemy.pool").error("no %s for %s", "row", MAIL, exc_info=ValueError(NAME))
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"{TELEPHONE} is old", UserWarning, stacklevel=1)
    thread = threading.Thread(target=lambda: int(NAME))
    thread.start()
    thread.join()
    found = lines(capfd)
    for line in found:
        assert list(line)[:4] == ["timestamp", "level", "event", "process"]
        assert datetime.fromisoformat(str(line["timestamp"])).utcoffset() is not None
    assert [line["level"] for line in found] == ["error", "warning", "error"]
    assert found[0]["event"] == "no row for [address]"
    assert (found[0]["logger"], found[0]["exception"]) == ("sqlalchemy.pool", ["ValueError"])
    assert str(found[2]["exception"]).count(__file__) == 1
    assert not any(planted in str(found) for planted in PLANTED)


def test_a_command_that_breaks_off_says_where_and_not_of_whom(
    capfd: pytest.CaptureFixture[str], told: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_arguments: object) -> int:
        raise ValueError(NAME)

    monkeypatch.setattr(cli, "run", fail)
    with pytest.raises(SystemExit) as ended:
        cli.main(["cycle"])
    (line,) = lines(capfd)
    assert (ended.value.code, line["event"], line["process"]) == (1, "broke off", "cycle")
    assert NAME not in str(line)


def test_steps_and_pages_that_succeed_and_fail_log_nothing_of_a_person(
    engine: Engine, capfd: pytest.CaptureFixture[str], told: None
) -> None:
    settle(engine, [BOARD], NOW)
    with a_house(engine, NOW) as house, being_served(of_telegram(house.context)) as pages:
        row = a_wire_row() | {
            "descripci_n_del_procedimiento": f"Canales pluviales El Pozón {NAME} {TELEPHONE}"
        }
        publish(house.soda, NOW, [row])
        house.mood.answer = f"550 5.1.1 <{MAIL}> {NAME} no vive aquí: {WORDS}"
        house.cycle(NOW)
        ask_for_all_sorts(pages)
        break_it(house, pages)
    found = lines(capfd)
    of_requests = [line for line in found if line["event"] == "answered"]
    assert {line["route"] for line in of_requests} >= {"/", "/junta/{token}", "/entrar", "none"}
    assert all(line.keys() >= {"method", "status", "milliseconds", "request"} for line in of_requests)
    broken = [line for line in found if line["level"] == "error" and "exception" in line]
    assert {line["event"] for line in broken} >= {"Exception in ASGI application"}
    assert {line["request"] for line in broken if "logger" in line} <= {
        line["request"] for line in of_requests
    }
    said = json.dumps(found, ensure_ascii=False)
    assert [planted for planted in PLANTED if planted in said] == []


def of_telegram(context: Context) -> Context:
    return replace(context, settings=context.settings.model_copy(update={"telegram_secret": SECRET}))


def ask_for_all_sorts(pages: httpx2.Client) -> None:
    """What people and others send: their own pages, addresses with all in them, forms, and nonsense."""
    for path in (
        "/",
        f"/junta/{TOKEN}",
        f"/junta/{TOKEN}?de={MAIL}",
        f"/junta/{TOKEN}x",
        f"/{NAME}/{TELEPHONE}",
    ):
        pages.get(path)
    form = {"correo": MAIL, "celular": TELEPHONE, "codigo": BOARD.code, "texto": f"{NAME} {IDENTITY} {WORDS}"}
    for path in (
        "/entrar",
        "/entrar/equipo",
        "/verificar",
        f"/junta/{TOKEN}/datos",
        f"/junta/{TOKEN}/respuesta",
    ):
        pages.post(path, data=form, headers={"sec-fetch-site": "same-origin"})
    pages.post("/webhooks/whatsapp", json=form)
    chat = {"id": int(TELEPHONE), "type": "private", "first_name": NAME}
    message = {
        "message_id": 5,
        "date": 1_780_000_000,
        "chat": chat,
        "from": chat,
        "text": f"{WORDS} {IDENTITY}",
    }
    for update in (
        {"update_id": 7, "message": message},
        {"update_id": NAME, "message": {"chat": WORDS}},
        form,
    ):
        known = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        assert pages.post("/webhooks/telegram", json=update, headers=known).status_code != 404
    pages.request("BREW", f"/{NAME}", headers={"Authorization": f"Bearer {TOKEN}"})
    pages.post("/verificar", content=WORDS.encode() * 4000)


def break_it(house: House, pages: httpx2.Client) -> None:
    """Rows that the code cannot read, a table that is gone: errors with values of rows in their words."""
    with writing(house.context.engine) as db:
        db.execute(text("UPDATE contacts SET role = :name"), {"name": NAME})
        db.execute(text("UPDATE boards SET kind = :words"), {"words": f"{WORDS} {MAIL}"})
    pages.get(f"/junta/{TOKEN}")
    with pytest.raises(ValueError, match=WORDS):
        house.cycle(NOW)
    postman = Postman(replace(house.context, clock=lambda: NOW))
    with postman.at_work():
        postman.call()
    with writing(house.context.engine) as db:
        db.execute(text("ALTER TABLE alerts RENAME TO alerts_gone"))
    pages.get(f"/junta/{TOKEN}")
    with writing(house.context.engine) as db:
        db.execute(text("ALTER TABLE alerts_gone RENAME TO alerts"))


@contextmanager
def being_served(context: Context) -> Iterator[httpx2.Client]:
    """The pages as `serve` serves them, on a socket of this machine."""
    server = web.server(context, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
            assert thread.is_alive()
        (socket,) = server.servers[0].sockets
        address = f"http://127.0.0.1:{socket.getsockname()[1]}"
        with httpx2.Client(base_url=address, trust_env=False, timeout=120) as pages:  # others work here too
            yield pages
    finally:
        server.should_exit = True
        thread.join()
