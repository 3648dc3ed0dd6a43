"""Progress of long steps: a bar on a terminal, now and then a line of the log elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars
from rich.text import Text

log = structlog.get_logger()

_LINE_EVERY_SECONDS = 30.0


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

    def __init__(self, *, quiet: bool = False, clock: Callable[[], float] = time.monotonic) -> None:
        self.quiet = quiet
        self._clock = clock

    @contextmanager
    def step(self, label: str) -> Iterator[Counter]:
        if self.quiet:
            yield Counter()
        elif sys.stderr.isatty():
            with _bars() as bars:
                yield _BarCounter(bars, label)
        else:
            counter = _LineCounter(label, self._clock)
            yield counter
            counter.end()


class _LineCounter(Counter):
    """Tells how far it is every half a minute, and at the end if there was anything to do."""

    def __init__(self, label: str, clock: Callable[[], float]) -> None:
        super().__init__()
        self._label = label
        self._clock = clock
        self._started = self._told = clock()

    def advance(self, by: int = 1) -> None:
        super().advance(by)
        now = self._clock()
        if now - self._told >= _LINE_EVERY_SECONDS:
            self._told = now
            self._tell("on the way")

    def end(self) -> None:
        if self.done or self.total is not None:
            self._tell("gone through")

    def _tell(self, event: str) -> None:
        seconds = round(self._clock() - self._started, 3)
        log.info(event, of=self._label, done=self.done, total=self.total, seconds=seconds)


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


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:,.0f}/s")


def _bars() -> Bars:
    return Bars(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
