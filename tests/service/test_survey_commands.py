"""The survey's way through the command line: the form out, the answers in, again and again."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from domain.readiness import Evidence, EvidenceSource
from readiness.catalogue import load
from service import cli
from store import boards, evidence
from store.engine import open_database, reading, writing
from tests.examples import NOW, TODAY
from tests.service.survey_examples import POZON, a_csv

AT = ["--now", NOW.isoformat(), "--json"]


@pytest.fixture
def database(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)  # no .env of the machine
    monkeypatch.setenv("CONVITE_DATABASE_URL", database_url)
    return database_url


def _settle(url: str) -> None:
    engine = open_database(url)
    with writing(engine) as db:
        boards.save(db, [POZON], NOW)
    engine.dispose()


def _held(url: str) -> list[Evidence]:
    engine = open_database(url)
    with reading(engine) as db:
        found = evidence.of_board(db, POZON.code)
    engine.dispose()
    return found


def _answer(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return found


def test_the_form_is_written_and_summed_up(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _settle(database)
    out = tmp_path / "encuesta.xlsx"
    assert cli.run(["survey", "form", "--out", str(out), *AT]) == 0
    told = _answer(capsys)
    assert (told["boards"], told["requirements"]) == (1, len(load(TODAY).requirements) - 1)
    assert out.read_bytes().startswith(b"PK")


def test_a_form_without_boards_or_without_a_folder_ends_with_2(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["survey", "form", "--out", str(tmp_path / "encuesta.xlsx"), *AT]) == 2
    assert "boards" in capsys.readouterr().err
    _settle(database)
    assert cli.run(["survey", "form", "--out", str(tmp_path / "no" / "encuesta.xlsx"), *AT]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_answers_are_imported_again_and_again_without_doubles(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _settle(database)
    rows = [{"junta": POZON.code, "legal/pj": "si", "rut": "tal vez"}, {"junta": "J-9", "legal/pj": "no"}]
    path = str(a_csv(tmp_path, rows))
    assert cli.run(["survey", "import", path, *AT]) == 0
    told = _answer(capsys)
    assert (told["accepted"], told["new"]) == (1, 1)
    assert [line["row"] for line in told["rejected"]] == [2, 3]
    assert cli.run(["survey", "import", path, *AT]) == 0
    told = _answer(capsys)
    assert (told["new"], told["changed"], told["unchanged"]) == (0, 0, 1)
    assert _held(database) == [Evidence("PJ", 1, source=EvidenceSource.SURVEY)]


def test_a_boards_newest_answers_stand_whatever_file_comes_last(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def answers(day: int, **said: str) -> list[Evidence]:
        row = {"junta": POZON.code, "_submission_time": f"2026-05-{day:02}T12:00:00", **said}
        assert cli.run(["survey", "import", str(a_csv(tmp_path, [row])), *AT]) == 0
        return _held(database)

    _settle(database)
    says = partial(Evidence, source=EvidenceSource.SURVEY)
    assert answers(10, pj="si", rut="si") == [says("PJ", 1), says("RUT", 1)]
    assert answers(9, pj="no", ced="si") == [says("PJ", 1), says("RUT", 1)]
    assert any("ya respondió después" in note for note in _answer(capsys)["notes"])
    # What it does not know any more goes; where the new answer was refused, the older one stands.
    assert answers(11, pj="no_se", rut="tal vez", ced="si") == [says("CED", 1), says("RUT", 1)]
    assert any("se quitó" in note for note in _answer(capsys)["notes"])


def test_the_survey_takes_nothing_from_what_an_officer_saw(database: str, tmp_path: Path) -> None:
    _settle(database)
    engine = open_database(database)
    seen = Evidence("PJ", 4, source=EvidenceSource.OFFICER)
    with writing(engine) as db:
        evidence.save(db, [(POZON.code, seen)], NOW)
    engine.dispose()
    path = str(a_csv(tmp_path, [{"junta": POZON.code, "pj": "no"}]))
    assert cli.run(["survey", "import", path, *AT]) == 0
    assert seen in _held(database)
    assert len(_held(database)) == 2


def test_a_file_that_is_no_export_ends_with_2(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["survey", "import", "nowhere.csv", *AT]) == 2
    assert "nowhere.csv" in capsys.readouterr().err
