"""`convite evaluate readiness`: what can be answered is, what cannot is named."""

import csv
import json
from pathlib import Path

import pytest

from service import cli

GOOD = {"case": "good", "on": "2026-11-21", "process": {"route": "R8"}}
BAD = {"case": "bad", "on": "2026-11-21", "evidence": [{"requirement": "XYZ", "level": 3}]}


def evaluated(lines: list[str], folder: Path) -> tuple[int, list[dict[str, str]]]:
    cases, out = folder / "cases.jsonl", folder / "out.csv"
    cases.write_text("\n".join(lines), encoding="utf-8")
    code = cli.run(["evaluate", "readiness", str(cases), "--out", str(out), "--json"])
    with out.open(encoding="utf-8", newline="") as file:
        return code, list(csv.DictReader(file))


def test_every_case_is_answered_in_the_columns_of_the_interface(tmp_path: Path) -> None:
    code, rows = evaluated([json.dumps(GOOD), "", json.dumps({"case": "all", "on": "2026-11-21"})], tmp_path)

    assert code == 0
    assert list(rows[0]) == [
        *("case", "route", "verdict", "blocking", "expiring", "level"),
        *("score_L", "score_D", "score_T", "score_A", "score_G"),
    ]
    assert [row["case"] for row in rows][:2] == ["good", "all"]
    assert rows[0]["verdict"] == "eligible"


def test_a_case_that_cannot_be_answered_is_named_and_the_rest_are_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [json.dumps(GOOD), json.dumps(BAD), "{", "[]", json.dumps({**GOOD, "case": "last"})]
    code, rows = evaluated(lines, tmp_path)
    printed = capsys.readouterr()

    assert code == 2
    assert [row["case"] for row in rows] == ["good", "last"]
    refused = json.loads(printed.out.splitlines()[-1])["refused"]
    assert refused[0] == "line 2: case bad: unknown requirement 'XYZ'"
    assert refused[1].startswith("line 3: no JSON")
    assert refused[2] == "line 4: no JSON object"
    for reason in refused:
        assert f"convite: not answered: {reason}" in printed.err
