"""`convite learn` and `convite evaluate baselines`: files in, weights, tables and a report to read out."""

import csv
import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from domain.match import Match
from domain.outcome import Outcome, OutcomeKind
from domain.readiness import Verdict
from domain.reason import Reason
from matching.learned_weights import read_learned
from service import cli
from service.context import Context
from service.judged_rows import judged_rows
from service.learning import learn
from service.progress import Progress
from service.shell import WrongUsage
from store import answered, boards, matches, outcomes
from store.engine import reading, writing
from tests.examples import NOW, a_board
from tests.flow.house import settings

KINDS = (
    ("Limpieza de canales con gorgojo", 3, "mantenimiento_aseo"),
    ("Compra de software con chamizo", 0, "none"),
    ("Refrigerios con gorgojo", 2, "alimentacion"),
)


def rows(count: int) -> list[dict[str, str]]:
    return [
        {"id": str(n), "entity": "ALCALDÍA", "city": f"Pueblo{n % 9}", "text": KINDS[n // 9 % 3][0]}
        for n in range(count)
    ]


def labels(count: int) -> list[dict[str, object]]:
    said = [KINDS[n // 9 % 3] for n in range(count)]
    return [
        {"id": n, "suit_a": suit, "suit_b": suit, "trade_a": trade, "trade_b": trade}
        for n, (_, suit, trade) in enumerate(said)
    ]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder shaped like the shared data, with 210 rows that two readers judged and nothing else."""
    folder = tmp_path / "data" / "ground_truth"
    folder.mkdir(parents=True)
    text = "\n".join(json.dumps(row) for row in rows(210))
    (folder / "suitability.jsonl").write_text(text, encoding="utf-8")
    write(folder / "suitability_labels.csv", labels(210))
    return tmp_path / "data"


@pytest.fixture
def context(engine: Engine) -> Context:
    where = settings(engine, "http://127.0.0.1:1", "smtp://127.0.0.1:1", "13001")
    return Context(engine, where, lambda: NOW, Progress(quiet=True))


def test_learning_writes_a_candidate_and_a_report_and_replaces_nothing(
    context: Context, data: Path, tmp_path: Path
) -> None:
    in_use = Path("matching/learned/suitability.csv").read_bytes()
    summary = learn(context, data, tmp_path / "new", others={})
    assert (summary.judged, summary.answered) == (210, 0)
    weights = read_learned(Path(summary.weights).read_text(encoding="utf-8").splitlines())
    assert weights.words["gorgoj"] > 0 > weights.words["chamiz"]
    report = Path(summary.report).read_text(encoding="utf-8")
    assert "| 210 rows, two readers | AUC |" in report
    assert "Matches that boards answered: 0, too few to learn a ranker from." in report
    assert Path("matching/learned/suitability.csv").read_bytes() == in_use


def test_learning_twice_gives_the_same(context: Context, data: Path, tmp_path: Path) -> None:
    once, twice = (learn(context, data, tmp_path / name, others={}) for name in ("one", "two"))
    assert Path(once.weights).read_bytes() == Path(twice.weights).read_bytes()
    assert Path(once.report).read_bytes() == Path(twice.report).read_bytes()


def test_of_too_few_rows_nothing_is_learned(context: Context, data: Path, tmp_path: Path) -> None:
    write(data / "ground_truth" / "suitability_labels.csv", labels(199))
    with pytest.raises(WrongUsage, match="texts of 199 judged rows, fewer than 200: nothing was learned"):
        learn(context, data, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_judgements_without_their_text_are_counted(data: Path) -> None:
    judged, missing = judged_rows(data)
    assert (len(judged), missing) == (210, 1209)


def test_a_row_is_read_from_its_dataset_with_its_month(data: Path) -> None:
    published = {
        "numero_de_constancia": "26-22-120538",
        "nombre_entidad": "HUILA - ALCALDÍA",
        "municipio_entidad": "Villavieja",
        "cuantia_proceso": "4000000",
        "detalle_del_objeto_a_contratar": "Refrigerios",
        "fecha_de_cargue_en_el_secop": "2026-04-02T00:00:00.000",
    }
    (data / "soda").mkdir()
    with gzip.open(data / "soda" / "f789-7hwg.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(published) + "\n")
    judged, missing = judged_rows(data)
    assert (len(judged), missing) == (211, 1208)
    bought = judged[0].purchase
    assert (bought.id, bought.month, bought.municipality) == ("S1-26-22-120538", "2026-04", "villavieja")
    assert (bought.text, bought.value_cop) == ("Refrigerios", 4_000_000.0)


def test_the_newest_answer_to_a_match_counts_and_opening_is_none(engine: Engine) -> None:
    def outcome(kind: OutcomeKind, process: str, hour: int) -> Outcome:
        return Outcome("JAC-0001", process, kind, NOW.replace(hour=hour), "page")

    found = [a_match("P1"), a_match("P2"), a_match("P3")]
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
        matches.replace(db, found, [], NOW)
        matches.replace(db, found[1:], [], NOW)
        for one in (
            outcome(OutcomeKind.INTERESTED, "P1", 9),
            outcome(OutcomeKind.NOT_FOR_US, "P1", 10),
            outcome(OutcomeKind.OPENED, "P2", 9),
            outcome(OutcomeKind.WON, "P3", 9),
        ):
            outcomes.record(db, one)
    with reading(engine) as db:
        known = answered.every(db)
    assert [(one.kind, one.reasons) for one in known] == [
        (OutcomeKind.NOT_FOR_US, {"same_barrio": 1.0}),
        (OutcomeKind.WON, {"same_barrio": 1.0}),
    ]


def test_the_baselines_are_printed_as_tables_and_a_missing_file_is_named(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    truth = data / "ground_truth"
    assert cli.run(["evaluate", "baselines", "--data", str(truth)]) == 2
    assert "boards.csv" in capsys.readouterr().err
    (truth / "ranking").mkdir()
    (truth / "linking").mkdir()
    board = {"board_id": "B", "name": "JAC EL ROBLE", "municipality": "Albania", "department": "", "nit": ""}
    for task in ("ranking", "linking"):
        write(truth / task / "boards.csv", [board])
    for ending in ("", "_masked"):
        contract = {"id_contrato": "C", "objeto_del_contrato": "El Roble", "fecha_de_firma": "2026-05-01"}
        with gzip.open(truth / "ranking" / f"pool{ending}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.write(json.dumps(contract) + "\n")
        won = {"board_id": "B", "process_id": "C", "date": "2026-05-01"}
        write(truth / "ranking" / f"truth{ending}.csv", [won])
    supplier = {"row": "1", "name": "JAC EL ROBLE", "nit": "", "municipality": "Albania", "department": ""}
    write(truth / "linking" / "suppliers.csv", [supplier])
    write(truth / "linking" / "truth.csv", [{"row": "1", "board_id": "B"}])
    assert cli.run(["evaluate", "baselines", "--data", str(truth), "--json"]) == 0
    printed = capsys.readouterr().out
    assert "| linking | certain precision | certain recall | recall |" in printed
    assert "| ours | 1.000 | 1.000 | 1.000 |" in printed
    summed = json.loads(printed.splitlines()[-1])
    assert {one["task"] for one in summed["reached"]} == {
        "suitability",
        "ranking, pool",
        "ranking, masked pool",
        "linking",
    }


def a_match(process: str) -> Match:
    reasons = (Reason("same_barrio", 1.0, "Es en su barrio"),)
    return Match("JAC-0001", process, 0.8, "R4", Verdict.ELIGIBLE, reasons)


def write(path: Path, said: Iterable[Mapping[str, Any]]) -> None:
    written = list(said)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, written[0].keys())
        writer.writeheader()
        writer.writerows(written)
