"""What keeps a service from starting: each setting that is missing, malformed or dangerous, in one line."""

import os
from pathlib import Path
from typing import Any

import pytest

from service import cli, start_check
from service.finding import Health
from service.setting_files import UnusableFile
from service.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
OPEN = {
    "public_url": "https://convite.example.gov.co",
    "database_url": "postgresql://convite@127.0.0.1/convite",
    "secret_key": "a secret of these tests alone",
    "contact_keys": "another secret of these tests",
    "papers": "/tmp/papers",
    "mail_from": "Convite <convite@example.gov.co>",
}


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("CONVITE_")]:
        monkeypatch.delenv(name)


def red(environment: dict[str, str] | None = None, **changed: Any) -> list[str]:
    chosen = Settings(_env_file=None, **{**OPEN, **changed})  # type: ignore[call-arg]
    found = start_check.findings(chosen, environment or {})
    return [one.what.removeprefix("CONVITE_").lower() for one in found if one.health is Health.RED]


def test_an_installation_that_is_set_up_starts() -> None:
    assert red() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("secret_key", "change-me"),
        ("secret_key", "fifteen letters"),
        ("contact_keys", "a secret of these tests alone,short"),
        ("public_url", "http://convite.example.gov.co"),
        ("public_url", "convite.example.gov.co"),
        ("public_url", "https://convite.example.gov.co:port"),
        ("database_url", "mysql://convite@127.0.0.1/convite"),
        ("database_url", "sqlite:///convite.db"),
        ("papers", "papers"),
        ("papers", "/dev/null/papers"),
        ("smtp_url", "mailto:somebody"),
        ("mailbox_url", "pop3://somebody"),
        ("telegram_secret", "short"),
    ],
)
def test_what_is_missing_malformed_or_dangerous_is_named(name: str, value: Any) -> None:
    assert red(None, **{name: value}) == [name]


def test_mail_that_would_come_from_nowhere_and_half_a_directory_are_named() -> None:
    assert red(smtp_url="smtp://127.0.0.1:25", mail_from="Convite <convite@localhost>") == ["mail_from"]
    assert red(oidc_issuer="https://login.example") == ["oidc_client_id"]


def test_to_try_it_out_on_this_machine_a_secret_is_enough() -> None:
    assert red(public_url="http://127.0.0.1:8000", database_url="sqlite:///convite.db", papers="papers") == []


def test_a_secret_comes_from_a_file_that_no_other_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "secret_key"
    file.write_text("a secret that lies in a file\n", encoding="utf-8")
    file.chmod(0o640)
    monkeypatch.setenv("CONVITE_SECRET_KEY_FILE", str(file))
    assert Settings().secret_key == "a secret that lies in a file"
    named = {"CONVITE_SECRET_KEY_FILE": str(file)}
    assert red(named) == []
    file.chmod(0o644)
    assert red(named) == ["secret_key_file"]


@pytest.mark.parametrize("content", [None, "", "twice"])
def test_a_file_that_is_missing_or_empty_or_beside_the_value_is_named(
    content: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "secret_key"
    monkeypatch.setenv("CONVITE_SECRET_KEY_FILE", str(file))
    if content is not None:
        file.write_text(content, encoding="utf-8")
    if content:
        monkeypatch.setenv("CONVITE_SECRET_KEY", "a secret of these tests alone")
    with pytest.raises(UnusableFile, match="CONVITE_SECRET_KEY_FILE"):
        Settings()


def test_a_service_is_not_started_with_such_settings_and_each_has_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONVITE_PUBLIC_URL", "http://convite.example.gov.co")
    monkeypatch.setenv("CONVITE_SMTP_ULR", "smtp://127.0.0.1")
    assert cli.run(["settings"]) == 78
    assert "CONVITE_SMTP_ULR: no such setting\n       → CONVITE_SMTP_URL?" in capsys.readouterr().out
    for command in ("serve", "work"):
        assert cli.run([command]) == 78
        lines = capsys.readouterr().err.splitlines()
        said = [line.split(":")[1].strip() for line in lines if line.startswith("convite: ")]
        assert said == ["CONVITE_SECRET_KEY", "CONVITE_PUBLIC_URL", "CONVITE_DATABASE_URL", "CONVITE_PAPERS"]
    monkeypatch.setenv("CONVITE_CANARY_BY", "25")
    assert cli.run(["work"]) == 78
    assert capsys.readouterr().err.startswith("convite: CONVITE_CANARY_BY: ")


def test_the_example_of_the_settings_has_all_of_them_and_their_defaults() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    said = dict(line[1:].split("=", 1) for line in lines if line.startswith("#CONVITE_"))
    assert said.keys() == {f"CONVITE_{name.upper()}" for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        if value := said[f"CONVITE_{name.upper()}"]:
            assert type(field.default)(value) == field.default, name
