"""A small crawl with the project's own patience, to be run by a test in a process of its own.

Arguments: the address to ask, how often, the requests and the seconds that it may spend ("-": no limit).
Says how it ended, and the reason of each request that failed.
"""

import sys
from collections.abc import AsyncIterator
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response


class Asking(scrapy.Spider):
    name = "asking"

    def __init__(self, url: str, times: int) -> None:
        super().__init__()
        self._url, self._left = url, times

    async def start(self) -> AsyncIterator[scrapy.Request]:
        yield self._ask()

    async def parse(self, response: Response, **_: Any) -> AsyncIterator[scrapy.Request]:
        if self._left:
            yield self._ask()

    def errback(self, failure: Any) -> None:
        sys.stdout.write(f"failed: {failure.value}\n")

    def _ask(self) -> scrapy.Request:
        self._left -= 1
        return scrapy.Request(
            self._url,
            callback=self.parse,
            errback=self.errback,
            meta={"handle_httpstatus_all": True},
            dont_filter=True,
        )


def main(url: str, times: str, requests: str, seconds: str) -> None:
    process = CrawlerProcess(
        {
            "CONVITE_BACKOFF_SECONDS": 0.05,
            "CONVITE_MAX_REQUESTS": None if requests == "-" else int(requests),
            "CONVITE_MAX_SECONDS": None if seconds == "-" else float(seconds),
            "DOWNLOAD_DELAY": 0,
            "DOWNLOADER_MIDDLEWARES": {
                "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
                "harvesters.retry.PatientRetry": 550,
            },
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
            "LOG_LEVEL": "ERROR",
        }
    )
    crawler = process.create_crawler(Asking)
    process.crawl(crawler, url=url, times=int(times))
    process.start()
    assert crawler.stats
    sys.stdout.write(f"ended: {crawler.stats.get_value('finish_reason')}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
