"""Dashboard, alert rules and docs name figures that are there; each alert says where its remedy stands."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # comes with the schemas of other tests
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine

from tests.api.town import ON_SQLITE, a_client
from tests.examples import NOW, a_board
from tests.flow.house import a_house, a_wire_row, publish, settle

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "deploy" / "monitoring"
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
OF_PROMETHEUS = {"up", "ALERTS"}
_NAME = re.compile(r"\b(convite_\w+|up|ALERTS)\b(?=[\s{)\[]|$)")


def alerts() -> list[dict[str, Any]]:
    rules = yaml.safe_load((FOLDER / "alerts.yml").read_text(encoding="utf-8"))
    return [rule for group in rules["groups"] for rule in group["rules"]]


def panels() -> Iterator[dict[str, Any]]:
    board = json.loads((FOLDER / "dashboard.json").read_text(encoding="utf-8"))
    yield from (panel for panel in board["panels"] if panel["type"] != "row")


@ON_SQLITE
def test_what_dashboard_rules_and_docs_name_is_told_after_a_cycle(engine: Engine) -> None:
    settle(engine, [a_board()], NOW)
    with a_house(engine, NOW) as house:
        publish(house.soda, NOW, [a_wire_row()])
        house.cycle(NOW)
    client = a_client(engine)
    client.get("/")
    told = client.get("/metrics").text
    families = {one.name: one for one in text_string_to_metric_families(told)}
    samples = {sample.name for one in families.values() for sample in one.samples}
    names = set(re.findall(r"^# TYPE (\w+) ", told, re.MULTILINE))
    assert samples >= {"convite_step_rows", "convite_told_after_publication_seconds_bucket"}
    within = (
        names | {f"{name}{end}" for name in names for end in ("_bucket", "_count", "_sum")} | OF_PROMETHEUS
    )
    for rule in alerts():
        assert set(_NAME.findall(rule["expr"])) <= within, rule["alert"]
    for panel in panels():
        for target in panel["targets"]:
            asked = set(_NAME.findall(target["expr"]))
            assert asked, target
            assert asked <= within, panel["title"]
    documented = re.findall(r"^\| `(convite_\w+)` \| (\w+) \|", OPERATIONS, re.MULTILINE)
    assert sorted(name for name, _ in documented) == sorted(names)
    kinds = dict(re.findall(r"^# TYPE (\w+) (\w+)", told, re.MULTILINE))
    assert dict(documented) == kinds


def test_each_alert_says_what_is_wrong_and_under_which_heading_its_remedy_stands() -> None:
    headings = set(re.findall(r"^##+ (.+)$", OPERATIONS, re.MULTILINE))
    for rule in alerts():
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["heading"] in headings, rule["alert"]
        assert rule["labels"]["severity"] in {"page", "ticket"}
    names = [rule["alert"] for rule in alerts()]
    assert len(set(names)) == len(names)


def test_each_alert_has_a_test_on_both_sides_of_its_edge() -> None:
    tests = yaml.safe_load((FOLDER / "alerts_test.yml").read_text(encoding="utf-8"))["tests"]
    quiet = {one["name"] for one in tests for look in one["promql_expr_test"] if not look["exp_samples"]}
    firing = {one["name"] for one in tests for look in one["promql_expr_test"] if look["exp_samples"]}
    for rule in alerts():
        assert rule["alert"] in quiet & firing, rule["alert"]


@pytest.mark.parametrize(
    "command",
    [
        ("check", "config", "prometheus.yml"),
        ("check", "rules", "alerts.yml"),
        ("test", "rules", "alerts_test.yml"),
    ],
)
def test_prometheus_itself_takes_the_rules_and_they_fire_as_they_should(command: tuple[str, ...]) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("the alert rules were not tried: promtool is not here (apt-get install prometheus)")
    done = subprocess.run([promtool, *command], cwd=FOLDER, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "SUCCESS" in done.stdout + done.stderr
