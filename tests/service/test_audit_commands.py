"""`convite audit verify`: what it tells, and how it ends."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from service import cli
from store import audit
from store.engine import open_database, writing
from tests.examples import NOW

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def verify(
    empty_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    shutil.copy(empty_sqlite, tmp_path / "convite.db")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONVITE_DATABASE_URL", f"sqlite:///{tmp_path}/convite.db")

    def says(*options: str, code: int = 0) -> dict[str, Any]:
        assert cli.run(["audit", "verify", *options, "--json"]) == code
        return dict(json.loads(capsys.readouterr().out.splitlines()[-1])) if code != 2 else {}

    return says


def test_a_chain_is_told_by_its_end_and_a_change_by_its_line(verify: Run, tmp_path: Path) -> None:
    assert verify()["end"] == ""
    engine = open_database(f"sqlite:///{tmp_path}/convite.db")
    with writing(engine) as db:
        for detail in ("one", "two"):
            audit.add(db, audit.OFFICE, audit.Action.SAW, audit.of_board("JAC-1"), NOW, detail)
    told = verify()["end"]
    assert verify("--told", told)["goes_through"] == {told: True}
    verify("--told", "nothing", code=2)
    verify("--told", f"2:{'00' * 32}", code=3)
    with writing(engine) as db:
        db.execute(text("DROP TRIGGER audit_is_not_changed"))
        db.execute(text("UPDATE audit SET detail = 'other' WHERE id = 1"))
    engine.dispose()
    assert verify(code=3)["broken_at"] == 1
