"""The crawl's patience: waits as long as the source asks, backs off with jitter, and gives up in the end.

The end is six tries of a request, a wait longer than is sensible, or the budget of the run: that one closes
the spider with the reason "budget".
"""

import asyncio
from datetime import UTC, datetime

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from harvesters.budget import SPENT, Budget
from harvesters.patience import LONGEST_SECONDS, PASSING_STATUSES, wait_seconds

_TRIES = 6


class PatientRetry:
    """A downloader middleware: like Scrapy's own, and it honours Retry-After, waits, and keeps to a budget.

    Settings: CONVITE_BACKOFF_SECONDS; CONVITE_MAX_REQUESTS and CONVITE_MAX_SECONDS, without which there is
    no limit.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._base = float(crawler.settings.getfloat("CONVITE_BACKOFF_SECONDS"))
        self._longest = float(crawler.settings.getfloat("DOWNLOAD_TIMEOUT"))
        self._budget = Budget(
            crawler.settings.get("CONVITE_MAX_REQUESTS"), crawler.settings.get("CONVITE_MAX_SECONDS")
        )
        self._closing: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "PatientRetry":
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if self._budget.is_spent:
            self._close()
            raise IgnoreRequest(SPENT)
        self._budget.spend()
        left = self._budget.seconds_left
        if left is not None:  # an answer that hangs may not outlast the budget
            request.meta["download_timeout"] = max(1.0, min(self._longest, left))

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        if response.status not in PASSING_STATUSES:
            return response
        asked = response.headers.get("Retry-After")
        again = await self._later(
            request, f"HTTP {response.status}", asked.decode("latin-1") if asked else None
        )
        return again or response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        if isinstance(exception, IgnoreRequest):  # by robots.txt or by the budget: a decision, not a fault
            return None
        return await self._later(request, type(exception).__name__)

    async def _later(self, request: Request, reason: str, retry_after: str | None = None) -> Request | None:
        """The request once more, after a wait; None where it is given up."""
        again = retried(request, self._spider, reason)
        if again is None:
            return None
        wait = wait_seconds(retry_after, again.meta["retry_times"], self._base, datetime.now(UTC))
        if not self._budget.allows(wait):
            self._close()
            return None
        if wait > LONGEST_SECONDS:
            return None
        await asyncio.sleep(wait)
        return again

    def _close(self) -> None:
        """Not awaited: the engine waits for the requests under way, of which this is one."""
        if self._closing is None and self._crawler.engine is not None:
            self._closing = asyncio.ensure_future(self._crawler.engine.close_spider_async(reason="budget"))

    @property
    def _spider(self) -> Spider:
        assert self._crawler.spider is not None
        return self._crawler.spider


def retried(request: Request, spider: Spider, reason: str) -> Request | None:
    """The request once more, or None when it was tried often enough."""
    again: Request | None = get_retry_request(request, spider=spider, reason=reason, max_retry_times=_TRIES)
    return again
