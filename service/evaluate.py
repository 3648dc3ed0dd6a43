"""`convite evaluate`: files in, files out; the answers themselves come from matching and readiness."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from typing import Any

from matching.evaluation import answers as matching
from readiness import evaluation as readiness
from service.shell import WrongUsage


@dataclass(frozen=True)
class EvaluateSummary:
    """`refused` names what could not be answered, with the reason; the rest was."""

    task: str
    rows: int
    out: str
    seconds: float
    refused: list[str] = field(default_factory=list)


def suitability(rows: Path, out: Path) -> EvaluateSummary:
    started = perf_counter()
    answers = matching.suitability(_jsonl(rows))
    return _write("suitability", out, ("id", "score", "trade", "place"), answers, started)


def ranking(boards: Path, processes: Path, pairs: Path | None, out: Path) -> EvaluateSummary:
    started = perf_counter()
    wanted = (
        [(r["board_id"], r["process_id"]) for r in _csv(pairs, "board_id", "process_id")] if pairs else None
    )
    answers = matching.ranking(
        list(_csv(boards, "board_id", "name", "municipality", "department")), list(_jsonl(processes)), wanted
    )
    return _write("ranking", out, ("board_id", "process_id", "score"), answers, started)


def linking(boards: Path, suppliers: Path, out: Path) -> EvaluateSummary:
    started = perf_counter()
    answers = matching.linking(
        list(_csv(boards, "board_id", "name", "municipality", "department", "nit")),
        list(_csv(suppliers, "row", "name", "nit", "municipality", "department")),
    )
    return _write("linking", out, ("row", "board_id", "score", "verdict"), answers, started)


def ready(cases: Path, out: Path) -> EvaluateSummary:
    started = perf_counter()
    columns = ("case", "route", "verdict", "blocking", "expiring", "level")
    scores = ("score_L", "score_D", "score_T", "score_A", "score_G")
    refused: list[str] = []
    summary = _write("readiness", out, (*columns, *scores), _ready(cases, refused), started)
    return replace(summary, refused=refused)


def _ready(cases: Path, refused: list[str]) -> Iterator[dict[str, Any]]:
    """The answers to the cases that can be answered; the others are named in `refused`."""
    for number, line in _lines(cases):
        try:
            yield from readiness.answer(_object(line))
        except ValueError as error:
            refused.append(f"line {number}: {error}")


def _write(
    task: str, out: Path, columns: tuple[str, ...], answers: Iterable[Mapping[str, Any]], started: float
) -> EvaluateSummary:
    count = 0
    try:
        with out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            for count, answer in enumerate(answers, 1):  # noqa: B007 - the last number is the count
                writer.writerow(answer)
    except ValueError as error:
        raise WrongUsage(f"{task}: {error}") from error
    return EvaluateSummary(task, count, str(out), perf_counter() - started)


def _csv(path: Path, *columns: str) -> Iterator[dict[str, str]]:
    with _opened(path) as file:
        reader = csv.DictReader(file)
        missing = set(columns) - set(reader.fieldnames or ())
        if missing:
            raise WrongUsage(f"{path}: no column {', '.join(sorted(missing))}")
        yield from reader


def _jsonl(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in _lines(path):
        try:
            yield _object(line)
        except ValueError as error:
            raise WrongUsage(f"{path}, line {number}: {error}") from error


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    with _opened(path) as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, line


def _object(line: str) -> dict[str, Any]:
    """One line of JSON. Raises ValueError."""
    try:
        row = json.loads(line)
    except ValueError as error:
        raise ValueError(f"no JSON ({error})") from error
    if not isinstance(row, dict):
        raise ValueError("no JSON object")
    return row


def _opened(path: Path) -> Any:
    try:
        return path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise WrongUsage(f"{path}: {error.strerror}") from error
