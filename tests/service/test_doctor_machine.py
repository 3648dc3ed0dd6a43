"""What doctor says of disks, clocks, the certificate and backups, on both sides of each edge."""

import shutil
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from service import cli, doctor_machine
from service.doctor import examine, exit_code
from service.finding import Finding, Health
from service.settings import Settings
from service.shell import ExitCode
from store.engine import writing
from tests.api.town import ON_SQLITE
from tests.examples import NOW
from tests.flow.house import settings
from tests.notifications.certificates import a_certificate

GB = 1_000_000_000


def chosen_for(engine: Engine, folder: Path, **fields: object) -> Settings:
    own = {"papers": str(folder / "papers"), "documents_folder": str(folder / "documents"), **fields}
    return settings(engine, "http://127.0.0.1:9", "smtp://127.0.0.1:9", "13001").model_copy(update=own)


def seen(chosen: Settings) -> dict[str, Finding]:
    return {finding.what: finding for finding in examine(chosen, lambda: NOW)}


@pytest.mark.parametrize(
    ("free", "health"), [(15, Health.GREEN), (14.9, Health.YELLOW), (5, Health.YELLOW), (4.9, Health.RED)]
)
def test_a_disk_is_nearly_full_below_a_twentieth(free: float, health: Health) -> None:
    found = doctor_machine.room("papers", "/srv", int(free * GB), 100 * GB)
    assert found.health is health
    assert bool(found.do) is (health is not Health.GREEN)


def test_the_disks_of_all_that_we_write_are_looked_at(engine: Engine, tmp_path: Path) -> None:
    found = seen(chosen_for(engine, tmp_path))
    assert {what for what in found if what.startswith("disk")} == {
        "disk of papers",
        "disk of documents",
        *(["disk of database"] if engine.dialect.name == "sqlite" else []),
    }
    says = found["disk of papers"].says
    assert f"of {shutil.disk_usage(tmp_path).total / 1e9:.1f} GB free for {tmp_path}/papers" in says


@pytest.mark.parametrize(
    ("seconds", "health"),
    [
        (0, "green"),
        (1.9, "green"),
        (-1.9, "green"),
        (2, "yellow"),
        (-29.9, "yellow"),
        (30, "red"),
        (-3600, "red"),
    ],
)
def test_clocks_apart_are_told_before_they_do_harm(seconds: float, health: str) -> None:
    found = doctor_machine.clock(timedelta(seconds=seconds))
    assert found.health == health
    assert ("NTP" in found.do) is (health != "green")


def test_only_a_database_on_a_server_has_a_clock_of_its_own(engine: Engine, tmp_path: Path) -> None:
    found = seen(chosen_for(engine, tmp_path))
    assert ("clock" in found) is (engine.dialect.name == "postgresql")


@pytest.mark.parametrize(
    ("hours", "health"), [(0, Health.GREEN), (26, Health.GREEN), (26.1, Health.RED), (None, Health.YELLOW)]
)
def test_a_backup_is_old_after_a_day_and_the_time_that_one_takes(hours: float | None, health: Health) -> None:
    at = None if hours is None else (NOW - timedelta(hours=hours)).timestamp()
    found = doctor_machine.backup(at, NOW)
    assert found.health is health
    assert ("convite backup" in found.do) is (health is not Health.GREEN)


def test_a_backup_is_noted_where_doctor_finds_it(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = chosen_for(engine, tmp_path)
    for name in ("database_url", "papers", "secret_key"):
        monkeypatch.setenv(f"CONVITE_{name.upper()}", getattr(chosen, name))
    monkeypatch.chdir(tmp_path)
    assert seen(chosen)["backup"].health is Health.YELLOW
    assert cli.run(["backup", str(tmp_path), "--now", NOW.isoformat()]) == 0
    assert seen(chosen)["backup"].says == f"the last is of {NOW.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def test_a_database_that_is_away_or_too_new_is_red_and_says_what_to_do(
    engine: Engine, tmp_path: Path
) -> None:
    away = chosen_for(engine, tmp_path, database_url=f"sqlite:///{tmp_path}/no/such/folder.db")
    found = examine(away, lambda: NOW)
    assert "CONVITE_DATABASE_URL" in next(one for one in found if one.what == "database").do
    assert exit_code(found) is ExitCode.DATABASE
    with writing(engine) as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert seen(chosen_for(engine, tmp_path))["database"].health is Health.GREEN  # above its floor
    with writing(engine) as db:
        db.execute(text("INSERT INTO schema_floor (oldest) VALUES ('9998')"))
    found = examine(chosen_for(engine, tmp_path), lambda: NOW)
    (database,) = [one for one in found if one.what == "database"]
    assert (database.health, "9998" in database.says) == (Health.RED, True)
    assert "newer version" in database.do
    assert exit_code(found) is ExitCode.DATABASE


@contextmanager
def showing(certificate: Path) -> Iterator[int]:
    """A server on this machine that shows a certificate to whoever comes."""
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def show() -> None:
            with suppress(OSError):
                while True:
                    taken, _ = listener.accept()
                    with taken, suppress(OSError), ours.wrap_socket(taken, server_side=True):
                        pass

        thread = threading.Thread(target=show)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()


def test_a_certificate_is_asked_for_as_a_browser_would(tmp_path: Path) -> None:
    shown = a_certificate(tmp_path / "c.pem", "127.0.0.1")  # ends a day from now
    trusting = ssl.create_default_context(cafile=str(shown))
    ends = datetime.now(UTC) + timedelta(days=1)
    with showing(shown) as port:
        for days, health in ((13.9, Health.YELLOW), (14.1, Health.GREEN)):
            found = doctor_machine.shown_by("127.0.0.1", port, ends - timedelta(days=days), trusting)
            assert (found.health, f"{ends:%Y-%m-%d}" in found.says) == (health, True)
        strange = doctor_machine.shown_by("127.0.0.1", port, ends, ssl.create_default_context())
    assert (strange.health, "caddy" in strange.do) == (Health.RED, True)
    gone = doctor_machine.shown_by("127.0.0.1", port, ends, trusting)
    assert (gone.health, "not reached from here" in gone.says) == (Health.YELLOW, True)


@ON_SQLITE
def test_pages_that_boards_do_not_reach_need_no_certificate(engine: Engine, tmp_path: Path) -> None:
    for url in ("http://127.0.0.1:8000", "https://localhost", "http://convite.example"):
        assert list(doctor_machine.certificate(chosen_for(engine, tmp_path, public_url=url), NOW)) == []
