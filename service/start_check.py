"""What in the settings stands in the way of a start: missing, malformed, or dangerous where boards come in.

An installation is open to boards once its public address is not this machine itself. Nothing is asked of
any server here; `convite doctor` does that.
"""

import os
import stat
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from sqlalchemy.engine import URL

from notifications.loopback import is_here
from service import channels
from service.channels import NoChannel, Opened
from service.finding import Finding, Health
from service.mailbox import read_url
from service.setting_files import SUFFIX, files
from service.settings import Settings
from store.engine import DatabaseUnavailable, open_database

_SHORTEST = 16  # characters of a secret
_SECRETS = ("mail_secret", "sms_secret", "telegram_secret", "whatsapp_verify_token")
_NOT_SETTINGS = (
    "CONVITE_TEST_DATABASE_URL",
    "CONVITE_SHARED",
    "CONVITE_DEMAND_BROWSER",
    "CONVITE_IMAGE",
    "CONVITE_ADVISORIES",
)


def findings(chosen: Settings, environment: Mapping[str, str]) -> list[Finding]:
    """Red is what must be mended before boards come in, yellow what is better known. Names no secret."""
    return list(
        chain(
            _secrets(chosen),
            _address(chosen),
            _database(chosen),
            _papers(chosen),
            _channels(chosen),
            _directory(chosen),
            _readable_by_others(chosen, environment),
            _unknown(environment),
        )
    )


def is_open(chosen: Settings) -> bool:
    """Whether boards come in from elsewhere."""
    return not is_here(urlsplit(chosen.public_url).hostname)


def _red(setting: str, says: str, do: str) -> Finding:
    return Finding(f"CONVITE_{setting.upper()}", Health.RED, says, do)


def _yellow(setting: str, says: str, do: str) -> Finding:
    return Finding(f"CONVITE_{setting.upper()}", Health.YELLOW, says, do)


def _secrets(chosen: Settings) -> Iterator[Finding]:
    make = 'python3 -c "import secrets; print(secrets.token_urlsafe(32))" makes one'
    if not chosen.has_own_secret:
        says = (
            f"it is missing, or shorter than {_SHORTEST} characters: it signs the links to the boards' pages"
        )
        yield _red("secret_key", says, make)
    if not chosen.contact_keys.strip(", "):
        says = "not set: addresses are sealed with the secret key, which then can hardly be changed"
        yield _yellow("contact_keys", says, make)
    elif any(len(key) < _SHORTEST for key in chosen.vault_keys):
        yield _red("contact_keys", f"one of them is shorter than {_SHORTEST} characters", make)
    for name in _SECRETS:
        if 0 < len(getattr(chosen, name) or "") < _SHORTEST and is_open(chosen):
            yield _red(name, f"shorter than {_SHORTEST} characters: webhooks could be forged", make)


def _address(chosen: Settings) -> Iterator[Finding]:
    parts = _split(chosen.public_url)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
        yield _red("public_url", "it is no address of pages", "write it as https://convite.example.gov.co")
    elif not is_open(chosen):
        says = f"{chosen.public_url}: links lead to this machine alone"
        yield _yellow("public_url", says, "for boards, the https address that they reach")
    elif parts.scheme == "http":
        says = "http: links, which are keys, and sessions would cross the network in the open"
        yield _red("public_url", says, "put a server with TLS in front (deploy/Caddyfile) and write https://")


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _database(chosen: Settings) -> Iterator[Finding]:
    try:
        engine = open_database(chosen.database_url)
    except DatabaseUnavailable as error:
        yield _red(
            "database_url", str(error), "sqlite:////absolute/file.db or postgresql://user@host/database"
        )
        return
    url = engine.url
    engine.dispose()
    if url.drivername.startswith("sqlite") and is_open(chosen):
        yield _sqlite(url)


def _sqlite(url: URL) -> Finding:
    if not url.database or url.database == ":memory:" or not Path(url.database).is_absolute():
        says = "SQLite in no absolute place: a start from another folder begins with an empty database"
        return _red("database_url", says, "sqlite:////absolute/file.db (four slashes), or PostgreSQL")
    says = "SQLite: one machine, one serve and one work, one of them writing at a time"
    return _yellow("database_url", says, "PostgreSQL before there are several (docs/deploy.md)")


def _papers(chosen: Settings) -> Iterator[Finding]:
    """A folder is made at the first paper; until then the one above it must let that happen."""
    folder = Path(chosen.papers).absolute()
    there = next(one for one in (folder, *folder.parents) if one.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        yield _red(
            "papers", f"this process cannot write to {folder}", "make the folder, or give it to the process"
        )
    elif is_open(chosen) and not Path(chosen.papers).is_absolute():
        says = f"{chosen.papers}: serve and work would each look where they were started"
        yield _red("papers", says, "an absolute folder that both share")


def _channels(chosen: Settings) -> Iterator[Finding]:
    openers: dict[str, Callable[[Settings], Opened | None]] = {
        "smtp_url": channels.email,
        "whatsapp_token": channels.whatsapp,
        "sms_url": channels.sms,
        "telegram_token": channels.telegram,
    }
    for name, open_one in openers.items():
        try:
            if opened := open_one(chosen):
                opened.close()
        except NoChannel as error:
            yield _red(name, str(error), "docs/channels.md")
    if chosen.smtp_url and is_open(chosen) and "@localhost" in chosen.mail_from:
        yield _red("mail_from", "mails would come from nowhere (@localhost)", "Name <address@your.domain>")
    if chosen.mailbox_url:
        try:
            read_url(chosen.mailbox_url)
        except ValueError as error:
            yield _red("mailbox_url", str(error), "docs/channels.md")


def _directory(chosen: Settings) -> Iterator[Finding]:
    names = ("oidc_issuer", "oidc_client_id", "oidc_client_secret")
    missing = [name for name in names if not getattr(chosen, name)]
    if 0 < len(missing) < len(names):
        yield _red(missing[0], "the office's directory is set up by half", "set all three, or none")


def _readable_by_others(chosen: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Everybody with an account here could read what lies there; where boards come in, that is refused."""
    named = {environment[variable]: variable for variable in files(type(chosen), environment).values()}
    for path, what in {**named, ".env": ".env"}.items():
        try:
            mode = Path(path).stat().st_mode
        except OSError:
            continue
        if stat.S_ISREG(mode) and mode & stat.S_IROTH:
            health = Health.RED if is_open(chosen) else Health.YELLOW
            yield Finding(what, health, f"everybody on this machine can read {path}", f"chmod o-r {path}")


def _unknown(environment: Mapping[str, str]) -> Iterator[Finding]:
    """A slip of the pen in a name leaves the setting as it was, and nobody would know."""
    known = {f"CONVITE_{name.upper()}" for name in Settings.model_fields}
    for name in sorted(environment):
        if (
            name.startswith("CONVITE_")
            and name.removesuffix(SUFFIX) not in known
            and name not in _NOT_SETTINGS
        ):
            near = get_close_matches(name, known, n=1)
            yield Finding(
                name, Health.YELLOW, "no such setting", f"{near[0]}?" if near else ".env.example has all"
            )
