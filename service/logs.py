"""Logs: events with fields on standard error, all in one shape, whoever speaks; nothing of a person in them.

A line for people on a terminal, JSON elsewhere. A field must be known here to be told: what may stand in one
is thought of once, and not at each call. Libraries speak from warnings on, in the same shape (`logger`).
"""

import logging
import sys
import threading
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

from domain.loggable import places, without_persons

# fmt: off
# What our own code makes: words of our own lists, routes as the code writes them, ids drawn for a line.
_OWN = frozenset((
    "timestamp", "level", "process", "logger", "worker", "job", "step", "request", "method", "route",
    "channel", "dataset", "reason", "exception", "withheld",
))
# Numbers, flags, and texts that are told without what reaches or names a person.
_CLEANED = frozenset((
    "event", "error", "why", "answer", "says", "trouble", "summary", "of", "steps", "leads", "status",
    "milliseconds", "seconds", "done", "total", "uid", "delivery", "board", "call", "pairs", "counts",
))
# fmt: on
FIELDS = _OWN | _CLEANED
"""All that a line may say; anything else is left out, and only its name is told (`withheld`)."""


def set_up(process: str) -> None:
    """From now on everything that this process logs, warns of or dies of in a thread is told so."""
    on_terminal = sys.stderr.isatty()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        processors=[
            structlog.contextvars.merge_contextvars,
            _Start(process),
            told,
            structlog.dev.ConsoleRenderer() if on_terminal else structlog.processors.JSONRenderer(),
        ],
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers[:] = [_OfLibraries(logging.WARNING)]
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # what its retries come to is told by the step
    logging.captureWarnings(capture=True)
    threading.excepthook = _tell_of_thread
    sys.unraisablehook = _tell_of_unraisable


def told(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A line without what nobody may read in it: fields that are known, texts cleaned, errors by place."""
    if (error := _error(event.pop("exc_info", None))) is not None:
        event["exception"] = places(error)
    found: EventDict = {}
    for name, value in event.items():
        if name in _OWN:
            found[name] = value
        elif name in _CLEANED:
            found[name] = _cleaned(value)
    if unknown := sorted(event.keys() - FIELDS):
        found["withheld"] = unknown
    return found


class _Start:
    """What every line begins with."""

    def __init__(self, process: str) -> None:
        self._process = process
        self._time = structlog.processors.TimeStamper(fmt="iso", utc=True)

    def __call__(self, logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        time = self._time(logger, method, {})
        level = structlog.processors.add_log_level(logger, method, {})
        return {**time, **level, "event": event.pop("event"), "process": self._process, **event}


class _OfLibraries(logging.Handler):
    """What comes by the standard library's loggers goes on as one of our own lines."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            says = record.getMessage()
        except (TypeError, ValueError):  # a template and values that do not fit
            says = str(record.msg)
        error = record.exc_info[1] if record.exc_info else None
        structlog.get_logger().log(
            max(record.levelno, logging.INFO), says, logger=record.name, exc_info=error
        )


def _error(given: object) -> BaseException | None:
    """The error of `exc_info`, which is one, or True for the one that is being handled."""
    if isinstance(given, BaseException):
        return given
    if isinstance(given, tuple):
        return given[1] if isinstance(given[1], BaseException) else None
    return sys.exc_info()[1] if given else None


def _cleaned(value: Any) -> Any:
    """As JSON knows it, with every text in it cleaned."""
    match value:
        case None | bool() | int() | float():
            return value
        case Enum():
            return value.value
        case str():
            return without_persons(value)
        case datetime() | date():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case BaseException():
            return places(value)
        case dict():
            return {_cleaned(str(key)): _cleaned(inner) for key, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_cleaned(inner) for inner in value]
    if is_dataclass(value) and not isinstance(value, type):
        return _cleaned(asdict(value))
    return f"({type(value).__name__})"


def _tell_of_thread(died: threading.ExceptHookArgs) -> None:
    if died.exc_type is not SystemExit:
        structlog.get_logger().error("a thread died", exc_info=died.exc_value)


def _tell_of_unraisable(died: "sys.UnraisableHookArgs") -> None:
    structlog.get_logger().error("an error could not be raised", exc_info=died.exc_value)
