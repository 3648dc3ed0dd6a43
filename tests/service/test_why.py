"""`convite why`: the answer of a board's page on the command line."""

import json
from pathlib import Path

import pytest

from service import cli
from service.shell import ExitCode
from store import boards, processes
from store.engine import open_database, writing
from store.migrating import migrate
from tests.examples import NOW, a_board, a_process

CLOCK = ("--now", "2026-06-03T08:00")


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'convite.db'}"
    monkeypatch.setenv("CONVITE_DATABASE_URL", url)
    engine = open_database(url)
    migrate(engine)
    far = a_process(title="Limpieza de canales de Blas de Lezo", description=None)
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
        processes.RECORDS.save(db, [far], [b"far"], NOW)
    engine.dispose()
    return url


@pytest.mark.usefixtures("database")
def test_the_command_says_what_the_page_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["why", "JAC-0001", "--days", "7", "--json", *CLOCK]) == ExitCode.DONE
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (found["days"], found["calls"], found["matches"]) == (7, 1, 0)
    assert found["misses"][0]["words"] == "Les habría llegado si su junta trabajara también en Blas de Lezo."


@pytest.mark.usefixtures("database")
def test_a_board_that_nobody_knows_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["why", "JAC-9999", *CLOCK]) == ExitCode.USAGE
    assert "no board has the code JAC-9999" in capsys.readouterr().err
