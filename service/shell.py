"""Between the command line and the steps: clock, settings, what is printed, and the exit codes."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from pydantic import ValidationError

from domain.days import BOGOTA
from service import start_check
from service.context import Context
from service.finding import Health
from service.progress import Progress
from service.setting_files import UnusableFile
from service.settings import Settings
from store import sealing
from store.clock import shared_clock
from store.engine import open_database, reading, writing
from store.migrating import migrate


class ExitCode(IntEnum):
    DONE = 0
    BROKEN = 1  # a fault of ours: the log says where
    USAGE = 2  # wrong usage, unreadable input
    SOURCE = 3  # a source was unavailable or came incomplete
    DATABASE = 4  # the database cannot be used
    SETTINGS = 78  # settings are missing, malformed or dangerous (EX_CONFIG): nothing is started with them


class WrongUsage(Exception):
    """The command cannot run as asked; the message says what to change."""


class NotToBeStarted(Exception):
    """A service must not start with these settings; a line for each of them."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("; ".join(lines))
        self.lines = lines


def settings() -> Settings:
    """The settings of this installation. Raises WrongUsage naming each one that is malformed."""
    try:
        return settings_as_given()
    except NotToBeStarted as error:
        raise WrongUsage(f"settings: {error}") from error


def settings_to_start() -> Settings:
    """The settings of a service that is to start. Raises NotToBeStarted."""
    chosen = settings_as_given()
    found = start_check.findings(chosen, os.environ)
    if red := [f"{one.what}: {one.says} → {one.do}" for one in found if one.health is Health.RED]:
        raise NotToBeStarted(red)
    return chosen


def settings_as_given() -> Settings:
    """The settings of this installation. Raises NotToBeStarted naming each one that is malformed."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = [f"CONVITE_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors()]
        raise NotToBeStarted(wrong) from error
    except UnusableFile as error:
        raise NotToBeStarted([str(error)]) from error


def require_secret(chosen: Settings) -> None:
    """Raises WrongUsage while links would be signed with a key that everybody knows."""
    if not chosen.has_own_secret:
        raise WrongUsage(
            "set CONVITE_SECRET_KEY to a secret of at least 16 characters: it signs the links to the boards' "
            'pages (python3 -c "import secrets; print(secrets.token_urlsafe(32))" makes one)'
        )


@contextmanager
def context(now: datetime | None, chosen: Settings | None = None) -> Iterator[Context]:
    """A context on the configured database, brought to the newest schema first."""
    chosen = chosen or settings()
    engine = open_database(chosen.database_url)
    try:
        migrate(engine)
        made = Context(engine, chosen, shared_clock(engine) if now is None else clock(now), Progress())
        _seal(made)
        yield made
    finally:
        engine.dispose()


def _seal(context: Context) -> None:
    """Contact data that is not under the newest key, or under none yet, is before anything else is done."""
    with reading(context.engine) as db:
        due = sealing.is_due(db, context.vault)
    if due:
        with writing(context.engine) as db:
            sealing.reseal(db, context.vault)


def clock(now: datetime | None) -> Callable[[], datetime]:
    """The clock that a command goes by: the one of `--now`, standing still, else the machine's."""
    if now is None:
        return lambda: datetime.now(BOGOTA)
    return lambda: now


def read_now(text: str) -> datetime:
    """`--now`: an ISO date and time, in Bogotá unless it names a zone."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=BOGOTA)


def report(summary: object, *, as_json: bool) -> None:
    """Print what a step did: for people, or as one line of JSON at the end of standard output."""
    plain = plainly(summary)
    if as_json:
        sys.stdout.write(json.dumps(plain, ensure_ascii=False, default=str) + "\n")
        return
    for line in _lines(plain):
        sys.stdout.write(line + "\n")


def plainly(summary: object) -> dict[str, Any]:
    """A summary as JSON knows it; seconds rounded to what can be felt."""
    plain = asdict(summary) if is_dataclass(summary) and not isinstance(summary, type) else summary
    assert isinstance(plain, dict)
    return {key: _rounded(value) for key, value in plain.items()}


def _rounded(value: Any) -> Any:
    match value:
        case float():
            return round(value, 3)
        case dict():
            return {key: _rounded(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_rounded(inner) for inner in value]
        case _:
            return value


def _lines(plain: dict[str, Any], indent: str = "") -> Iterator[str]:
    for key, value in plain.items():
        label = key.replace("_", " ")
        match value:
            case dict():
                yield f"{indent}{label}:"
                yield from _lines(value, indent + "  ")
            case list() if value and isinstance(value[0], dict):
                for inner in value:
                    yield f"{indent}{label}:"
                    yield from _lines(inner, indent + "  ")
            case list():
                yield f"{indent}{label}: {'; '.join(map(str, value)) or 'none'}"
            case int() if not isinstance(value, bool):
                yield f"{indent}{label}: {value:,}"
            case _:
                yield f"{indent}{label}: {value}"
