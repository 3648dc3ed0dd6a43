"""What a webhook told is written down: statuses into the ledger, replies as what they mean.

All in one transaction, each event in a savepoint of its own: one that cannot be written down does not lose
the others. What came before changes nothing when it comes again.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple, TypeVar

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from api import replies
from api.heard import Event
from api.replies import Taken
from api.site import Site
from domain.alert import Reply, StatusReport
from domain.contact import Channel
from notifications.webhooks import Incoming
from store import statuses
from store.engine import writing

log = structlog.get_logger()

_Done = TypeVar("_Done")


class Written(NamedTuple):
    """The replies with what became of them, and how many events could not be written down."""

    taken: list[tuple[Reply, Taken]]
    failed: int


def write_down(site: Site, channel: Channel, incoming: Incoming) -> Written:
    """Raises DatabaseUnavailable: then nothing is written down, and the provider brings it all again."""
    with writing(site.engine) as db:
        failed = _report(site, db, channel, incoming.reports)
        take = partial(replies.take, db, site.vault, now=site.now, secret=site.web.secret_key)
        done = [(reply, alone(db, channel, partial(take, reply))) for reply in incoming.replies]
    taken = [(reply, one) for reply, one in done if one]
    failed += len(done) - len(taken)
    site.heard.count(channel, Event.REPORT, len(incoming.reports))
    site.heard.count(channel, Event.REPLY, len(incoming.replies))
    site.heard.count(channel, Event.SKIPPED, incoming.skipped.total())
    site.heard.count(channel, Event.FAILED, failed)
    return Written(taken, failed)


def alone(db: Connection, channel: Channel, act: Callable[[], _Done]) -> _Done | None:
    """What an event gives; None for one that cannot be written down. What ails the database is raised."""
    try:
        with db.begin_nested():
            return act()
    except Exception as error:
        if isinstance(error, DBAPIError) and not isinstance(error, DataError | IntegrityError):
            raise
        log.error("event_failed", channel=channel.value, error=type(error).__name__)
        return None


def _report(site: Site, db: Connection, channel: Channel, reports: list[StatusReport]) -> int:
    """All at once, and where that fails one by one; gives how many failed."""
    if not reports or alone(db, channel, partial(statuses.report, db, reports, site.now)) is not None:
        return 0
    each = [alone(db, channel, partial(statuses.report, db, [one], site.now)) for one in reports]
    return each.count(None)
