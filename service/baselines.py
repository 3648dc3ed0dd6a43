"""`convite evaluate baselines`: ours and simple methods on the same rows with known answers, in one run."""

import csv
import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from matching.evaluation.baselines import Reached, of_linking, of_ranking, of_suitability
from matching.learning.judged import Judged, purchase
from service.shell import WrongUsage

Row = dict[str, Any]


@dataclass(frozen=True)
class BaselinesSummary:
    """What each method reached in each task."""

    reached: list[Reached]
    seconds: float


def compare(folder: Path) -> BaselinesSummary:
    """All tasks on a folder shaped like the shared `ground_truth`. Raises WrongUsage for a missing file."""
    started = perf_counter()
    reached = [*of_suitability(judged_in(folder)), *_ranking(folder), *_linking(folder)]
    return BaselinesSummary(reached, round(perf_counter() - started, 1))


def table(reached: Sequence[Reached]) -> Iterator[str]:
    """A Markdown table for each task."""
    for task in dict.fromkeys(one.task for one in reached):
        rows = [one for one in reached if one.task == task]
        figures = list(rows[0].figures)
        yield f"| {task} | {' | '.join(name.replace('_', ' ') for name in figures)} |"
        yield f"| --- |{' --- |' * len(figures)}"
        for one in rows:
            yield f"| {one.method} | {' | '.join(f'{one.figures[name]:.3f}' for name in figures)} |"
        yield ""


def judged_in(folder: Path) -> list[Judged]:
    """The rows that two readers judged: `suitability.jsonl` and `suitability_labels.csv`."""
    labels = {row["id"]: row for row in _csv(folder / "suitability_labels.csv")}
    return [
        Judged(
            purchase(row),
            (int(said["suit_a"]), int(said["suit_b"])),
            (said["trade_a"], said["trade_b"]),
        )
        for row in jsonl(folder / "suitability.jsonl")
        if (said := labels.get(row["id"]))
    ]


def jsonl(path: Path) -> list[Row]:
    """The rows of a file of JSON lines, packed with gzip or not. Raises WrongUsage."""
    try:
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.strip()]
    except (OSError, ValueError) as error:
        raise WrongUsage(f"{path}: {error}") from error


class Pool(NamedTuple):
    """Boards, contracts of all Colombia without their suppliers, and which of them the boards won."""

    name: str
    boards: list[Row]
    contracts: list[Row]
    truth: list[Row]
    days: dict[str, date]


def pools_in(folder: Path) -> Iterator[Pool]:
    """The pool as published, and the one in which the texts do not name the board."""
    boards = _csv(folder / "ranking" / "boards.csv")
    for name, ending in (("ranking, pool", ""), ("ranking, masked pool", "_masked")):
        contracts = jsonl(folder / "ranking" / f"pool{ending}.jsonl.gz")
        days = {
            row["id_contrato"]: date.fromisoformat(signed)
            for row in contracts
            if (signed := (row.get("fecha_de_firma") or "")[:10])
        }
        yield Pool(name, boards, contracts, _csv(folder / "ranking" / f"truth{ending}.csv"), days)


def _ranking(folder: Path) -> Iterator[Reached]:
    for pool in pools_in(folder):
        yield from of_ranking(*pool)


def _linking(folder: Path) -> Iterator[Reached]:
    yield from of_linking(*(_csv(folder / "linking" / f"{n}.csv") for n in ("boards", "suppliers", "truth")))


def _csv(path: Path) -> list[Row]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    except OSError as error:
        raise WrongUsage(f"{path}: {error.strerror}") from error
