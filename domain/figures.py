"""What the service counts of its own work: names as Prometheus has them, and a sheet to count on.

A label's values are few and known: channels, steps, kinds of errors. Never what belongs to a board.
"""

from collections import defaultdict
from typing import NamedTuple

Key = tuple[str, tuple[str, ...]]
"""A name and the values of its labels, in their order."""


class Figure(NamedTuple):
    """`bounds` are those of a histogram, in the unit that ends its name. What ends in `_total` grows for
    ever; all else is what stands.
    """

    name: str
    says: str
    labels: tuple[str, ...]
    bounds: tuple[float, ...] = ()


_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0

STEP_RUNS = Figure("convite_step_runs_total", "Runs of a step that ended well.", ("step",))
STEP_FAILURES = Figure(
    "convite_step_failures_total", "Runs of a step that did not, by kind of error.", ("step", "reason")
)
STEP_SECONDS = Figure(
    "convite_step_duration_seconds",
    "How long the runs of a step took.",
    ("step",),
    (0.1, 1, 10, _MINUTE, 5 * _MINUTE, 30 * _MINUTE, 2 * _HOUR),
)
STEP_LAST_SECONDS = Figure("convite_step_last_duration_seconds", "How long its last run took.", ("step",))
STEP_LAST_AT = Figure("convite_step_last_success_timestamp_seconds", "When it last ended well.", ("step",))
STEP_ROWS = Figure(
    "convite_step_rows", "What the last run of a step counted, by the names of its summary.", ("step", "rows")
)
ATTEMPTS = Figure(
    "convite_delivery_attempts_total",
    "Tries to hand a message over, by what came of them; `ours`: refused for what we must mend.",
    ("channel", "result"),
)
ATTEMPT_SECONDS = Figure(
    "convite_delivery_attempt_duration_seconds",
    "From the beginning of a try to the provider's answer.",
    ("channel",),
    (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
TOLD_SECONDS = Figure(
    "convite_told_after_publication_seconds",
    "From the beginning of the day on which a process was published to the message that told a board of it.",
    (),
    (6 * _HOUR, 12 * _HOUR, _DAY, 2 * _DAY, 3 * _DAY, 5 * _DAY, 10 * _DAY),
)
BACKUP_AT = Figure("convite_backup_timestamp_seconds", "When the last backup was whole.", ())
BACKUP_BYTES = Figure("convite_backup_size_bytes", "How large the last backup is.", ())

KEPT = (
    *(STEP_RUNS, STEP_FAILURES, STEP_SECONDS, STEP_LAST_SECONDS, STEP_LAST_AT, STEP_ROWS),
    *(ATTEMPTS, ATTEMPT_SECONDS, TOLD_SECONDS, BACKUP_AT, BACKUP_BYTES),
)
"""Those that are kept in the database: each process of the web tells the same, and a restart forgets none."""


class Sheet:
    """What one run counted: `added` to what was before, and `stands` in its place."""

    def __init__(self) -> None:
        self.added: dict[Key, float] = defaultdict(float)
        self.stands: dict[Key, float] = {}

    def count(self, figure: Figure, *values: str, by: float = 1) -> None:
        self.added[figure.name, values] += by

    def put(self, figure: Figure, value: float, *values: str) -> None:
        self.stands[figure.name, values] = value

    def observe(self, figure: Figure, amount: float, *values: str) -> None:
        within = next((bound for bound in figure.bounds if amount <= bound), None)
        self.added[bucket(figure), (*values, bound_name(within))] += 1
        self.added[total(figure), values] += amount


def bucket(figure: Figure) -> str:
    """Where a histogram keeps how many were within each bound and above the one before."""
    return f"{figure.name}_bucket"


def total(figure: Figure) -> str:
    """Where it keeps their sum."""
    return f"{figure.name}_sum"


def bound_name(bound: float | None) -> str:
    """A bound as Prometheus writes it; None is the one that has no end."""
    return "+Inf" if bound is None else f"{bound:.12g}"
