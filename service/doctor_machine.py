"""What doctor says of the machine: room on its disks, its clock, the pages' certificate, the last backup."""

import shutil
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Connection, text

from domain.figures import BACKUP_AT
from service.finding import Finding, Health
from service.settings import Settings
from service.start_check import is_open
from store import figures

_TIGHT, _NEARLY_FULL = 0.15, 0.05  # of a disk that is free
_APART, _FAR_APART = timedelta(seconds=2), timedelta(seconds=30)
_BACKUP_IS_OLD = timedelta(hours=26)  # each night, and the time that one takes
_RENEW = timedelta(days=14)  # Caddy renews thirty days before the end
_ANSWERS_WITHIN_SECONDS = 5


def of_database(db: Connection, now: datetime) -> Iterator[Finding]:
    """What the database knows of clocks and backups."""
    if db.dialect.name == "postgresql":
        theirs: datetime = db.execute(text("SELECT clock_timestamp()")).scalar_one()
        yield clock(datetime.now(UTC) - theirs)
    yield backup(figures.read(db).get((BACKUP_AT.name, ())), now)


def clock(ahead: timedelta) -> Finding:
    """How far this machine's clock is before the database's."""
    says = f"{abs(ahead) / timedelta(seconds=1):.1f} s {'ahead of' if ahead > timedelta(0) else 'behind'}"
    if abs(ahead) < _APART:
        return Finding("clock", Health.GREEN, f"{says} the database's")
    do = "let both machines keep time by NTP: timedatectl set-ntp true (systemd-timesyncd)"
    health = Health.RED if abs(ahead) >= _FAR_APART else Health.YELLOW
    return Finding("clock", health, f"this machine's is {says} the database's", do)


def backup(at: float | None, now: datetime) -> Finding:
    """`at`: seconds of the last backup that was whole, as it was noted by whoever wrote it."""
    if at is None:
        return Finding(
            "backup", Health.YELLOW, "none was ever noted here", "convite backup FOLDER, each night"
        )
    written_at = datetime.fromtimestamp(at, UTC)
    says = f"the last is of {written_at:%Y-%m-%d %H:%M} UTC"
    if now - written_at > _BACKUP_IS_OLD:
        do = "systemctl status convite-backup; by hand: convite backup FOLDER"
        return Finding("backup", Health.RED, f"older than a day: {says}", do)
    return Finding("backup", Health.GREEN, says)


def disks(chosen: Settings, database: str | None) -> Iterator[Finding]:
    """Where we write; `database` is the file of SQLite. A server's disk is not seen from here."""
    folders = {"papers": chosen.papers, "documents": chosen.documents_folder, "database": database}
    for what, folder in folders.items():
        if folder is not None:
            path = Path(folder).absolute()
            there = next(one for one in (path, *path.parents) if one.exists())
            usage = shutil.disk_usage(there)
            yield room(what, str(path), usage.free, usage.total)


def room(what: str, path: str, free: int, of: int) -> Finding:
    says = f"{free / 1e9:.1f} GB of {of / 1e9:.1f} GB free for {path}"
    if free >= _TIGHT * of:
        return Finding(f"disk of {what}", Health.GREEN, says)
    do = "make room: old backups and releases first, then a larger disk; what cannot be written waits"
    return Finding(
        f"disk of {what}",
        Health.RED if free < _NEARLY_FULL * of else Health.YELLOW,
        f"nearly full: {says}",
        do,
    )


def certificate(chosen: Settings, now: datetime, trusted: ssl.SSLContext | None = None) -> Iterator[Finding]:
    """What a browser would be shown at the public address; nothing where boards do not come in."""
    parts = urlsplit(chosen.public_url)
    if not is_open(chosen) or parts.scheme != "https" or not parts.hostname:
        return
    yield shown_by(parts.hostname, parts.port or 443, now, trusted or ssl.create_default_context())


def shown_by(host: str, port: int, now: datetime, trusted: ssl.SSLContext) -> Finding:
    look = "journalctl -u caddy; the name must lead here, and port 80 be open (docs/deploy.md)"
    try:
        with (
            socket.create_connection((host, port), _ANSWERS_WITHIN_SECONDS) as plain,
            trusted.wrap_socket(plain, server_hostname=host) as secured,
        ):
            shown = secured.getpeercert() or {}
    except ssl.SSLError as error:
        return Finding(
            "certificate", Health.RED, f"browsers would refuse {host}: {error.reason or error}", look
        )
    except OSError as error:
        says = f"{host} is not reached from here, so nothing is known of its certificate: {error}"
        return Finding(
            "certificate", Health.YELLOW, says, "open the address from elsewhere, and look at it there"
        )
    until = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)
    if until - now < _RENEW:
        return Finding("certificate", Health.YELLOW, f"that of {host} ends on {until:%Y-%m-%d}", look)
    return Finding("certificate", Health.GREEN, f"that of {host} holds until {until:%Y-%m-%d}")
