"""Patience with the source: waits as long as it asks, backs off with jitter, and gives up in the end."""

import asyncio
import random
from collections.abc import Callable
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Response

_STATUSES = frozenset({202, 408, 429, 500, 502, 503, 504})
_TRIES = 6
_LONGEST_SECONDS = 300.0


class PatientRetry:
    """A downloader middleware: like Scrapy's own, and it honours Retry-After and waits between tries."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._base = float(crawler.settings.getfloat("CONVITE_BACKOFF_SECONDS"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "PatientRetry":
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        if response.status not in _STATUSES:
            return response
        again = retried(request, self._spider, f"HTTP {response.status}")
        if again is None:
            return response
        await asyncio.sleep(_wait_seconds(response, again.meta["retry_times"], self._base))
        return again

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        again = retried(request, self._spider, type(exception).__name__)
        if again is not None:
            await asyncio.sleep(_backoff(again.meta["retry_times"], self._base))
        return again

    @property
    def _spider(self) -> Spider:
        assert self._crawler.spider is not None
        return self._crawler.spider


def retried(request: Request, spider: Spider, reason: str) -> Request | None:
    """The request once more, or None when it was tried often enough."""
    again: Request | None = get_retry_request(request, spider=spider, reason=reason, max_retry_times=_TRIES)
    return again


def _wait_seconds(
    response: Response, tries: int, base: float, chance: Callable[[], float] = random.random
) -> float:
    asked: Any = response.headers.get("Retry-After")
    try:
        return min(float(asked), _LONGEST_SECONDS)
    except (TypeError, ValueError):  # left out, or a date: our own pace will do
        return _backoff(tries, base, chance)


def _backoff(tries: int, base: float, chance: Callable[[], float] = random.random) -> float:
    return min(base * 2.0 ** (tries - 1) * (0.5 + chance()), _LONGEST_SECONDS)
