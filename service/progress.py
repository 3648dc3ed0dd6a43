"""Progress of long steps on standard error: a bar on a terminal, a plain line at the end elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars


class Counter:
    """Counts what one step has done."""

    def __init__(self) -> None:
        self.done = 0
        self.total: int | None = None

    def expect(self, total: int | None) -> None:
        self.total = total

    def advance(self, by: int = 1) -> None:
        self.done += by


class Progress:
    """Shows how far a step is. `quiet` shows nothing at all."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet

    @contextmanager
    def step(self, label: str) -> Iterator[Counter]:
        if self.quiet:
            yield Counter()
        elif sys.stderr.isatty():
            with _bars() as bars:
                yield _BarCounter(bars, label)
        else:
            counter = Counter()
            yield counter
            if counter.done:
                sys.stderr.write(f"{label}: {counter.done:,}\n")


class _BarCounter(Counter):
    def __init__(self, bars: Bars, label: str) -> None:
        super().__init__()
        self._bars = bars
        self._task = bars.add_task(label, total=None)

    def expect(self, total: int | None) -> None:
        super().expect(total)
        self._bars.update(self._task, total=total)

    def advance(self, by: int = 1) -> None:
        super().advance(by)
        self._bars.advance(self._task, by)


def _bars() -> Bars:
    return Bars(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
