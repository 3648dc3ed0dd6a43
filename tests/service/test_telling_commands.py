"""`convite alert --dry-run` and `convite replies`: what goes out, and what came in and waits."""

import json
from pathlib import Path
from typing import Any

import pytest

from api import replies
from domain.alert import Reply
from domain.contact import Channel, Contact
from domain.match import Match
from domain.readiness import Verdict
from service import cli
from store import authorisations, boards, contacts, matches
from store.engine import open_database, writing
from store.vault import Vault
from tests.examples import NOW, a_board, an_authorisation

SECRET = "a secret of the tests alone"
PHONE = "+573000000012"


@pytest.fixture(autouse=True)
def installation(empty_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A board that matches a call, is reached by SMS, and wrote something."""
    path = tmp_path / "convite.db"
    path.write_bytes(empty_sqlite.read_bytes())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONVITE_DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setenv("CONVITE_SECRET_KEY", SECRET)
    monkeypatch.delenv("CONVITE_CONTACT_KEYS", raising=False)
    engine = open_database(f"sqlite:///{path}")
    vault = Vault([SECRET])
    with writing(engine) as db:
        boards.save(db, [a_board()], NOW)
        contacts.add(db, vault, Contact(Channel.SMS, PHONE, "JAC-0001"), NOW)
        authorisations.give(db, [an_authorisation()])
        matches.replace(db, [Match("JAC-0001", "CO1.BDOS.1", 0.8, "R4", Verdict.ELIGIBLE, ())], (), NOW)
        replies.take(db, vault, Reply(Channel.SMS, "SM1", PHONE, NOW, "¿Y la póliza?"), NOW)
    engine.dispose()


def _says(capsys: pytest.CaptureFixture[str], *command: str, code: int = 0) -> dict[str, Any]:
    assert cli.run([*command, "--now", NOW.isoformat(), "--json"]) == code
    told = capsys.readouterr()
    return json.loads(told.out.splitlines()[-1]) if not code else {"error": told.err}


def test_a_dry_run_says_what_would_be_queued_and_queues_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        said = _says(capsys, "alert", "--dry-run")
        assert (said["by_kind"], said["by_channel"], said["by_board"]) == (
            {"new_match": 1},
            {"sms": 1},
            {"JAC-0001": 1},
        )
    assert _says(capsys, "alert")["alerts"] == 1
    assert _says(capsys, "alert", "--dry-run")["alerts"] == 0


def test_words_that_no_machine_understood_are_read_once_and_then_kept_no_more(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ((waiting),) = _says(capsys, "replies", "list")["replies"]
    assert (waiting["board"], waiting["channel"], waiting["id"]) == ("JAC-0001", "sms", "SM1")
    assert "póliza" not in json.dumps(waiting, ensure_ascii=False)
    assert _says(capsys, "replies", "read", "sms", "SM1")["words"] == "¿Y la póliza?"
    assert _says(capsys, "replies", "list") == {"replies": []}
    assert "waits" in _says(capsys, "replies", "read", "sms", "SM1", code=2)["error"]
    assert "no channel" in _says(capsys, "replies", "read", "paloma", "SM1", code=2)["error"]
