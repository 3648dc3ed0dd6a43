"""`python -m service.healthy web|work`: for a container engine, whether a service does its work.

Apart from `convite`, whose commands take longer to load than this to answer. Ends with 0 or 1, and says why.
"""

import sys
from collections.abc import Callable
from datetime import datetime
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from service.settings import Settings
from store import leases
from store.clock import shared_clock
from store.engine import DatabaseUnavailable, open_database, reading

_READY = "http://127.0.0.1:8000/readyz"
_WAIT_SECONDS = 4


def web(address: str = _READY) -> str | None:
    """What is wrong with the pages; None where they and the database answer."""
    try:
        with urlopen(address, timeout=_WAIT_SECONDS):  # noqa: S310 - our own address
            return None
    except HTTPError as error:
        return f"{address}: {error.read(200).decode(errors='replace')}"
    except (URLError, OSError) as error:
        return f"{address}: {error}"


def work(chosen: Settings | None = None, now: datetime | None = None) -> str | None:
    """What is wrong with the schedule; None where somebody keeps it, this process or another."""
    try:
        engine = open_database((chosen or Settings()).database_url)
        with reading(engine) as db:
            leads = leases.holder(db, leases.SCHEDULE, now or shared_clock(engine)())
        engine.dispose()
    except DatabaseUnavailable as error:
        return str(error)
    return None if leads else "nobody keeps the schedule: its lease ran out"


def main(what: str) -> int:
    checks: dict[str, Callable[[], str | None]] = {"web": web, "work": work}
    wrong = checks[what]()
    if wrong:
        sys.stderr.write(f"{wrong}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
