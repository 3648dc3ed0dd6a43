"""`convite boards for`: the boards of a process, with what each lacks, for the office behind them."""

import json
from pathlib import Path

import pytest

from domain.readiness import Evidence
from readiness.assess import assess
from readiness.catalogue import load
from service import cli
from service.shell import ExitCode
from store import assessments, boards, processes
from store.engine import open_database, writing
from store.migrating import migrate
from tests.examples import NOW, TODAY, a_board, a_process

CLOCK = ("--now", "2026-06-03T08:00")


@pytest.fixture
def _database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'convite.db'}"
    monkeypatch.setenv("CONVITE_DATABASE_URL", url)
    engine = open_database(url)
    migrate(engine)
    held = {"RUT": Evidence("RUT", 4)}
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
        processes.RECORDS.save(db, [a_process()], [b"one"], NOW)
        assessments.save(db, [("JAC-0001", assess(load(TODAY), "R4", held, TODAY))])
    engine.dispose()


@pytest.mark.usefixtures("_database")
def test_the_office_reads_what_each_board_lacks(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["boards", "for", "CO1.BDOS.1", "--json", *CLOCK]) == ExitCode.DONE
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    (one,) = found["boards"]
    assert (one["code"], one["verdict"]) == ("JAC-0001", "eligible_if")
    assert "SEC2" in one["missing"]
    assert "RUT" not in one["missing"]
    assert one["why"][0] == "Es en su barrio: El Pozón"


@pytest.mark.usefixtures("_database")
def test_a_process_that_nobody_knows_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["boards", "for", "CO1.BDOS.404", *CLOCK]) == ExitCode.USAGE
    assert "no process has the portfolio CO1.BDOS.404" in capsys.readouterr().err
