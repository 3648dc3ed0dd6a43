"""The harvest of a dataset: plan, crawl, and the proof that what came is what the source holds.

The plan says how many rows there are in each slice, and when one of them was last touched. When all slices
were read it is made a second time: a slice is complete when as many rows arrived, by their ids, as the
source counts now, and none was touched meanwhile. Others are read again. When the publisher renewed the
dataset, every row has another id, pages have lost their thread, and equal counts prove nothing: all is read
again.
"""

import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, NamedTuple

import msgspec

from domain.source import RejectedRow
from harvesters import frames
from harvesters.budget import SPENT
from harvesters.columns import Columns, resolve
from harvesters.crawler import Crawl
from harvesters.dataset import Dataset, R, id_of
from harvesters.known import CameAgain, Known
from harvesters.known import write as write_known
from harvesters.plan import Slice, Wanted, by_ids, plan
from harvesters.soda import TIMEOUT_SECONDS, Source, SourceAway, SourceUnavailable, delay_between_requests

_READINGS = 2


class Page(NamedTuple):
    """Records of a page with the hashes of their rows, and the rows that could not be read. Rows that are
    known are left out; `received` counts them too.
    """

    records: list[Any]
    hashes: list[bytes]
    rejected: list[RejectedRow]
    received: int


@dataclass(frozen=True)
class Outcome:
    """How a harvest ended. `rows` are those that the source sent, `expected` those that it counts."""

    rows: int
    expected: int | None  # None where the source did not even count
    complete: bool
    source_updated_at: datetime | None
    rejected: int = 0
    notes: tuple[str, ...] = ()


@dataclass
class _Tally:
    """What arrived of a slice, and when the source had touched a row of it last."""

    touched: str | None = None
    received: int = 0
    rejected: int = 0
    strange: Counter[str] = field(default_factory=Counter)

    def add(self, page: frames.PageRead) -> None:
        self.received += page.received
        self.rejected += len(page.rejected)
        self.strange.update(page.strange)


class Harvest(Generic[R]):
    """Iterate over the pages, then look at `outcome`. Use it as a context, within that of its crawl.

    `came_again` holds the rows that the store knew and the source still has.
    """

    def __init__(
        self,
        source: Source,
        dataset: Dataset[R],
        slices: list[Slice],
        plan_again: Callable[[], list[Slice]],
        updated_at: datetime | None,
        columns: Columns,
        known: bytes,
        crawl: Crawl,
        page_size: int,
        delay_seconds: float,
        timeout_seconds: float,
    ) -> None:
        self.expected = sum(one.expected for one in slices)
        self._source = source
        self._dataset = dataset
        self._slices = slices
        self._updated_at = updated_at
        self._columns = columns
        self._notes = list(columns.notes)
        self._page_size = page_size
        self._delay = delay_seconds
        self._timeout = timeout_seconds
        self._plan_again = plan_again
        self._tallies: dict[str | None, _Tally] = {}  # by the slice's condition
        self._is_proven = not slices  # whether the source counted once more when all was read
        self._is_settled = True
        self._crawl = crawl
        self._decode = msgspec.msgpack.Decoder(list[dataset.record]).decode  # type: ignore[name-defined]  # known when it runs
        self._folder = tempfile.TemporaryDirectory(prefix="convite-")
        write_known(known, self._file("known"))
        write_known(b"", self._file("nothing"))
        self.came_again = CameAgain(Known(self._file("known")))

    def __enter__(self) -> "Harvest[R]":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._source.close()
        self._folder.cleanup()

    def __iter__(self) -> Iterator[Page]:
        for _ in range(_READINGS):
            if unread := self._unread():
                self._is_proven = False
                yield from self._read(unread)
            elif self._is_proven:
                return
            self._look_again()

    def rows_of(self, keys: Collection[str]) -> dict[str, dict[bytes, R]]:
        """All rows of the source with these keys, by key and hash: for keys that stand for several rows.

        Without an answer for all of them the harvest is incomplete, and nothing is given.
        """
        ids = sorted({id_of(key) for key in keys})
        found: dict[str, dict[bytes, R]] = {key: {} for key in keys}
        failed: list[str] = []
        try:
            slices = list(by_ids(self._source, self._dataset, self._columns, ids))
            ended = False
            for frame in self._frames(slices, "nothing"):
                match frame:
                    case frames.PageRead():
                        for record, digest in zip(self._decode(frame.records), frame.hashes, strict=True):
                            if record[0] in found:
                                found[record[0]][digest] = record
                    case frames.SliceFailed():
                        failed.append(frame.reason)
                    case frames.Finished():
                        ended = frame.reason == "finished"
            if not ended:
                failed.append("the crawl ended early")
        except SourceUnavailable as error:
            failed.append(str(error))
        if failed:
            self._notes.append(f"keys of several rows could not be told apart: {failed[0]}")
            self._is_settled = False
            return {}
        return found

    @property
    def is_partial(self) -> bool:
        """Whether columns are missing, so that what a record does not say is not known to be nothing."""
        return bool(self._columns.gone)

    @property
    def outcome(self) -> Outcome:
        tallies = [self._tallies.get(one.where, _Tally()) for one in self._slices]
        counted = sum((tally.strange for tally in tallies), Counter()).items()
        strange = [f"unknown {value} ({times} rows)" for value, times in sorted(counted)]
        unread = self._unread()
        missing = [
            f"slice {number}: {tally.received} rows of {one.expected}"
            for number, (one, tally) in enumerate(zip(self._slices, tallies, strict=True))
            if one in unread
        ]
        return Outcome(
            rows=sum(tally.received for tally in tallies),
            expected=sum(one.expected for one in self._slices),
            complete=not unread and self._is_proven and self._is_settled,
            source_updated_at=self._updated_at,
            rejected=sum(tally.rejected for tally in tallies),
            notes=tuple(dict.fromkeys((*self._source.notes, *self._notes, *missing, *strange))),
        )

    def _unread(self) -> list[Slice]:
        """The slices that may lack rows, or hold rows as they were."""
        return [one for one in self._slices if not self._holds(one)]

    def _holds(self, part: Slice) -> bool:
        tally = self._tallies.get(part.where)
        if tally is None or tally.received != part.expected:
            return False
        return None in (tally.touched, part.touched) or tally.touched == part.touched

    def _look_again(self) -> None:
        """What the source counts when all was read."""
        try:
            updated_at = self._source.describe(self._dataset.id).rows_updated_at
            slices = self._plan_again()
        except SourceUnavailable as error:
            self._notes.append(str(error))
            return
        if updated_at != self._updated_at:
            self._notes.append("the source was renewed while it was read")
            self._tallies.clear()
        self._updated_at, self._slices, self._is_proven = updated_at, slices, True

    def _read(self, slices: Sequence[Slice]) -> Iterator[Page]:
        tallies = [_Tally(one.touched) for one in slices]
        self._tallies |= {one.where: tally for one, tally in zip(slices, tallies, strict=True)}
        ended: str | None = None
        for frame in self._frames(slices, "known"):
            match frame:
                case frames.PageRead():
                    tallies[frame.slice].add(frame)
                    self.came_again.add_places(frame.known)
                    yield Page(self._decode(frame.records), frame.hashes, frame.rejected, frame.received)
                case frames.SliceFailed():
                    number = self._slices.index(slices[frame.slice])
                    self._notes.append(f"slice {number}: {frame.reason}")
                case frames.Finished():
                    ended = frame.reason
        if ended is None:
            self._notes.append("the crawl died")
        elif ended == "budget":
            self._notes.append(SPENT)
        elif ended != "finished":
            self._notes.append(f"the crawl ended early: {ended}")

    def _frames(self, slices: Sequence[Slice], known: str) -> Iterator[frames.Frame]:
        work = frames.Work(
            dataset=self._dataset.id,
            url=self._source.url,
            token=self._source.token,
            columns=self._columns.select(self._dataset),
            wheres=[one.where for one in slices],
            expected=[one.expected for one in slices],
            known=str(self._file(known)),
            page_size=self._page_size,
            delay_seconds=self._delay,
            timeout_seconds=self._timeout,
            max_requests=self._crawl.budget.requests_left,
            max_seconds=self._crawl.budget.seconds_left,
        )
        return self._crawl.work_on(work)

    def _file(self, name: str) -> Path:
        return Path(self._folder.name) / name


def harvest(
    dataset: Dataset[R],
    wanted: Wanted,
    crawl: Crawl,
    *,
    soda_url: str,
    token: str | None,
    known: Callable[[int], bytes] = lambda _expected: b"",
    page_size: int = 5_000,
    delay_seconds: float | None = None,
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> Harvest[R]:
    """Plan a harvest. Raises SourceUnavailable.

    `known` is told how many rows to expect, and gives the hashes of those that need not be brought again, 16
    bytes each, one behind the other.
    `delay_seconds` between requests is by default 1 for a public site and 0 for a server of one's own; an
    answer may keep us waiting for `timeout_seconds`.
    """
    if crawl.away:
        raise crawl.away
    delay = delay_between_requests(soda_url, delay_seconds)
    source = Source(
        soda_url, token, delay_seconds=delay, timeout_seconds=timeout_seconds, budget=crawl.budget
    )
    try:
        description = source.describe(dataset.id)
        columns = resolve(dataset, description.columns)
        plan_now = partial(plan, source, dataset, columns, wanted)
        slices = plan_now()
        hashes = known(sum(one.expected for one in slices))
    except SourceUnavailable as error:
        source.close()
        if isinstance(error, SourceAway):
            crawl.away = error
        raise
    return Harvest(
        source,
        dataset,
        slices,
        plan_now,
        description.rows_updated_at,
        columns,
        hashes,
        crawl,
        page_size,
        delay,
        timeout_seconds,
    )
