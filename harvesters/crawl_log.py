"""What the crawl's process logs: errors alone, in the shape of the service's own lines (service/logs.py)."""

import json
import logging
import sys
from datetime import UTC, datetime

from domain.loggable import places, without_persons


def set_up() -> None:
    """A line each on standard error: for people on a terminal, JSON elsewhere."""
    told = logging.StreamHandler()
    told.setFormatter(_Line())
    told.setLevel(logging.ERROR)  # Scrapy lets its own loggers say everything
    logging.basicConfig(handlers=[told], force=True)
    sys.excepthook = lambda _kind, error, _trace: logging.getLogger("crawl").error(
        "broke off", exc_info=error
    )


class _Line(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "event": without_persons(record.getMessage()),
            "process": "crawl",
            "logger": record.name,
        }
        if record.exc_info and record.exc_info[1]:
            line["exception"] = places(record.exc_info[1])
        if sys.stderr.isatty():
            return " ".join(str(value) for value in line.values())
        return json.dumps(line, ensure_ascii=False)
