"""Commands as their user runs them: what they answer, and with which exit code."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service import cli
from service.shell import ExitCode
from store.engine import open_database
from tests.examples import NOW
from tests.flow.house import House, a_house, a_wire_row, publish

AT = ["--now", NOW.isoformat(), "--json"]


@pytest.fixture
def house(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[House]:
    engine = open_database(database_url)
    with a_house(engine, NOW) as house:
        chosen = house.context.settings
        monkeypatch.chdir(tmp_path)  # no .env of the machine
        monkeypatch.setenv("CONVITE_DATABASE_URL", database_url)
        monkeypatch.setenv("CONVITE_SODA_URL", chosen.soda_url)
        monkeypatch.setenv("CONVITE_SMTP_URL", str(chosen.smtp_url))
        monkeypatch.setenv("CONVITE_SECRET_KEY", chosen.secret_key)
        yield house
    engine.dispose()


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation without source or mail server, on SQLite."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONVITE_DATABASE_URL", f"sqlite:///{tmp_path / 'convite.db'}")
    monkeypatch.setenv("CONVITE_SODA_URL", "http://127.0.0.1:9")  # nobody listens there
    monkeypatch.setenv("CONVITE_SECRET_KEY", "a secret of the tests alone")
    monkeypatch.delenv("CONVITE_SMTP_URL", raising=False)
    return tmp_path


def _answer(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return found


def _boards(folder: Path) -> Path:
    path = folder / "juntas.csv"
    path.write_text(
        "nombre,barrio,correo,oficios,autorización de datos\n"
        "JAC El Pozón,El Pozón,pozon@juntas.example,aseo de canales,2026-01-15\n"
        ",Manga,manga@juntas.example,,\n",
        encoding="utf-8",
    )
    return path


def test_a_board_file_is_imported_again_and_again_without_doubles(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(_boards(tmp_path))
    assert cli.run(["boards", "import", path, *AT]) == 0
    first = _answer(capsys)
    assert (first["accepted"], first["new"], len(first["rejected"])) == (1, 1, 1)
    assert first["rejected"][0]["row"] == 3
    assert cli.run(["boards", "import", path, *AT]) == 0
    assert (_answer(capsys)["new"], _answer_of(house)) == (0, 1)


def _answer_of(house: House) -> int:
    from store import boards
    from store.engine import reading

    with reading(house.context.engine) as db:
        return boards.count(db)


def test_a_dry_run_changes_nothing(house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["boards", "import", str(_boards(tmp_path)), "--dry-run", *AT]) == 0
    assert _answer(capsys)["new"] == 1
    assert _answer_of(house) == 0


def test_harvest_answers_in_the_agreed_shape(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    publish(house.soda, NOW, [a_wire_row()])
    assert cli.run(["harvest", "processes", *AT]) == 0
    (report,) = _answer(capsys)["datasets"]
    agreed = {"dataset", "rows", "new", "changed", "unchanged", "rejected", "expected", "complete", "seconds"}
    assert agreed <= report.keys()
    assert (report["dataset"], report["rows"], report["complete"]) == ("p6dx-8zbt", 1, True)


def test_a_dataset_that_the_source_does_not_have_is_not_called_complete(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["harvest", "secop1", *AT]) == 3
    (report,) = _answer(capsys)["datasets"]
    assert report["complete"] is False
    assert report["notes"]


def test_the_steps_run_alone_and_answer(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(house.soda, NOW, [a_wire_row()])
    assert cli.run(["boards", "import", str(_boards(tmp_path)), *AT]) == 0
    for step, agreed in (
        ("harvest", {"datasets"}),
        ("link", {"contracts", "certain", "probable"}),
        ("assess", {"boards", "levels"}),
        ("match", {"boards", "processes", "pairs", "matches", "refusals", "plans", "seconds"}),
        ("alert", {"alerts", "boards"}),
        ("deliver", {"claimed", "sent", "failed", "try_again", "seconds"}),
    ):
        capsys.readouterr()
        assert cli.run([step, *AT]) == 0, step
        assert agreed <= _answer(capsys).keys(), step
    assert len(house.smtp.messages) == 1


def test_a_full_match_says_that_nothing_was_missed_and_whom_it_serves(
    alone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.run(["boards", "import", str(_boards(alone)), *AT])
    capsys.readouterr()
    assert cli.run(["match", *AT]) == 0
    assert _answer(capsys)["missed"] is None
    assert cli.run(["match", "--full", *AT]) == 0
    answer = _answer(capsys)
    assert (answer["missed"], answer["pairs"]) == (0, 0)
    (served,) = answer["by_locality"]
    assert (served["municipality"], served["boards"], served["matched"], served["share"]) == (
        "13001",
        1,
        0,
        0.0,
    )


def test_the_cycle_answers_with_every_step(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    publish(house.soda, NOW, [a_wire_row()])
    assert cli.run(["cycle", *AT]) == 0
    assert {"harvest", "link", "assess", "match", "plans", "alert", "deliver"} <= _answer(capsys).keys()


def test_evidence_with_mistakes_is_refused_row_by_row(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.run(["boards", "import", str(_boards(tmp_path)), *AT])
    capsys.readouterr()
    cli.run(["export", "boards", "--format", "jsonl", "--out", str(tmp_path / "b.jsonl"), *AT])
    code = json.loads((tmp_path / "b.jsonl").read_text(encoding="utf-8"))["code"]
    path = tmp_path / "soportes.csv"
    path.write_text(
        "board_code,requirement,level,issued_on,expires_on,note\n"
        f"{code},RUT,3,2026-01-01,2026-12-31,\n"
        f"{code},RUT,7,,,\n"
        f"{code},NADA,3,,,\n"
        f"nadie,RUT,3,,,\n"
        f"{code},PJ,3,2026-05-01,2026-01-01,\n",
        encoding="utf-8",
    )
    capsys.readouterr()
    assert cli.run(["evidence", "import", str(path), *AT]) == 0
    answer = _answer(capsys)
    assert answer["accepted"] == 1
    assert [line["row"] for line in answer["rejected"]] == [3, 4, 5, 6]


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
@pytest.mark.parametrize(
    "what",
    [
        "boards",
        "processes",
        "matches",
        "refusals",
        "alerts",
        "deliveries",
        "outcomes",
        "assessments",
        "gaps",
        "participation",
        "plan_matches",
        "unlocks",
        "group_unlocks",
    ],
)
def test_every_export_is_written(
    alone: Path, what: str, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = alone / f"out.{form}"
    assert cli.run(["export", what, "--format", form, "--out", str(out), *AT]) == 0
    assert _answer(capsys)["rows"] == 0
    assert out.exists()


def test_shapes_are_imported_and_the_odd_feature_is_named(
    alone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    square = {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]}
    features = [
        {"properties": {"NOMBRE": "EL POZON", "LOC": "LV", "UCG": 6}, "geometry": square},
        {"properties": {"NOMBRE": "EL POZON", "LOC": "LV", "UCG": 6}, "geometry": square},
        {"properties": {"NOMBRE": ""}, "geometry": square},
        {"properties": {"NOMBRE": "MANGA"}, "geometry": None},
    ]
    path = alone / "barrios.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    assert cli.run(["geo", "import", str(path), *AT]) == 0
    answer = _answer(capsys)
    assert (answer["new"], [line["row"] for line in answer["rejected"]]) == (1, [3, 4])


@pytest.mark.parametrize(
    "arguments",
    [
        ["boards", "import", "nowhere.csv"],
        ["evidence", "import", "nowhere.csv"],
        ["geo", "import", "nowhere.geojson"],
        ["evaluate", "suitability", "nowhere.jsonl", "--out", "out.csv"],
        ["evaluate", "readiness", "nowhere.jsonl", "--out", "out.csv"],
        ["deliver"],
        ["work", "--steps", "dance"],
        ["harvest", "everything"],
        ["no-such-command"],
        ["init", "--now", "yesterday"],
    ],
)
def test_wrong_usage_and_unreadable_input_end_with_2(
    alone: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(arguments) == 2
    assert capsys.readouterr().err.strip()


def test_a_source_that_is_away_ends_with_3(alone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["harvest", *AT]) == 3
    assert "source" in capsys.readouterr().err


def test_a_cycle_without_source_or_mail_server_does_what_it_can(
    alone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["boards", "import", str(_boards(alone)), *AT]) == 0
    assert cli.run(["cycle", *AT]) == 3
    printed = capsys.readouterr()
    answer = json.loads(printed.out.splitlines()[-1])
    assert answer["assess"]["boards"] == 1
    assert answer["deliver"] is None
    assert "messages wait" in printed.err


@pytest.mark.parametrize("url", ["mailto:somebody", "smtp://", "smtp://host:port"])
def test_a_mail_server_that_makes_no_sense_is_named(
    alone: Path, monkeypatch: pytest.MonkeyPatch, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONVITE_SMTP_URL", url)
    assert cli.run(["deliver", *AT]) == 2
    assert "CONVITE_SMTP_URL" in capsys.readouterr().err


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/at/all/convite.db", "postgresql://nobody@127.0.0.1:9/x", "mysql://x/y", "?"]
)
def test_a_database_that_cannot_be_used_ends_with_4(
    alone: Path, monkeypatch: pytest.MonkeyPatch, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONVITE_DATABASE_URL", url)
    assert cli.run(["init", *AT]) == 4
    assert "database" in capsys.readouterr().err


def test_a_file_that_is_no_database_ends_with_4(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (alone / "letter.db").write_text("Estimada junta: …" * 100, encoding="utf-8")
    monkeypatch.setenv("CONVITE_DATABASE_URL", f"sqlite:///{alone / 'letter.db'}")
    assert cli.run(["init", *AT]) == 4


@pytest.mark.parametrize(
    ("command", "ends_with"),
    [("cycle", 2), ("deliver", 2), ("serve", ExitCode.SETTINGS), ("work", ExitCode.SETTINGS)],
)
def test_nothing_that_signs_links_starts_with_the_default_key(
    alone: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    ends_with: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CONVITE_SECRET_KEY", "change-me")
    assert cli.run([command]) == ends_with
    assert "CONVITE_SECRET_KEY" in capsys.readouterr().err


def test_a_malformed_setting_is_named(
    alone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONVITE_MUNICIPALITY", "Cartagena")
    assert cli.run(["init", *AT]) == 2
    assert "CONVITE_MUNICIPALITY" in capsys.readouterr().err


def test_an_unlisted_municipality_ends_with_2(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVITE_MUNICIPALITY", "05001")
    assert cli.run(["harvest", *AT]) == 2


def test_doctor_says_what_is_wrong_and_what_to_do(alone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["doctor", *AT]) == 3
    found = {finding["what"]: finding for finding in _answer(capsys)["findings"]}
    assert found["database"]["health"] == "green"
    assert found["source"]["health"] == "red"
    assert found["mail"]["health"] == "red"
    assert all(finding["do"] for finding in found.values() if finding["health"] == "red")


def test_doctor_is_content_with_a_house_that_works(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    publish(house.soda, NOW, [a_wire_row()])
    cli.run(["harvest", *AT])
    capsys.readouterr()
    assert cli.run(["doctor", *AT]) == 0
    health = {finding["what"]: finding["health"] for finding in _answer(capsys)["findings"]}
    assert health["source"] == health["mail"] == health["harvest"] == "green"
