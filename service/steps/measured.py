"""Each run of a step leaves figures of itself: how long it took, what it counted, or what it died of."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from functools import wraps
from time import perf_counter
from typing import Any, Concatenate, ParamSpec, TypeVar

import structlog

from domain.figures import (
    STEP_FAILURES,
    STEP_LAST_AT,
    STEP_LAST_SECONDS,
    STEP_ROWS,
    STEP_RUNS,
    STEP_SECONDS,
    Sheet,
)
from service.context import Context
from store import figures
from store.engine import DatabaseUnavailable, writing

P = ParamSpec("P")
R = TypeVar("R")
Step = Callable[Concatenate[Context, P], R]


def measured(step: str) -> Callable[[Step[P, R]], Step[P, R]]:
    """The same step; whatever is logged meanwhile names it."""

    def around(run: Step[P, R]) -> Step[P, R]:
        @wraps(run)
        def measured_run(context: Context, *args: P.args, **kwargs: P.kwargs) -> R:
            started = perf_counter()
            with structlog.contextvars.bound_contextvars(step=step):
                try:
                    summary = run(context, *args, **kwargs)
                except Exception as error:
                    with suppress(
                        Exception
                    ):  # what it died of is what counts, and is told by who asked for it
                        keep(context, _failed(step, error))
                    raise
                with suppress(DatabaseUnavailable):  # the step is done; what comes next will find it away
                    keep(context, _ended(context, step, summary, perf_counter() - started))
                return summary

        return measured_run  # type: ignore[return-value]  # only the name of its argument is lost

    return around


def keep(context: Context, sheet: Sheet) -> None:
    """In a transaction of its own, so that nothing else waits for its rows."""
    with writing(context.engine) as db:
        figures.keep(db, sheet)


def _failed(step: str, error: Exception) -> Sheet:
    sheet = Sheet()
    sheet.count(STEP_FAILURES, step, type(error).__name__)
    return sheet


def _ended(context: Context, step: str, summary: object, seconds: float) -> Sheet:
    sheet = Sheet()
    sheet.count(STEP_RUNS, step)
    sheet.observe(STEP_SECONDS, seconds, step)
    sheet.put(STEP_LAST_SECONDS, seconds, step)
    sheet.put(STEP_LAST_AT, context.now.timestamp(), step)
    for name, rows in _counted(summary):
        sheet.put(STEP_ROWS, rows, step, name)
    return sheet


def _counted(summary: object) -> list[tuple[str, int]]:
    """The whole numbers of a summary; what it has by locality or rule is told elsewhere."""
    told: Mapping[str, Any] = {}
    if is_dataclass(summary) and not isinstance(summary, type):
        told = {field.name: getattr(summary, field.name) for field in fields(summary)}
    elif isinstance(summary, Mapping):
        told = summary
    return [(name, value) for name, value in told.items() if type(value) is int]
