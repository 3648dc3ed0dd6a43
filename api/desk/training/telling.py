"""What the boards of a cohort are told: that they are invited, that meetings moved, that it was cancelled."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from api.site import Site
from domain.alert import Alert, AlertKind, Priority
from domain.training import Cohort, CohortNews, Coming, Meeting, fingerprint
from store import alerts, training
from store.rosters import Enrolled


def invite(site: Site, db: Connection, cohort: Cohort, roster: Iterable[Enrolled]) -> None:
    """Invite who was not yet. Who cannot be written to sees it on its page, and is to be called."""
    fresh = [one for one in roster if one.member.invited_at is None]
    training.invite(db, cohort.id, [one.code for one in fresh], site.now)
    _tell(site, db, cohort, fresh, CohortNews.INVITED)


def tell_moved(
    site: Site, db: Connection, cohort: Cohort, roster: Iterable[Enrolled], meetings: Sequence[Meeting]
) -> None:
    """Tell who was invited and may come. Of several changes in a row only the last one goes out."""
    _tell(site, db, cohort, _may_come(roster), CohortNews.MOVED, fingerprint(meetings))


def tell_cancelled(site: Site, db: Connection, cohort: Cohort, roster: Iterable[Enrolled]) -> None:
    _tell(site, db, cohort, _may_come(roster), CohortNews.CANCELLED)


def _may_come(roster: Iterable[Enrolled]) -> list[Enrolled]:
    return [one for one in roster if one.member.invited_at and one.member.coming is not Coming.NO]


def _tell(
    site: Site,
    db: Connection,
    cohort: Cohort,
    whom: Iterable[Enrolled],
    news: CohortNews,
    meetings: str | None = None,
) -> None:
    # Meetings may move there and back again: each move is told.
    version = f"{news.value} {site.now.isoformat()}" if news is CohortNews.MOVED else news.value
    for one in whom:
        if one.is_reached:
            about = str(cohort.id)
            alert = Alert(one.code, about, AlertKind.TRAINING, version, before=meetings, after=news.value)
            alerts.queue(db, [alert], site.now, site.now, Priority.NEW)
