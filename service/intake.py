"""One harvest of one feed into the store: new rows at once, what differs when all was seen."""

from collections.abc import Container, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from typing import Any

from harvesters.crawler import Crawl
from harvesters.dataset import id_of
from harvesters.harvest import Harvest, Outcome, Page, harvest
from harvesters.plan import Wanted
from harvesters.spool import Spool
from service.context import Context
from service.feeds import Feed
from store import harvests
from store.engine import reading, writing

# A harvest of less than this part of what we hold does without the hashes of all of it.
_WORTH_KNOWING = 10
_KEYS_AT_ONCE = 1_500


class Intake:
    """Counts what it wrote, which stands even when the source goes away in the middle.

    What differs is put aside until all was seen: only then a change can be told from a second row of the
    same key.
    """

    def __init__(
        self, context: Context, feed: Feed, started_at: datetime, wanted: Wanted, crawl: Crawl
    ) -> None:
        self.new = self.changed = 0
        self._context = context
        self._feed = feed
        self._records = feed.records
        self._dataset = feed.dataset
        self._started_at = started_at
        self._wanted = wanted
        self._crawl = crawl
        self._aside: Spool[Any] = Spool(feed.dataset.record)
        # By key, the hash of the row that another one differs from, and that one's own.
        self._differing: dict[str, tuple[bytes, bytes]] = {}
        self._repeated: set[str] = set()
        self._came_again: Container[bytes] = ()

    def bring(self) -> Outcome:
        """Page by page into the store, each in a transaction of its own. Raises SourceUnavailable."""
        settings = self._context.settings
        with (
            closing(self._aside),
            harvest(
                self._dataset,
                self._wanted,
                self._crawl,
                soda_url=settings.soda_url,
                token=settings.soda_token,
                known=self._known,
                delay_seconds=settings.soda_delay_seconds,
                timeout_seconds=settings.soda_timeout_seconds,
            ) as pages,
            self._context.progress.step(self._dataset.id) as counter,
        ):
            counter.expect(pages.expected)
            for page in pages:
                self._save(page, pages)
                counter.advance(page.received)
            self._change(pages)
        self._came_again = pages.came_again
        return pages.outcome

    def gone(self) -> list[str]:
        """The keys of rows that were asked for by id and did not come."""
        if self._wanted.until is not None:  # what is dated later was not asked for
            return []
        with reading(self._context.engine) as db:
            return self._feed.gone(db, self._wanted.ids, self._came_again, self._started_at)

    def mark_gone(self, keys: Sequence[str]) -> None:
        with writing(self._context.engine) as db:
            self._records.mark_gone(db, keys, self._started_at)

    def _known(self, expected: int) -> bytes:
        """Where few rows are asked for, telling them apart here costs less than reading all hashes."""
        if not expected:
            return b""
        with reading(self._context.engine) as db:
            worth_it = expected * _WORTH_KNOWING > self._records.count(db)
            return self._records.hashes(db) if worth_it else b""

    def _save(self, page: Page, pages: Harvest[Any]) -> None:
        with writing(self._context.engine) as db:
            saved = self._records.save(
                db, page.records, page.hashes, self._started_at, partial=pages.is_partial
            )
            harvests.keep_rejected(db, page.rejected, self._started_at)
        self.new += saved.new
        pages.came_again.add(saved.unchanged)
        self._repeated |= saved.repeated
        for number, former in saved.differing.items():
            key, pair = page.records[number].key, (former, page.hashes[number])
            if self._differing.setdefault(key, pair) != pair:
                self._repeated.add(key)
        if numbers := saved.differing:
            self._aside.put([page.records[n] for n in numbers], [page.hashes[n] for n in numbers])

    def _change(self, pages: Harvest[Any]) -> None:
        doubtful = self._doubtful(pages)
        for records, hashes in self._aside:
            sure = [n for n, record in enumerate(records) if record.key not in doubtful]
            chosen = [records[n] for n in sure], [hashes[n] for n in sure]
            with writing(self._context.engine) as db:
                self.changed += self._records.change(db, *chosen, self._started_at, partial=pages.is_partial)
        self._settle(sorted(doubtful), pages)

    def _doubtful(self, pages: Harvest[Any]) -> set[str]:
        """The keys that seem to stand for several rows: whose former row came again as well, or may not have
        been asked for, or read.
        """
        asked = set(self._wanted.ids)
        windowed = self._wanted.since is not None and self._dataset.date is not None
        incomplete = not pages.outcome.complete
        return self._repeated | {
            key
            for key, (former, _) in self._differing.items()
            if incomplete or former in pages.came_again or (windowed and id_of(key) not in asked)
        }

    def _settle(self, doubtful: Sequence[str], pages: Harvest[Any]) -> None:
        for keys in _batched(doubtful):
            families = pages.rows_of(keys)
            if not families:  # the source does not answer: the next harvest sees to it
                return
            with writing(self._context.engine) as db:
                settled = self._records.settle(db, families, self._started_at, partial=pages.is_partial)
            self.new += settled.new
            self.changed += settled.changed
            pages.came_again.add(settled.came)


def _batched(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[start : start + _KEYS_AT_ONCE] for start in range(0, len(keys), _KEYS_AT_ONCE))
