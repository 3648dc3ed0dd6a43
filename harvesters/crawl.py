"""The crawl: a Scrapy process of its own that brings the pages of each slice, a page a message.

`python -m harvesters.crawl` takes works on standard input, a line of JSON each, and answers on standard
output. Pages of a slice follow each other by `:id > last`, which no row inserted meanwhile can shift;
slices run side by side. Never an item a row: that was measured four times slower.
"""

import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec
import numpy as np
import scrapy
from isal import isal_zlib
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.log import configure_logging
from scrapy.utils.reactor import install_reactor
from twisted.internet import task

from harvesters import crawl_log
from harvesters.dataset import ROW_ID, PageReader, Rows
from harvesters.datasets import DATASETS
from harvesters.frames import Finished, Outbox, PageRead, SliceFailed, Work
from harvesters.known import Known
from harvesters.patience import BASE_SECONDS, LOCAL_BASE_SECONDS
from harvesters.retry import retried
from harvesters.soda import USER_AGENT

_ROWS_A_FRAME = 1_250
_BadGzip: type[Exception] = isal_zlib.error  # type: ignore[assignment]  # it is a class
_GZIP = 31  # zlib's word for a gzip header
_USUAL_BYTES = 16 * 1024 * 1024


class PagesSpider(scrapy.Spider):
    """Reads every slice to its end.

    Pages are worked on one at a time, for each holds megabytes, and in a thread, so that the next ones are
    asked for and arrive meanwhile.
    """

    name = "pages"

    def __init__(self, work: Work, outbox: Outbox) -> None:
        super().__init__()
        self._work = work
        self._outbox = outbox
        self._reader = PageReader(DATASETS[work.dataset])
        self._known = Known(Path(work.known))
        self._ids: list[set[str]] = [set() for _ in work.wheres]
        self._turn = asyncio.Lock()

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for number in range(len(self._work.wheres)):
            yield self._request(number, None)

    async def parse(self, response: Response, **_: Any) -> AsyncIterator[scrapy.Request]:
        number: int = response.meta["slice"]
        async with self._turn:
            try:
                body = await asyncio.to_thread(_unpacked, response)
                if response.status != 200:
                    self._fail(number, _message(response.status, body))
                    return
                rows = await asyncio.to_thread(self._reader.split, body)
            except (_BadGzip, msgspec.DecodeError) as error:  # a gateway's page, or a body that was cut
                for again in self._again(response.request, number, f"no JSON list: {error}"):
                    yield again
                return
            received = self._count(number, rows)
            # A short page should be the last one; where rows are still owed, the source is asked once more.
            owed = self._work.expected[number] - len(self._ids[number])
            if not received and owed > 0:
                reason = f"a page without new rows where {owed} are owed"
                for again in self._again(response.request, number, reason):
                    yield again
            elif rows.last_id and received and (len(rows.raw) == self._work.page_size or owed > 0):
                yield self._request(number, rows.last_id)
            else:
                self._ids[number] = set()
            await asyncio.to_thread(self._read, number, rows, received)

    def _count(self, number: int, rows: Rows) -> int:
        """How many rows of a page had not come before, by their ids."""
        ids = self._ids[number]
        before = len(ids)
        ids.update(one or digest.hex() for one, digest in zip(rows.ids, rows.hashes, strict=True))
        return len(ids) - before

    def _read(self, number: int, rows: Rows, received: int) -> None:
        """Read what is not known, and send it. A page goes in parts, so that no one holds all of it."""
        places = self._known.places(rows.hashes)
        known = places[places >= 0].tobytes()
        unknown = np.flatnonzero(places < 0).tolist()
        for start in range(0, max(len(unknown), 1), _ROWS_A_FRAME):
            page = self._reader.read(rows, unknown[start : start + _ROWS_A_FRAME])
            strange = dict(page.strange)
            self._outbox.put(
                PageRead(number, received, known, page.records, page.hashes, page.rejected, strange)
            )
            received, known = 0, b""

    def errback(self, failure: Any) -> None:
        """A request that failed for good."""
        self._fail(failure.request.meta["slice"], f"{type(failure.value).__name__}: {failure.value}")

    def _again(self, request: scrapy.Request | None, number: int, reason: str) -> Iterator[scrapy.Request]:
        again = retried(request, self, reason) if request else None
        if again is None:
            self._fail(number, reason)
        else:
            yield again

    def _fail(self, number: int, reason: str) -> None:
        self._outbox.put(SliceFailed(number, reason))

    def _request(self, number: int, after: str | None) -> scrapy.Request:
        work = self._work
        conditions = [f"({where})"] if (where := work.wheres[number]) else []
        if after is not None:
            conditions.append(f"{ROW_ID} > '{after}'")
        asked = {
            "$select": ", ".join((*work.columns, ROW_ID)),
            **({"$where": " AND ".join(conditions)} if conditions else {}),
            "$order": ROW_ID,
            "$limit": work.page_size,
        }
        return scrapy.Request(
            f"{work.url}/resource/{work.dataset}.json?{urlencode(asked)}",
            headers={"Accept-Encoding": "gzip", **({"X-App-Token": work.token} if work.token else {})},
            callback=self.parse,
            errback=self.errback,
            meta={"slice": number, "handle_httpstatus_all": True},
            dont_filter=True,
        )


def settings(work: Work) -> dict[str, Any]:
    """Scrapy's settings: polite to the public site, quick on a server of one's own."""
    polite = work.delay_seconds > 0
    return {
        "USER_AGENT": USER_AGENT,
        "ROBOTSTXT_OBEY": True,
        "CONCURRENT_REQUESTS": 4,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
        "DOWNLOAD_DELAY": work.delay_seconds,
        "AUTOTHROTTLE_ENABLED": polite,
        "DOWNLOAD_TIMEOUT": work.timeout_seconds,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_MAXSIZE": 512 * 1024 * 1024,
        "CONVITE_BACKOFF_SECONDS": BASE_SECONDS if polite else LOCAL_BASE_SECONDS,
        "CONVITE_MAX_REQUESTS": work.max_requests,
        "CONVITE_MAX_SECONDS": work.max_seconds,
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
            "harvesters.retry.PatientRetry": 550,
        },
        "COMPRESSION_ENABLED": False,  # pages are unpacked here, strictly: a cut body is no page
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "COOKIES_ENABLED": False,
        "URLLENGTH_LIMIT": 0,  # the plan keeps addresses short; a dropped request would be a lost slice
        "REMOTE_CONTROL_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_LEVEL": "ERROR",
    }


def main() -> None:
    """Do the works that come on standard input, one after the other."""
    # Frames go where standard output led; whatever else prints goes to standard error.
    outbox = Outbox(os.fdopen(os.dup(sys.stdout.fileno()), "wb"))
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    configure_logging({"LOG_INSTALL_ROOT_HANDLER": False})
    crawl_log.set_up()
    # What was given up is said by its slice, without an address of a thousand letters.
    logging.getLogger("scrapy.downloadermiddlewares.retry").setLevel(logging.CRITICAL)
    task.react(lambda _reactor: deferred_from_coro(_work_on_all(outbox)))


async def _work_on_all(outbox: Outbox) -> None:
    while line := await asyncio.to_thread(sys.stdin.buffer.readline):
        work = msgspec.json.decode(line, type=Work)
        crawler = Crawler(PagesSpider, Settings(settings(work)))
        await crawler.crawl_async(work=work, outbox=outbox)
        assert crawler.stats
        requests = crawler.stats.get_value("downloader/request_count", 0)
        outbox.put(Finished(str(crawler.stats.get_value("finish_reason")), requests))
    outbox.close()


def _unpacked(response: Response) -> bytes:
    """Raises _BadGzip for a body that was cut."""
    if response.headers.get("Content-Encoding") != b"gzip":
        return bytes(response.body)
    return isal_zlib.decompress(response.body, wbits=_GZIP, bufsize=_USUAL_BYTES)


def _message(status: int, body: bytes) -> str:
    """What the source says about a refusal, in one line."""
    try:
        said = str(msgspec.json.decode(body)["message"])
    except (msgspec.DecodeError, KeyError, TypeError):
        said = "no message"
    return f"HTTP {status}: {said[:300]}"


if __name__ == "__main__":
    main()
