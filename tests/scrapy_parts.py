"""Imports what Scrapy imports only once a crawl begins: for the process that crawls are forked from.

It is the last to be imported there. What stands then stays, and no crawl looks through it for what may go.
"""

import gc
from collections.abc import Iterator
from importlib import import_module

from scrapy.settings import default_settings


def _named(value: object) -> Iterator[str]:
    if isinstance(value, str) and value.startswith("scrapy."):
        yield value.rpartition(".")[0]
    elif isinstance(value, dict):
        for item in (*value, *value.values()):
            yield from _named(item)


for _module in sorted(set(_named(vars(default_settings)))):
    import_module(_module)
gc.collect()
gc.freeze()
