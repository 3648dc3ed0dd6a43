"""`convite staff …`: where the first administrator comes from."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service import cli
from tests.examples import NOW

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(
    empty_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Runs `convite staff …` and reads what it says."""
    path = tmp_path / "convite.db"
    path.write_bytes(empty_sqlite.read_bytes())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONVITE_DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setenv("CONVITE_SECRET_KEY", "a secret of the tests alone")
    monkeypatch.setenv("CONVITE_PUBLIC_URL", "https://convite.example/")

    def says(*command: str, code: int = 0) -> dict[str, Any]:
        ended = cli.run(["staff", *command, "--now", NOW.isoformat(), "--json"])
        told = capsys.readouterr()
        assert ended == code, told.err
        return dict(json.loads(told.out.splitlines()[-1])) if not code else {"error": told.err}

    return says


def invite(run: Run, email: str = "ana@oficina.example", role: str = "administrator") -> dict[str, Any]:
    return run("invite", "Ana de Prueba", email, "--role", role)


def test_a_person_is_invited_listed_and_disabled(run: Run) -> None:
    assert invite(run)["invitation"].startswith("https://convite.example/invitacion/")
    (listed,) = run("list")["staff"]
    assert (listed["name"], listed["role"]) == ("Ana de Prueba", "administrator")
    assert "oficina.example" not in json.dumps(listed)
    assert run("disable", str(listed["id"]))["disabled"] is True


def test_an_invitation_anew_is_of_the_same_person_with_the_role_that_it_names(run: Run) -> None:
    first, second = invite(run), invite(run, "ANA@oficina.example", "observer")
    assert first["id"] == second["id"]
    assert first["invitation"] != second["invitation"]
    assert [one["role"] for one in run("list")["staff"]] == ["observer"]


@pytest.mark.parametrize(
    "wrong",
    [
        ("invite", "Ana", "nada", "--role", "trainer"),
        ("invite", "Ana", "ana@oficina.example", "--role", "king"),
        ("disable", "7"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(wrong: tuple[str, ...], run: Run) -> None:
    assert run(*wrong, code=2)["error"]
    assert run("list")["staff"] == []
