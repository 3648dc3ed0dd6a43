"""The harvest of a dataset: plan, crawl, and the proof that what came is what the source holds.

A slice is complete when as many rows arrived as the source counts. One that is not is counted again, for
rows come and go meanwhile, and read a second time if it still differs. When the publisher renewed the
dataset meanwhile, every row has another id, pages have lost their thread, and equal counts prove nothing: all
is read again.
"""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Generic, NamedTuple

import msgspec

from domain.source import RejectedRow
from harvesters import frames
from harvesters.columns import Columns, resolve
from harvesters.dataset import Dataset, R
from harvesters.plan import Slice, Wanted, plan
from harvesters.soda import Source, SourceUnavailable, is_local

_PUBLIC_DELAY_SECONDS = 1.0  # robots.txt of www.datos.gov.co: Crawl-delay: 1
_READINGS = 2
_PIPE_BYTES = 1 << 20  # a page has megabytes: fewer turns between the two processes


class Page(NamedTuple):
    """Records of a page with their content hashes, and the rows that could not be read."""

    records: list[Any]
    hashes: list[bytes]
    rejected: list[RejectedRow]


@dataclass(frozen=True)
class Outcome:
    """How a harvest ended. `rows` are those that the source sent, `expected` those that it counts."""

    rows: int
    expected: int | None  # None where the source did not even count
    complete: bool
    source_updated_at: datetime | None
    notes: tuple[str, ...]


class Harvest(Generic[R]):
    """Iterate over the pages, then look at `outcome`. Use it as a context: leaving it ends the crawl."""

    def __init__(
        self,
        source: Source,
        dataset: Dataset[R],
        slices: list[Slice],
        updated_at: datetime | None,
        columns: Columns,
        page_size: int,
        delay_seconds: float,
    ) -> None:
        self.expected = sum(one.expected for one in slices)
        self._source = source
        self._dataset = dataset
        self._slices = slices
        self._updated_at = updated_at
        self._columns = columns.select(dataset)
        self._notes = list(columns.notes)
        self._page_size = page_size
        self._delay = delay_seconds
        self._received = [0] * len(slices)
        self._strange: list[Counter[str]] = [Counter() for _ in slices]
        self._open: set[int] = set(range(len(slices)))
        self._crawl: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Harvest[R]":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end_crawl()
        self._source.close()

    def __iter__(self) -> Iterator[Page]:
        for _ in range(_READINGS):
            if not self._open:
                return
            yield from self._read(sorted(self._open))
            self._open = self._unproven()

    @property
    def outcome(self) -> Outcome:
        counted = sum(self._strange, Counter()).items()
        strange = [f"unknown {value} ({times} rows)" for value, times in sorted(counted)]
        missing = [
            f"slice {number}: {self._received[number]} rows of {self._slices[number].expected}"
            for number in sorted(self._open)
        ]
        return Outcome(
            rows=sum(self._received),
            expected=sum(one.expected for one in self._slices),
            complete=not self._open,
            source_updated_at=self._updated_at,
            notes=tuple(dict.fromkeys((*self._source.notes, *self._notes, *missing, *strange))),
        )

    def _read(self, numbers: list[int]) -> Iterator[Page]:
        for number in numbers:
            self._received[number] = 0
            self._strange[number].clear()
        decoder = msgspec.msgpack.Decoder(list[self._dataset.record])  # type: ignore[name-defined]  # known when it runs
        ended: str | None = None
        for frame in self._frames(numbers):
            match frame:
                case frames.PageRead():
                    self._received[numbers[frame.slice]] += frame.received
                    self._strange[numbers[frame.slice]].update(frame.strange)
                    yield Page(decoder.decode(frame.records), frame.hashes, frame.rejected)
                case frames.SliceFailed():
                    self._notes.append(f"slice {numbers[frame.slice]}: {frame.reason}")
                case frames.Finished():
                    ended = frame.reason
        self._end_crawl()
        if ended is None:
            self._notes.append("the crawl died")
        elif ended != "finished":
            self._notes.append(f"the crawl ended early: {ended}")

    def _frames(self, numbers: list[int]) -> Iterator[frames.Frame]:
        work = frames.Work(
            dataset=self._dataset.id,
            url=self._source.url,
            token=self._source.token,
            columns=self._columns,
            wheres=[self._slices[number].where for number in numbers],
            expected=[self._slices[number].expected for number in numbers],
            page_size=self._page_size,
            delay_seconds=self._delay,
        )
        self._crawl = subprocess.Popen(
            [sys.executable, "-m", "harvesters.crawl"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pipesize=_PIPE_BYTES,
        )
        assert self._crawl.stdin
        assert self._crawl.stdout
        with suppress(BrokenPipeError), self._crawl.stdin as told:  # a crawl that died at once says no more
            told.write(msgspec.json.encode(work))
        return frames.read(self._crawl.stdout)

    def _unproven(self) -> set[int]:
        """The slices that may lack rows."""
        try:
            updated_at = self._source.describe(self._dataset.id).rows_updated_at
        except SourceUnavailable as error:
            self._notes.append(str(error))
            return self._open
        renewed, self._updated_at = updated_at != self._updated_at, updated_at
        if renewed:
            self._notes.append("the source was renewed while it was read")
        doubtful = set(range(len(self._slices))) if renewed else self._open
        return {number for number in doubtful if not self._is_complete(number) or renewed}

    def _is_complete(self, number: int) -> bool:
        """Whether a slice holds what the source counts, then or by now."""
        if self._received[number] == self._slices[number].expected:
            return True
        try:
            counted = self._source.count(self._dataset.id, self._slices[number].where)
        except SourceUnavailable as error:
            self._notes.append(str(error))
            return False
        self._slices[number] = Slice(self._slices[number].where, counted)
        return self._received[number] == counted

    def _end_crawl(self) -> None:
        """It holds nothing that is worth a wait."""
        if self._crawl is None:
            return
        self._crawl.kill()
        self._crawl.wait()
        if self._crawl.stdout:
            self._crawl.stdout.close()
        self._crawl = None


def harvest(
    dataset: Dataset[R],
    wanted: Wanted,
    *,
    soda_url: str,
    token: str | None,
    page_size: int = 5_000,
    delay_seconds: float | None = None,
) -> Harvest[R]:
    """Plan a harvest. Raises SourceUnavailable.

    `delay_seconds` between requests is by default 1 for a public site and 0 for a server of one's own.
    """
    polite = 0.0 if is_local(soda_url) else _PUBLIC_DELAY_SECONDS
    delay = polite if delay_seconds is None else delay_seconds
    source = Source(soda_url, token)
    try:
        description = source.describe(dataset.id)
        columns = resolve(dataset, description.columns)
        slices = plan(source, dataset, columns, wanted)
    except SourceUnavailable:
        source.close()
        raise
    return Harvest(source, dataset, slices, description.rows_updated_at, columns, page_size, delay)
