import json
from pathlib import Path
from typing import Any

import pytest

from service import cli
from tests.examples import NOW

AT = ["--now", NOW.isoformat(), "--json"]


@pytest.fixture(autouse=True)
def _installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONVITE_DATABASE_URL", f"sqlite:///{tmp_path / 'convite.db'}")
    monkeypatch.setenv("CONVITE_SMTP_URL", "smtp://127.0.0.1:9")


def _listed(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    assert cli.run(["channels", "list", *AT]) == 0
    answer = json.loads(capsys.readouterr().out.splitlines()[-1])
    return {one["channel"]: one for one in answer["channels"]}


def test_a_channel_is_stopped_with_a_reason_and_started_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert (_listed(capsys)["email"]["set_up"], _listed(capsys)["whatsapp"]["set_up"]) == (True, False)
    assert cli.run(["channels", "stop", "email", "--why", "the invoice", *AT]) == 0
    stopped = _listed(capsys)["email"]
    assert (stopped["stopped_at"] is not None, stopped["why"]) == (True, "the invoice")
    assert cli.run(["channels", "list"]) == 0
    assert "email: set up; stopped on 2026-06-03 13:00 UTC: the invoice" in capsys.readouterr().out
    assert cli.run(["channels", "start", "email", *AT]) == 0
    assert _listed(capsys)["email"]["stopped_at"] is None


def test_a_channel_that_there_is_not_and_a_stop_without_a_reason_are_wrong_usage() -> None:
    assert cli.run(["channels", "stop", "pigeon", "--why", "x", *AT]) == 2
    assert cli.run(["channels", "stop", "email", *AT]) == 2
