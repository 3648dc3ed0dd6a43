"""The project's way of a harvest, as `convite harvest` goes it: an intake within a crawl."""

from datetime import UTC, datetime

from bench.measured import Measured, Stopwatch, peak_mb
from bench.rows import buyers
from harvesters.crawler import Crawl
from harvesters.datasets.processes import PROCESSES
from harvesters.plan import Wanted
from service.context import Context
from service.feeds import Feed
from service.intake import Intake
from service.progress import Progress
from service.settings import Settings
from store.engine import open_database, reading
from store.migrating import migrate
from store.processes import RECORDS


def harvest(url: str, database_url: str, pages: int) -> Measured:
    """The rows of this many pages, by the list of their buyers."""
    return _harvest(url, database_url, Wanted(buyers(pages)))


def harvest_all(url: str, database_url: str) -> Measured:
    """All rows of the source, without a list of buyers."""
    return _harvest(url, database_url, Wanted(nits=None))


def _harvest(url: str, database_url: str, wanted: Wanted) -> Measured:
    engine = open_database(database_url)
    migrate(engine)
    settings = Settings(_env_file=None, soda_url=url)  # type: ignore[call-arg]  # pydantic-settings takes it
    context = Context(engine, settings, lambda: datetime.now(UTC), Progress(quiet=True))
    with reading(engine) as db:
        before = RECORDS.count(db)
    with Stopwatch() as watch, Crawl() as crawl:
        intake = Intake(context, Feed(PROCESSES, RECORDS), context.now, wanted, crawl)
        outcome = intake.bring()
        crawl_mb = peak_mb(crawl.pid)
    with reading(engine) as db:
        rows = RECORDS.count(db)
    assert outcome.complete, outcome.notes
    assert outcome.rows == rows, outcome
    assert (intake.new, intake.changed) == (rows - before, 0)
    return watch.measured(rows, crawl_mb)
