"""A run that is killed anywhere, followed by another, leaves the same database as an undisturbed one."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from store.engine import open_database
from tests.examples import NOW, a_board
from tests.flow.house import House, a_house, a_wire_contract, a_wire_row, publish, settle, what_it_says
from tests.flow.killed_run import Ended, run

# Boards whose messages, matches and links give every step something to write.
BARRIOS = ("El Pozón", "Olaya Herrera", "Manga")


@contextmanager
def _a_busy_house(engine: Engine) -> Iterator[House]:
    boards = [
        a_board(
            code=f"JAC-{n}",
            name=f"JAC {barrio}",
            barrio=barrio,
            nit="900123456" if not n else None,
            locality=None,
            unit=None,
        )
        for n, barrio in enumerate(BARRIOS)
    ]
    settle(engine, boards, NOW)
    with a_house(engine, NOW) as house:
        rows = [
            a_wire_row(number=n, nombre_del_procedimiento=f"LIMPIEZA DE CANALES DEL BARRIO {barrio.upper()}")
            for n, barrio in enumerate(BARRIOS)
        ]
        publish(house.soda, NOW, [*rows, a_wire_row(number=9, precio_base="sesenta")], [a_wire_contract()])
        yield house


def _run(house: House, now: datetime, at: int = 0, when: str = "") -> Ended:
    chosen = house.context.settings
    environment = {
        "CONVITE_DATABASE_URL": chosen.database_url,
        "CONVITE_SODA_URL": chosen.soda_url,
        "CONVITE_SMTP_URL": str(chosen.smtp_url),
        "CONVITE_MAIL_FROM": chosen.mail_from,
        "CONVITE_SECRET_KEY": chosen.secret_key,
    }
    return run(["cycle", "--now", now.isoformat()], environment, at, when)


def _keys(house: House) -> set[str]:
    """The messages that arrived, by their Message-ID: a second copy of one is the same message."""
    return {str(mail.message["Message-ID"]) for mail in house.smtp.messages}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path) -> tuple[object, set[str], int]:
    """What an undisturbed run leaves, the messages it sends, and how many transactions it writes."""
    path = tmp_path_factory.mktemp("undisturbed") / "convite.db"
    path.write_bytes(empty_sqlite.read_bytes())
    engine = open_database(f"sqlite:///{path}")
    with _a_busy_house(engine) as house:
        first = _run(house, NOW)
        assert first.code == 0
        assert _run(house, NOW + timedelta(minutes=15)).code == 0
        assert len(house.smtp.messages) == len(BARRIOS)
        said, keys = what_it_says(engine), _keys(house)
    engine.dispose()
    return said, keys, first.transactions


# Fractions of the run's transactions: harvest's pages, links, assessments, matches, alerts, and both sides
# of the sending of each mail.
@pytest.mark.parametrize(
    ("part", "when"),
    [
        (0.0, "before"),
        (0.15, "after"),
        (0.3, "before"),
        (0.45, "after"),
        (0.6, "after"),
        (0.75, "before"),
        (0.85, "before"),
        (0.9, "after"),
        (1.0, "before"),
    ],
)
def test_a_killed_run_followed_by_another_ends_as_an_undisturbed_one(
    engine: Engine, undisturbed: tuple[object, set[str], int], part: float, when: str
) -> None:
    said, keys, transactions = undisturbed
    # The ends of three mails are written down in one to three transactions: the last two may not come.
    at = max(1, round(part * (transactions - 2)))
    with _a_busy_house(engine) as house:
        assert _run(house, NOW, at, when).code == -signal.SIGKILL
        assert _run(house, NOW + timedelta(minutes=15)).code == 0
        assert what_it_says(engine) == said
        assert _keys(house) == keys
